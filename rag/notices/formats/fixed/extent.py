"""The frame that the text of a page fills (版心), measured from its lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rag.notices.formats.fixed.paged import Line, Sheet

_NARROWEST = 0.7  # of the page's width


@dataclass(frozen=True, slots=True)
class Frame:
    """Left and right edge of the text, and the size of its characters."""

    left: float
    right: float
    size: float

    @property
    def centre(self) -> float:
        """The middle between the edges."""
        return (self.left + self.right) / 2


class Frames:
    """The frames of a document: pages of one width share theirs, each column has its own."""

    def __init__(self, sheets: Sequence[Sheet], lines: Sequence[Line]) -> None:
        self._sheets = sheets
        groups: dict[tuple[int, int], list[Line]] = defaultdict(list)
        for line in lines:
            groups[self._key(line)].append(line)
        self._frames = {key: _measure(group, *key) for key, group in groups.items()}

    def of(self, line: Line) -> Frame:
        """Return the frame that a line stands in."""
        return self._frames[self._key(line)]

    def _key(self, line: Line) -> tuple[int, int]:
        return round(self._sheets[line.page - 1].width), line.column


def _measure(lines: Sequence[Line], width: float, column: int) -> Frame:
    sizes: dict[float, int] = defaultdict(int)
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    size = max(sizes, key=lambda each: sizes[each])
    body = [line for line in lines if abs(line.size - size) < 0.1 * size and not line.cells]
    body = body or list(lines)
    left = _edge(sorted(line.x0 for line in body), size)
    right = -_edge(sorted(-line.x1 for line in body), size)
    # A few short lines fill no page, even when they are all of one length.
    return Frame(left, right if column else max(right, _NARROWEST * width), size)


def _edge(places: Sequence[float], size: float) -> float:
    """Return the outermost of sorted ``places`` that is no outlier.

    Others stand within a character of it: one in a hundred, three at least.
    """
    need = max(min(3, len(places)), len(places) // 100)
    return next(
        (
            place
            for i, place in enumerate(places)
            if i + need <= len(places) and places[i + need - 1] < place + size
        ),
        places[0],
    )
