"""Tables of fixed pages, told by the lines drawn around their cells (框线).

What is drawn says more than where the words stand: a cell of several lines, centred or not, is one
cell, and one that spans rows belongs to each of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Rule: TypeAlias = tuple[float, float, float, float]  # x0, y0, x1, y1; level or upright
Line: TypeAlias = tuple[float, float, float]  # where it is, from, to
Cell: TypeAlias = tuple[int, int]  # row and column

_NEAR = 2.5  # points: what is no further apart is drawn as one
_MOST = 400  # level or upright lines of a page; with more it is a drawing
_MOST_CELLS = 20_000


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: where its lines are, and which cell each of its places belongs to.

    ``cells`` has a tuple a row; a cell that spans several places is named by its first.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[tuple[Cell, ...], ...]

    def at(self, x: float, y: float) -> Cell | None:
        """Return the cell at a point, None outside."""
        row, column = bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
        inside = 0 <= row < len(self.cells) and 0 <= column < len(self.xs) - 1
        return self.cells[row][column] if inside else None

    def width(self, cell: Cell) -> float:
        """Return how wide a cell is."""
        row, column = cell
        last = max(n for n, other in enumerate(self.cells[row]) if other == cell)
        return self.xs[last + 1] - self.xs[column]


def grids(rules: Iterable[Rule]) -> list[Grid]:
    """Return the tables that ``rules`` draw, of two columns at least."""
    level, upright = [], []
    for x0, y0, x1, y1 in rules:
        if y1 - y0 < x1 - x0:
            level.append((y0, x0, x1))
        else:
            upright.append((x0, y0, y1))
    level, upright = _joined(level), _joined(upright)
    if max(len(level), len(upright)) > _MOST:
        return []
    tables = (_grid(*group) for group in _connected(level, upright))
    return [table for table in tables if table is not None]


def _joined(lines: list[Line]) -> list[Line]:
    """Return ``lines`` with those made one that overlap or go on in each other."""
    places = _places(at for at, _, _ in lines)
    of_place: dict[float, list[tuple[float, float]]] = defaultdict(list)
    for at, start, end in lines:
        of_place[_nearest(places, at)].append((start, end))
    out: list[Line] = []
    for at, stretches in of_place.items():
        for start, end in sorted(stretches):
            if out and out[-1][0] == at and start <= out[-1][2] + _NEAR:
                out[-1] = (at, out[-1][1], max(out[-1][2], end))
            else:
                out.append((at, start, end))
    return out


def _places(values: Iterable[float]) -> tuple[float, ...]:
    """Return ``values`` in order, one for those that are near each other."""
    out: list[float] = []
    for value in sorted(values):
        if not out or value > out[-1] + _NEAR:
            out.append(value)
    return tuple(out)


def _nearest(places: Sequence[float], value: float) -> float:
    return places[max(0, bisect_right(places, value) - 1)]


def _connected(level: list[Line], upright: list[Line]) -> list[tuple[list[Line], list[Line]]]:
    """Return the lines in groups that touch each other."""
    parent = list(range(len(level) + len(upright)))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for i, (y, left, right) in enumerate(level):
        for j, (x, top, bottom) in enumerate(upright, len(level)):
            if left - _NEAR <= x <= right + _NEAR and top - _NEAR <= y <= bottom + _NEAR:
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[Line], list[Line]]] = defaultdict(lambda: ([], []))
    for i, line in enumerate([*level, *upright]):
        groups[root(i)][i >= len(level)].append(line)
    return list(groups.values())


def _grid(level: list[Line], upright: list[Line]) -> Grid | None:
    """Return the table of lines that touch; open sides end where the other lines do."""
    xs = _places([x for x, _, _ in upright] + [end for _, *ends in level for end in ends])
    ys = _places([y for y, _, _ in level] + [end for _, *ends in upright for end in ends])
    rows, columns = len(ys) - 1, len(xs) - 1
    if columns < 2 or rows < 1 or rows * columns > _MOST_CELLS:
        return None
    walls = _on_places(xs, upright)
    floors = _on_places(ys, level)
    cells: list[list[Cell]] = []
    for row in range(rows):
        middle = (ys[row] + ys[row + 1]) / 2
        cells.append([])
        for column in range(columns):
            centre = (xs[column] + xs[column + 1]) / 2
            if row and not _covers(floors[ys[row]], centre):
                cells[row].append(cells[row - 1][column])
            elif column and not _covers(walls[xs[column]], middle):
                cells[row].append(cells[row][column - 1])
            else:
                cells[row].append((row, column))
    return Grid(xs, ys, tuple(tuple(row) for row in cells))


def _on_places(
    places: tuple[float, ...], lines: list[Line]
) -> dict[float, list[tuple[float, float]]]:
    found: dict[float, list[tuple[float, float]]] = defaultdict(list)
    for at, start, end in lines:
        found[_nearest(places, at)].append((start, end))
    return found


def _covers(stretches: list[tuple[float, float]], point: float) -> bool:
    return any(start < point < end for start, end in stretches)
