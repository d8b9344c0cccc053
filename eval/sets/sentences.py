"""Sentences of Chinese and of Western text."""

from __future__ import annotations

import re
from collections.abc import Iterator

# A full stop ends a sentence only before a blank, and not the initial of a name: 3.5, J. Smith.
_END = re.compile(
    r"[。！？；!?;]+[”’」』》）)\"']*"
    r"|(?<!\b[A-Z])\.[”’)\"']*(?=\s)"
    r"|\n"
)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the sentences of ``text``, blanks around them and empty ones left out.

    >>> text = "首小时3.5元。夜间免费！"
    >>> [text[a:b] for a, b in sentences(text)]
    ['首小时3.5元。', '夜间免费！']
    """
    start = 0
    for end in (*(match.end() for match in _END.finditer(text)), len(text)):
        words = text[start:end]
        if words.strip():
            left = start + len(words) - len(words.lstrip())
            yield left, left + len(words.strip())
        start = end


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the sentences of ``text`` that characters ``start`` to ``end`` lie in."""
    touched = [(a, b) for a, b in sentences(text) if a < end and start < b]
    if not touched:
        return start, end
    return min(start, touched[0][0]), max(end, touched[-1][1])
