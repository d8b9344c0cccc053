"""What readers of formats with fixed pages hand to ``layout``: pieces of text and their places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters on one baseline, drawn together, no wide gap between them.

    Places are in points or millimetres, x from the left, ``y`` of the baseline from the top.
    """

    x0: float
    x1: float
    y: float
    size: float
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: its size, and its visible pieces in the order they are drawn."""

    width: float
    height: float
    pieces: tuple[Piece, ...]


@dataclass(slots=True)
class Line:
    """A line of a page; cells of a table row are separated by a tab."""

    page: int
    x0: float
    x1: float
    y: float
    size: float
    text: str


_WORD = re.compile(r"[A-Za-z0-9]")
_FAR = 6  # lines
_CELL = 0.7  # characters: a wider gap separates cells


def lines_of(sheet: Sheet, page: int) -> list[Line]:
    """Return the lines of a page in the order they are drawn."""
    return _merge([piece for piece in sheet.pieces if piece.text.strip()], page)


def in_order(lines: list[Line]) -> list[Line]:
    """Return the lines of one page in reading order.

    The order of drawing is kept where it can be, since it keeps the cells of a table together.
    Stretches drawn out of turn, such as a heading drawn last, are put in their place; where
    stretches run through each other, the places of single lines decide.
    """
    runs: list[list[Line]] = []
    for line in lines:
        if runs and not _breaks(runs[-1][-1], line):
            runs[-1].append(line)
        else:
            runs.append([line])
    runs.sort(key=lambda run: min(line.y for line in run))
    if any(_entangled(a, b) for a, b in pairwise(runs)):
        return _merge(_by_place(lines), lines[0].page)
    return [line for run in runs for line in run]


def _breaks(line: Line, after: Line) -> bool:
    """Return whether drawing goes back up over its own column, or far down."""
    back = after.y < line.y - 0.5 * line.size and after.x0 < line.x1
    return back or after.y > line.y + _FAR * line.size


def _entangled(run: list[Line], after: list[Line]) -> bool:
    return max(line.y for line in run) > min(line.y for line in after) + 1


def _by_place(lines: list[Line]) -> list[Line]:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda each: each.y):
        if rows and line.y - rows[-1][0].y < 0.5 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda each: each.x0)]


def _merge(pieces: Sequence[Piece | Line], page: int) -> list[Line]:
    lines: list[Line] = []
    for piece in pieces:
        last = lines[-1] if lines else None
        size = max(piece.size, last.size) if last else piece.size
        if (
            last is None
            or abs(piece.y - last.y) > 0.4 * size
            or piece.x0 < last.x1 - 0.5 * min(piece.size, last.size)
        ):
            lines.append(Line(page, piece.x0, piece.x1, piece.y, piece.size, piece.text))
            continue
        gap = piece.x0 - last.x1
        last.text = _glue(last.text, piece.text, gap, size)
        last.x1 = max(last.x1, piece.x1)
        last.size = size
    for line in lines:
        line.text = line.text.strip()
    return lines


def _glue(left: str, right: str, gap: float, size: float) -> str:
    """Return both with what the gap stands for: a tab between cells, a blank, or nothing.

    Between Chinese and Latin a quarter of a character is mere typography.
    """
    if gap > _CELL * size:
        return f"{left.rstrip()}\t{right.lstrip()}"
    if left[-1].isspace() or right[0].isspace():
        return left + right
    latin = bool(_WORD.match(left[-1])), bool(_WORD.match(right[0]))
    blank = 0.35 if latin[0] != latin[1] else 0.15 if latin[0] else 0.2
    return f"{left} {right}" if gap > blank * size else left + right
