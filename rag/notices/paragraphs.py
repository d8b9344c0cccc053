"""Unnumbered text into paragraphs (自然段), whatever the page did to its line breaks.

Line breaks or wide blanks separate paragraphs where there are any; in a page flattened to single
blanks only a blank behind the end of a sentence does. A short line without an end is a heading or
a row of a list: it opens a paragraph that takes in what follows.
"""

from __future__ import annotations

import re

# A line's leading blanks go with its text: a pattern that begins with them takes quadratic time.
_WIDE = re.compile(r"\n\s*|[ \t]{2,}(?:\n\s*)?")
_NARROW = re.compile(r"(?<=[。;:!?])[ \t]+")
_GAP = re.compile(r"\s{2,}|\n")
_ENDED = "。;!?"
_HEADING = 40  # a line longer than this is not a heading
_ROWS = 300  # rows of a list are kept together up to this many characters
_LONGEST = 3000  # what a heading takes in, in characters


def split_paragraphs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the paragraphs of ``text[start:end]``: contiguous spans that cover it exactly."""
    out: list[tuple[int, int]] = []
    opened = False  # the last paragraph holds headings or rows only
    leads = False  # the last paragraph began with a heading that names what follows
    item = False  # the last paragraph ends as an item of a list does
    for begin, stop in _pieces(text, start, end):
        body = text[begin:stop].strip()
        short = len(body) <= _HEADING and body[-1:] not in _ENDED
        room = stop - out[-1][0] if out else 0
        joins = opened and room <= (_ROWS if short else _LONGEST)
        if out and (not body or joins or (not short and not item and leads and room <= _LONGEST)):
            out[-1] = (out[-1][0], stop)
            opened = opened and (short or not body)
        else:
            out.append((begin, stop))
            opened = short and not body.endswith(":")  # 决定: leads into items of their own
            leads = _leads(body)
        item = body[-1:] == ";" if body else item
    return out


def _leads(body: str) -> bool:
    first = _GAP.split(body, maxsplit=1)[0]
    return len(first) <= _HEADING and first[-1:] not in _ENDED + ":"


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the lines of the region, blanks behind each with it."""
    window = text[start:end].strip()
    lines = sum(1 for _ in _WIDE.finditer(window))
    separator = _WIDE if lines * 200 >= len(window) else _NARROW
    pieces, at = [], start
    for match in separator.finditer(text, start, end):
        if match.end() < end and match.start() > start:
            pieces.append((at, match.end()))
            at = match.end()
    pieces.append((at, end))
    return pieces
