"""Pages of two columns, as gazettes (公报) have them: where the gap is, and the reading order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from operator import attrgetter
from statistics import median

from rag.notices.formats.fixed.paged import Line, Sheet, in_order

_FEWEST = 8  # lines that each column of a page has, for the document to be set so
_LEFT, _RIGHT = 1, 2


def in_reading_order(sheets: Sequence[Sheet], pages: Sequence[list[Line]]) -> list[Line]:
    """Return the lines of all pages in the order they are read, marked with their ``column``.

    On a page of two columns what goes across both divides the page: above it both columns are read,
    then the line, then what is below.
    """
    found = [_gap(sheet, lines) for sheet, lines in zip(sheets, pages, strict=True)]
    of_width: dict[int, Counter[float]] = {}
    for sheet, gap in zip(sheets, found, strict=True):
        if gap is not None:
            of_width.setdefault(round(sheet.width), Counter())[round(gap)] += 1
    order: list[Line] = []
    for sheet, lines, gap in zip(sheets, pages, found, strict=True):
        others = of_width.get(round(sheet.width))
        if gap is None and others and _fits(lines, others.most_common(1)[0][0]):
            gap = others.most_common(1)[0][0]
        order += in_order(lines) if gap is None else _in_columns(lines, gap)
    return order


def _gap(sheet: Sheet, lines: list[Line]) -> float | None:
    """Return where the gap between the columns of a page is, None where it has but one."""
    middle = sheet.width / 2
    plain = [line for line in lines if not line.cells]
    left = [line for line in plain if line.x1 < 1.1 * middle and line.x0 + line.x1 < sheet.width]
    right = [line for line in plain if line.x0 > 0.9 * middle]
    across = len(plain) - len(left) - len(right)
    if min(len(left), len(right)) < _FEWEST or 3 * across > len(plain):
        return None
    begin, end = min(line.x0 for line in right), max(line.x1 for line in left)
    size = median(line.size for line in plain)
    flush = sum(1 for line in right if line.x0 < begin + 2.5 * size)
    wide = end - min(line.x0 for line in left)
    if end >= begin or 4 * flush < 3 * len(right):
        return None
    # Short lines side by side are a list or a table.
    return (begin + end) / 2 if median(li.x1 - li.x0 for li in left) > 0.6 * wide else None


def _fits(lines: list[Line], gap: float) -> bool:
    """Return whether a page with fewer lines may have the columns of the others."""
    return 2 * sum(1 for line in lines if line.x0 < gap < line.x1) < len(lines)


def _in_columns(lines: list[Line], gap: float) -> list[Line]:
    order: list[Line] = []
    waiting: list[Line] = []
    for line in sorted(lines, key=lambda each: each.y):
        if line.x0 < gap < line.x1:
            order += [*sorted(waiting, key=attrgetter("column")), line]
            waiting = []
        else:
            line.column = _LEFT if line.x1 <= gap else _RIGHT
            waiting.append(line)
    return order + sorted(waiting, key=attrgetter("column"))
