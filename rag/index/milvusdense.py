"""The dense index over Milvus: what ``DenseIndex`` is over FAISS, by one request a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.index.dense import FEW
from rag.index.live import Live, Mask, Rows, shared_out
from rag.index.milvus import MOST, Milvus, keys
from rag.index.vectors import Array

_NAMED = 4_096  # rows that a request may name one by one
_SPARE = 32  # rows asked for beyond k, in case some are gone


@dataclass(frozen=True, slots=True)
class MilvusPart:
    """The vectors of one segment: those with ``number`` in the collection."""

    milvus: Milvus
    number: int
    count: int
    dimension: int

    def at(self, rows: NDArray[np.int64]) -> Array:
        """Return the vectors of ``rows``, shape (len(rows), dimension).

        :raises StoreUnavailable: the server cannot be used, or does not hold them.
        """
        return self.milvus.at(self.number, rows, self.dimension)


class MilvusDense:
    """Cosines of passages and a question; safe to share between threads.

    Every method that asks the server raises ``StoreUnavailable``.
    """

    def __init__(
        self, milvus: Milvus, parts: Sequence[tuple[MilvusPart, Live]], dimension: int
    ) -> None:
        """Take the segments together, each with its live rows."""
        self._milvus, self._parts, self.dimension = milvus, parts, dimension
        self._ends = np.cumsum([live.count for _, live in parts])
        self._place = {part.number: (part, live) for part, live in parts if live.count}

    @property
    def count(self) -> int:
        """Number of rows."""
        return sum(live.count for _, live in self._parts)

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """How rows are looked for in each segment, and how many it has."""
        return [("milvus", live.count) for _, live in self._parts]

    def search(
        self, vector: Array, k: int, *, flat: bool = False, allowed: Mask | None = None
    ) -> tuple[Rows, Array]:
        """Return (rows, cosines) of the ``k`` rows nearest to ``vector``, best first.

        :param flat: look at every row, here; for measuring.
        :param allowed: the rows that may be found, shape (count,); None for all.
        """
        k = min(k, self.count)
        some = np.flatnonzero(allowed) if allowed is not None else None
        if flat or (some is not None and len(some) <= FEW and len(some) > _NAMED):
            rows = np.arange(self.count) if some is None else some
            return _best(rows, self.at(rows) @ vector, k)
        if some is not None and len(some) <= _NAMED:
            wanted = [
                key
                for (part, live), places in zip(
                    self._parts, shared_out(some, self._ends), strict=True
                )
                for key in keys(part.number, live.inside(some[places]))
            ]
            return _best(*self._found(vector, k, wanted), k) if wanted else _nothing()
        limit = k + _SPARE
        while True:  # until enough of what is found counts
            rows, cosines = self._found(vector, limit, None)
            seen = len(rows)
            if allowed is not None:
                counts = allowed[rows]
                rows, cosines = rows[counts], cosines[counts]
            if len(rows) >= k or limit >= min(MOST, self._size) or not seen:
                return _best(rows, cosines, k)
            limit *= 4

    def at(self, rows: Sequence[int] | Rows) -> Array:
        """Return the vectors of ``rows``, shape (len(rows), dimension)."""
        wanted = np.asarray(rows, dtype=np.int64)
        out = np.zeros((len(wanted), self.dimension), dtype=np.float32)
        for (part, live), places in zip(self._parts, shared_out(wanted, self._ends), strict=True):
            if len(places):
                out[places] = part.at(live.inside(wanted[places]))
        return out

    def vectors(self) -> Array:
        """Return every row's vector, shape (rows, dimension)."""
        return self.at(np.arange(self.count))

    @property
    def _size(self) -> int:
        """Number of rows with those that are gone."""
        return sum(live.size for _, live in self._parts)

    def _found(self, vector: Array, limit: int, wanted: list[int] | None) -> tuple[Rows, Array]:
        """Return live rows that one request finds, and their cosines."""
        if not self._place:
            return _nothing()
        numbers, own, cosines = self._milvus.search(vector, limit, list(self._place), wanted)
        rows = np.full(len(own), -1, dtype=np.int64)
        for number in np.unique(numbers).tolist():
            _, live = self._place[number]
            places = np.flatnonzero(numbers == number)
            stays = places if live.rank is None else places[live.rank[own[places]] >= 0]
            rows[stays] = live.outside(own[stays])
        return rows[rows >= 0], cosines[rows >= 0]


def _nothing() -> tuple[Rows, Array]:
    return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)


def _best(rows: Rows, cosines: Array, k: int) -> tuple[Rows, Array]:
    best = np.lexsort((rows, -cosines))[:k]
    return rows[best], cosines[best]
