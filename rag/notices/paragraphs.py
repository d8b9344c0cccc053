"""Unnumbered text into paragraphs (自然段), whatever the page did to its line breaks.

Line breaks or wide blanks separate paragraphs where there are any; in a page flattened to single
blanks only a blank behind the end of a sentence does. A short line without an end is a heading or
a row of a list: it opens a paragraph that takes in what follows.
"""

from __future__ import annotations

import re

_WIDE = re.compile(r"\s*\n\s*|[ \t]{2,}")
_NARROW = re.compile(r"(?<=[。;:!?])[ \t]+")
_ENDED = "。;!?"
_HEADING = 40  # a line longer than this is not a heading
_ROWS = 300  # rows of a list are kept together up to this many characters


def split_paragraphs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the paragraphs of ``text[start:end]``: contiguous spans that cover it exactly."""
    pieces = _pieces(text, start, end)
    out: list[tuple[int, int]] = []
    opened = False  # the last paragraph holds headings or rows only
    for begin, stop in pieces:
        body = text[begin:stop].strip()
        short = len(body) <= _HEADING and body[-1:] not in _ENDED
        if out and not body:
            out[-1] = (out[-1][0], stop)
        elif out and opened and stop - out[-1][0] <= (_ROWS if short else 10 * _ROWS):
            out[-1] = (out[-1][0], stop)
            opened = short
        elif out and not short and not _is_item(text, out[-1]) and _leads(text, out[-1]):
            out[-1] = (out[-1][0], stop)
        else:
            out.append((begin, stop))
            opened = short
    return out


def _leads(text: str, span: tuple[int, int]) -> bool:
    """Return whether the paragraph so far began with a heading that names what follows."""
    first = re.split(r"\s{2,}|\n", text[span[0] : span[1]].strip(), maxsplit=1)[0]
    return len(first) <= _HEADING and first[-1:] not in _ENDED + ":"


def _is_item(text: str, span: tuple[int, int]) -> bool:
    return text[span[0] : span[1]].rstrip()[-1:] == ";"


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the lines of the region, blanks behind each with it."""
    window = text[start:end]
    lines = sum(1 for _ in _WIDE.finditer(window.strip()))
    separator = _WIDE if lines * 200 >= len(window.strip()) else _NARROW
    pieces, at = [], start
    for match in separator.finditer(text, start, end):
        if match.end() < end and match.start() > start:
            pieces.append((at, match.end()))
            at = match.end()
    pieces.append((at, end))
    return pieces
