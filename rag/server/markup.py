"""Turns foreign text into HTML that shows it and does nothing else.

What comes out also passes through the page's Markdown renderer. ``html.escape`` alone would leave
``![](http://…)`` or ``**`` alive there, so every ASCII punctuation mark becomes a character
reference: inert as HTML, as Markdown and as TeX, and read back as the same character.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from rag.terminal import visible

_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_NEWLINE = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")


def _inert(text: str) -> str:
    return _PUNCTUATION.sub(lambda mark: f"&#{ord(mark[0])};", visible(text))


def text(foreign: str) -> str:
    """Return ``foreign`` as one line of inert HTML; line breaks become ``<br>``."""
    return "<br>".join(_inert(line) for line in _NEWLINE.split(foreign))


def tag(name: str, /, *children: str, css: str = "", **attributes: str | int) -> str:
    """Return an element around ``children``, which are HTML already.

    :param css: its class names.
    :param attributes: plain text, escaped here; True gives a bare attribute, False none; an
        underscore stands for the hyphen of names such as ``aria-label``.
    """
    given = {"class": css, **attributes} if css else attributes
    return f"{void(name, **given)}{join(children)}</{name}>"


def void(name: str, /, **attributes: str | int) -> str:
    """Return an element that holds nothing and is not closed, such as ``<meta>``."""
    written = "".join(_attribute(key.replace("_", "-"), value) for key, value in attributes.items())
    return f"<{name}{written}>"


def join(parts: Iterable[str]) -> str:
    """Return the HTML ``parts`` one after another."""
    return "".join(parts)


def _attribute(name: str, value: str | int) -> str:
    if isinstance(value, bool):
        return f" {name}" if value else ""
    shown = visible(_NEWLINE.sub(" ", str(value)))
    return f' {name}="{html.escape(shown)}"'
