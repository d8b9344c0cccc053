"""Texts for end users, one TOML file a language, Chinese first.

Templates use ``string.Template`` (``$name``), so that braces in a notice can never break them.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from string import Template

DEFAULT_LANGUAGE = "zh-Hans"
LANGUAGES = ("zh-Hans", "zh-Hant", "en")


@cache
def _table(language: str) -> dict[str, str]:
    raw = resources.files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return {
        f"{section}.{name}": value
        for section, entries in tomllib.loads(raw).items()
        for name, value in entries.items()
    }


def has(key: str, language: str = DEFAULT_LANGUAGE) -> bool:
    """Return whether there is a text ``key``."""
    return key in _table(language)


def message(key: str, language: str = DEFAULT_LANGUAGE, **params: object) -> str:
    """Return the text ``key`` ("section.name") in ``language``, its ``$names`` filled in.

    :raises KeyError: the key, the language or a parameter is unknown; a defect, never user input.
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    return Template(_table(language)[key]).substitute({k: str(v) for k, v in params.items()})
