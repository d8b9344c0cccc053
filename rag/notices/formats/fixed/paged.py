"""What readers of formats with fixed pages hand to ``layout``: pieces of text and their places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.notices.formats.fixed.ruled import Rule
from rag.notices.formats.glyphs import raised


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
    """One page: its size, its visible pieces in the order they are drawn, and lines drawn."""

    width: float
    height: float
    pieces: tuple[Piece, ...]
    rules: tuple[Rule, ...] = ()


@dataclass(slots=True)
class Line:
    """A line of a page, or a row of a ruled table; cells are separated by a tab.

    ``column`` is 1 or 2 on pages of two columns, else 0. ``cell`` is where the last cell begins, 0
    without a tab. A row of a ruled table holds its ``cells``: what each says, and whether its last
    line is full.
    """

    page: int
    x0: float
    x1: float
    y: float
    size: float
    text: str
    column: int = 0
    cell: float = 0
    cells: tuple[tuple[str, bool], ...] = ()


_WORD = re.compile(r"[A-Za-z0-9]")
_FAR = 6  # lines
_CELL = 0.7  # characters: a wider gap separates cells
_RAISED = 0.75  # of the size before it: what is smaller may be an exponent
_CLOSERS = "，。；：、！？）》”’〕】"
# What stands together at the start of a line: a character with the punctuation that sticks to it.
_UNBREAKABLE = re.compile(rf"[（《“‘〔【]*(?:[A-Za-z0-9.,%]+|.)[{_CLOSERS}]*")


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
        return merge(by_place(lines), lines[0].page)
    return [line for run in runs for line in run]


def _breaks(line: Line, after: Line) -> bool:
    """Return whether drawing goes back up over its own column, or far down."""
    back = after.y < line.y - 0.5 * line.size and after.x0 < line.x1
    return back or after.y > line.y + _FAR * line.size


def _entangled(run: list[Line], after: list[Line]) -> bool:
    return max(line.y for line in run) > min(line.y for line in after) + 1


def by_place(lines: list[Line]) -> list[Line]:
    """Return ``lines`` from the top down, those of one height from the left."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda each: each.y):
        if rows and line.y - rows[-1][0].y < 0.5 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda each: each.x0)]


def merge(pieces: Sequence[Piece | Line], page: int) -> list[Line]:
    """Return the lines that ``pieces`` make, those side by side in one."""
    lines: list[Line] = []
    parts: list[str] = []  # of the text of the last line
    for piece in pieces:
        last = lines[-1] if lines and not lines[-1].cells else None
        size = max(piece.size, last.size) if last else piece.size
        inner = piece.cell if isinstance(piece, Line) else 0
        if isinstance(piece, Line) and piece.cells:
            _close(last, parts)
            lines.append(piece)
        elif last is None or not _goes_on(last, piece, size):
            _close(last, parts)
            parts = [piece.text]
            lines.append(Line(page, piece.x0, piece.x1, piece.y, piece.size, "", cell=inner))
        else:
            gap = piece.x0 - last.x1
            if gap > _CELL * size:
                parts += [parts.pop().rstrip(), "\t", piece.text.lstrip()]
                last.cell = inner or piece.x0
            else:
                text = raised(piece.text) if _is_raised(last, piece, size) else piece.text
                parts += [_blank(parts[-1][-1:], text[:1], gap / size), text]
                last.cell = inner or last.cell
            last.x1 = max(last.x1, piece.x1)
            last.size = size
    if lines and not lines[-1].cells:
        _close(lines[-1], parts)
    return lines


def _close(line: Line | None, parts: list[str]) -> None:
    if line is not None:
        line.text = "".join(parts).strip()


def _goes_on(line: Line, piece: Piece | Line, size: float) -> bool:
    """Return whether ``piece`` stands in the line, behind what is in it."""
    if piece.x0 < line.x1 - 0.5 * min(piece.size, line.size):
        return False
    return abs(piece.y - line.y) <= 0.4 * size or _is_raised(line, piece, size)


def _is_raised(line: Line, piece: Piece | Line, size: float) -> bool:
    small = piece.size <= _RAISED * size and piece.x0 - line.x1 < _CELL * size
    return small and 0.1 * size < line.y - piece.y < 0.8 * size


def space(left: str, right: str) -> str:
    """Return what belongs between two lines of one paragraph: a blank between words of Latin."""
    if not left or not right:
        return ""
    return " " if _WORD.match(left[-1]) and _WORD.match(right[0]) else ""


def is_full(line: Line, after: Line, right: float) -> bool:
    """Return whether what begins ``after`` did not fit into ``line`` any more, up to ``right``."""
    return right - line.x1 <= needed(after.text, line.size) + 0.5 * line.size


def needed(text: str, size: float) -> float:
    """Return how wide what begins ``text`` is that cannot be broken."""
    word = _UNBREAKABLE.match(text)
    return sum(size if c > "\u2e7f" else 0.55 * size for c in word[0]) if word else size


def _blank(left: str, right: str, gap: float) -> str:
    """Return the blank that a gap of so many characters stands for, or nothing.

    Between Chinese and Latin a quarter of a character is mere typography, and lines that are set
    flush on both sides spread Chinese characters.
    """
    if not left or not right or left.isspace() or right.isspace():
        return ""
    latin = bool(_WORD.match(left)), bool(_WORD.match(right))
    least = 0.35 if latin[0] != latin[1] else 0.15 if latin[0] else 0.45
    return " " if gap > least else ""
