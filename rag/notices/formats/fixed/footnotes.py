"""Footnotes of fixed pages: left out, as those of Word documents are.

What makes them certain: a short line drawn above them, smaller type below it down to the foot of
the page, and a raised mark in the text that the first of them begins with.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from rag.notices.formats.fixed.paged import Piece, Sheet

_MARK = re.compile(r"\[\d{1,3}\]|\d{1,3}|[①-⑳]|\*{1,3}")
_SMALLER = 0.9  # of the size of the text
_RAISED = 0.75  # of the size of the text before it


def without_footnotes(sheet: Sheet) -> Sheet:
    """Return the page without its footnotes and the marks that refer to them."""
    marks = _marks(sheet.pieces)
    if not marks:
        return sheet
    sizes: Counter[float] = Counter()
    for piece in sheet.pieces:
        sizes[round(piece.size, 1)] += len(piece.text)
    small = _SMALLER * sizes.most_common(1)[0][0]
    for x0, y0, x1, y1 in sheet.rules:
        if y1 - y0 > 1 or not 0.1 * sheet.width < x1 - x0 < 0.45 * sheet.width:
            continue
        below = [piece for piece in sheet.pieces if piece.y > y1]
        first = min(below, key=lambda piece: (round(piece.y), piece.x0), default=None)
        # A mark raised in the note itself is drawn apart from its text.
        mark = _MARK.match(first.text.strip()) if first else None
        if mark and mark[0] in marks.values() and all(piece.size <= small for piece in below):
            gone = set(map(id, below)) | {key for key, text in marks.items()}
            kept = tuple(piece for piece in sheet.pieces if id(piece) not in gone)
            return Sheet(sheet.width, sheet.height, kept, sheet.rules)
    return sheet


def _marks(pieces: tuple[Piece, ...]) -> dict[int, str]:
    """Return the pieces, by identity, that are small, raised and right behind others."""
    marks: dict[int, str] = {}
    for before, piece in pairwise(pieces):
        raised = 0.1 * before.size < before.y - piece.y < 0.8 * before.size
        beside = abs(piece.x0 - before.x1) < 0.5 * before.size
        text = piece.text.strip()
        if raised and beside and piece.size <= _RAISED * before.size and _MARK.fullmatch(text):
            marks[id(piece)] = text
    return marks
