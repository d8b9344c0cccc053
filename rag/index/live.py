"""Which rows of a segment count, and where they stand among the rows of the whole index.

A segment is never changed: what was removed or replaced since stays in it, and is passed over.
Outside, rows are numbered as if it were not there, segment after segment.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Live:
    """The live rows of a segment: ``kept`` in its own numbers, ascending; None: all of them.

    ``base`` is the number outside of the first, ``size`` how many rows the segment has in all.
    ``rank`` is the place of each of its rows among those kept, −1 for those ``gone``.
    """

    base: int
    size: int
    kept: NDArray[np.int32] | None = None
    rank: NDArray[np.int32] | None = None
    gone: Rows = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    @classmethod
    def of(cls, base: int, size: int, gone: NDArray[Any]) -> Live:
        """Return the rows of a segment of ``size`` without ``gone``, numbered from ``base``."""
        if not len(gone):
            return cls(base, size)
        stays = np.ones(size, dtype=np.bool_)
        stays[gone] = False
        rank = np.cumsum(stays, dtype=np.int32) - 1
        rank[~stays] = -1
        kept = np.flatnonzero(stays).astype(np.int32)
        return cls(base, size, kept, rank, np.flatnonzero(~stays))

    @property
    def count(self) -> int:
        """How many rows are live."""
        return self.size if self.kept is None else len(self.kept)

    def outside(self, rows: NDArray[Any]) -> Rows:
        """Return the numbers outside of live ``rows`` of the segment."""
        if self.rank is not None:
            rows = self.rank[rows]
        return rows.astype(np.int64) + self.base

    def inside(self, rows: Rows) -> Rows:
        """Return the segment's own numbers of ``rows``, which are outside numbers of this one."""
        own = rows - self.base
        return own if self.kept is None else self.kept[own].astype(np.int64)

    def alive(self, rows: NDArray[Any]) -> NDArray[Any]:
        """Return those of the segment's own ``rows`` that are live."""
        return rows if self.rank is None else rows[self.rank[rows] >= 0]

    def of_all(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return the ``values`` of live rows, of an array with one for each row."""
        return values if self.kept is None else values[self.kept]


def shared_out(rows: Rows, ends: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Return for each part which places of ``rows`` (outside numbers) are its own.

    :param ends: the number behind the last row of each part.
    """
    if len(ends) == 1:
        return [np.arange(len(rows))]
    part = np.searchsorted(ends, rows, side="right")
    order = np.argsort(part, kind="stable")
    cuts = np.searchsorted(part[order], np.arange(len(ends) + 1))
    return [order[cuts[i] : cuts[i + 1]] for i in range(len(ends))]
