"""The lines of a fixed page, those of ruled tables a row each, cells apart by tabs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby, pairwise

from rag.notices.formats.fixed.paged import Line, Piece, Sheet, by_place, merge, needed, space
from rag.notices.formats.fixed.ruled import Cell, Grid, grids
from rag.notices.formats.spans import again

_MANY = 3  # lines in every cell: no row, but rows without lines between them
_HEADER = 3  # rows that a table may say again on each page
_ENDS = "。；：！？;:!?"


class _Table:
    """A ruled table and what is drawn in its cells."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._pieces: list[Piece] = []
        self._of_cell: dict[Cell, list[Piece]] = defaultdict(list)

    def take(self, piece: Piece) -> bool:
        """Put a piece where it begins; return whether that is in the table."""
        inside = min(piece.size, piece.x1 - piece.x0) / 2
        cell = self.grid.at(piece.x0 + inside, piece.y - 0.3 * piece.size)
        if cell is not None:
            self._pieces.append(piece)
            self._of_cell[cell].append(piece)
        return cell is not None

    def lines(self, page: int) -> list[Line]:
        """Return a line a row."""
        lines = {
            cell: merge(by_place(merge(own, page)), page) for cell, own in self._of_cell.items()
        }
        last = set(self.grid.cells[-1])
        if len(self.grid.cells) <= 2 and all(len(lines.get(cell, ())) >= _MANY for cell in last):
            return merge(self._pieces, page)
        said = {cell: _said(own, self.grid.width(cell)) for cell, own in lines.items()}
        rows = []
        for number, row in enumerate(self.grid.cells):
            sizes = [line.size for cell in row if cell[0] == number for line in lines.get(cell, ())]
            if not sizes:
                continue
            cells = []
            for cell in dict.fromkeys(row):
                text, full = said.get(cell, ("", False))
                cells.append((text, full) if cell[0] == number else (again(text), False))
            y = (self.grid.ys[number] + self.grid.ys[number + 1]) / 2
            x0, x1 = self.grid.xs[0], self.grid.xs[-1]
            rows.append(Line(page, x0, x1, y, max(sizes), _text(cells), cells=tuple(cells)))
        return rows


def lines_of(sheet: Sheet, page: int) -> list[Line]:
    """Return the lines of a page in the order they are drawn, rows where their table begins."""
    tables = [_Table(grid) for grid in grids(sheet.rules)]
    begun: list[_Table] = []
    loose: list[list[Piece]] = [[]]  # before, between and behind the tables
    for piece in sheet.pieces:
        if not piece.text.strip():
            continue
        table = next((table for table in tables if table.take(piece)), None)
        if table is None:
            loose[-1].append(piece)
        elif table not in begun:
            begun.append(table)
            loose.append([])
    lines = merge(loose[0], page)
    for table, behind in zip(begun, loose[1:], strict=True):
        lines += [*table.lines(page), *merge(behind, page)]
    return lines


def across_pages(lines: Iterable[Line]) -> list[Line]:
    """Return ``lines`` with tables whole that go on over a page.

    Header rows that are said again are dropped, and a row that the end of a page cut is one row.
    """
    kept: list[Line] = []
    for is_table, group in groupby(lines, key=lambda line: bool(line.cells)):
        rows = list(group)
        kept += _whole(rows) if is_table else rows
    return kept


def _whole(rows: list[Line]) -> list[Line]:
    header = [row.text for row in rows[:_HEADER]]
    whole: list[Line] = []
    for _, group in groupby(rows, key=lambda row: row.page):
        more = list(group)
        if whole:
            pairs = enumerate(zip(header, more, strict=False))
            said = next((n for n, (text, row) in pairs if row.text != text), len(header))
            more = more[said:]
            if more and _is_rest(whole[-1], more[0]):
                both = zip(whole[-1].cells, more.pop(0).cells, strict=True)
                whole[-1].cells = tuple((text + rest, full) for (text, _), (rest, full) in both)
                whole[-1].text = _text(whole[-1].cells)
        whole += more
    return whole


def _is_rest(row: Line, after: Line) -> bool:
    """Return whether ``after`` holds but the rest of cells that did not fit on the page."""
    if len(row.cells) != len(after.cells):
        return False
    both = [(cell, rest) for cell, (rest, _) in zip(row.cells, after.cells, strict=True)]
    ended = any(not rest and text for (text, _), rest in both)
    return ended and all(full and text[-1] not in _ENDS for (text, full), rest in both if rest)


def _text(cells: Iterable[tuple[str, bool]]) -> str:
    return "\t".join(text for text, _ in cells).rstrip("\t")


def _said(lines: list[Line], width: float) -> tuple[str, bool]:
    """Return the text of a cell, and whether its last line is full: those go on in the next one."""
    text = lines[0].text
    for before, line in pairwise(lines):
        text += (space(before.text, line.text) if _fills(before, line, width) else " ") + line.text
    return text.replace("\t", " "), _fills(lines[-1], lines[-1], width)


def _fills(line: Line, after: Line, width: float) -> bool:
    """Return whether what begins ``after`` did not fit into ``line`` any more.

    The margins of a cell take a character together, or less.
    """
    return width - (line.x1 - line.x0) - line.size < needed(after.text, line.size)
