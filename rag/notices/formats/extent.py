"""The frame that the text of a page fills (版心), measured from its lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rag.notices.formats.paged import Line, Sheet


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


def frames(sheets: Sequence[Sheet], lines: Sequence[Line]) -> dict[int, Frame]:
    """Return the frame of each page (from 1); pages of one width share theirs."""
    groups: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        groups[round(sheets[line.page - 1].width)].append(line)
    of_width = {width: _measure(group) for width, group in groups.items()}
    nothing = Frame(0, 0, 1)
    return {n: of_width.get(round(sheet.width), nothing) for n, sheet in enumerate(sheets, 1)}


def _measure(lines: Sequence[Line]) -> Frame:
    sizes: dict[float, int] = defaultdict(int)
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    size = max(sizes, key=lambda each: sizes[each])
    body = [line for line in lines if abs(line.size - size) < 0.1 * size] or list(lines)
    return Frame(_edge(sorted(line.x0 for line in body), size, 1), _right(body, size), size)


def _right(body: Sequence[Line], size: float) -> float:
    return -_edge(sorted(-line.x1 for line in body), size, 1)


def _edge(places: Sequence[float], size: float, share: int) -> float:
    """Return the outermost place that is no outlier: others stand within a character of it.

    ``share`` is the percentage of lines that must stand there, three lines at least.
    """
    need = min(3, len(places)) if len(places) < 100 * 3 else len(places) * share // 100
    for place in places:
        if sum(1 for other in places if place <= other < place + size) >= need:
            return place
    return places[0]
