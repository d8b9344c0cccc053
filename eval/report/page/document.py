"""The HTML document: one file that asks nothing of the network and runs nothing but its own script.

Whatever the template is given counts as foreign text, file names and metric names included: it is
cleaned and escaped on its way in. The policy in the head lets nothing run or load beside the style
and the script of this folder, known by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache, partial
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from eval import bootstrap
from eval.report.page.clean import clean
from eval.report.page.scores import STYLES
from eval.texts import label, text

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def _finalize(value: Any) -> Any:
    """Clean what a template writes; markup that was made here stays."""
    return value if isinstance(value, Markup) else clean(str(value))


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("eval.report.page", ""),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _part(name: str) -> Markup:
    """Return a file of this folder that goes into the document as it is."""
    content = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return Markup(content)


def _hash(part: str) -> str:
    digest = hashlib.sha256(part.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def policy(style: str, script: str) -> str:
    """Return the content security policy of a document with this style and this script."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def language_tag(value: str) -> str | None:
    """Return ``value`` for a ``lang`` attribute, None where it names no language.

    >>> language_tag("zh-Hant"), language_tag("甲")
    ('zh-Hant', None)
    """
    return value if _TAG.fullmatch(value) else None


def document(template: str, language: str, **context: Any) -> str:
    """Return ``template`` of this folder, filled in, as a whole document in ``language``."""
    style, script = _part("page.css"), _part("page.js")
    shown = {"share": f"{bootstrap.SHARE:.0%}", "resamples": f"{bootstrap.RESAMPLES:,}"}
    return (
        _environment()
        .get_template(template)
        .render(
            language=language,
            style=style,
            script=script,
            policy=policy(style, script),
            t=partial(_say, language),
            label=lambda section, name: label(section, name, language),
            language_tag=language_tag,
            bootstrap=shown,
            styles=STYLES,
            **context,
        )
    )


def _say(language: str, key: str, **params: object) -> str:
    return text(key, language, **params)
