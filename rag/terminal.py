"""What foreign text may do to a terminal or a page: be read, nothing else.

Escape sequences of a file that was taken in, or of its name, could move the cursor, change what
stands on the screen or type for whoever reads; marks of direction make a text read as another.
"""

from __future__ import annotations

import re

import click

# Of Unicode's controls (Cc) all but tab and line feed; its marks, embeddings, overrides and
# isolates of direction (Bidi_Control); halves of characters, which cannot be written.
_UNSEEN = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_DROPPED = re.compile(f"[{_UNSEEN}]")
_ESCAPED = re.compile(f"[{_UNSEEN}\ud800-\udfff]")
_HALF = re.compile("[\ud800-\udfff]")
_BREAK = re.compile(r"\r\n?")


def visible(text: str) -> str:
    """Return ``text`` without controls and marks of direction; its lines stay.

    >>> visible("甲\\x1b[31m乙\\u202e丙\\r\\n丁")
    '甲[31m乙丙\\n丁'
    """
    return _HALF.sub("\ufffd", _DROPPED.sub("", _BREAK.sub("\n", text)))


def echo(text: str = "", *, err: bool = False, nl: bool = True) -> None:
    """Print ``text`` for people, as ``visible`` gives it, on standard output or error."""
    click.echo(visible(text), err=err, nl=nl)


def line(text: str) -> None:
    """Print ``text``, which may repeat the name of a file, as one line on standard error."""
    echo(" ".join(visible(text).split()), err=True)


def escaped(document: str) -> str:
    """Return JSON with what ``visible`` drops as ``\\uXXXX``: the same document."""
    return _ESCAPED.sub(lambda sign: f"\\u{ord(sign[0]):04x}", document)
