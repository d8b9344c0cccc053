"""The dense index: cosines of a question and the passages of all segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.index.live import Live, Mask, Rows, shared_out
from rag.index.vectors import Array, Vectors

FEW = 20_000  # rows that are compared one by one where no others are allowed: 2 ms


class Dense(Protocol):
    """Cosines of passages and a question, wherever their vectors are; shared between threads."""

    @property
    def count(self) -> int:
        """Number of rows."""
        ...

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """How rows are looked for in each segment, and how many it has."""
        ...

    def search(
        self, vector: Array, k: int, *, flat: bool = False, allowed: Mask | None = None
    ) -> tuple[Rows, Array]:
        """Return (rows, cosines) of the ``k`` rows nearest to ``vector``, best first.

        Of rows that are as near the first comes first.

        :param flat: look at every row, however many there are.
        :param allowed: the rows that may be found, shape (count,); None for all.
        """
        ...

    def at(self, rows: Sequence[int] | Rows) -> Array:
        """Return the vectors of ``rows``, shape (len(rows), dimension)."""
        ...

    def vectors(self) -> Array:
        """Return every row's vector, shape (rows, dimension)."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """The vectors of one segment, and which of its rows are live."""

    vectors: Vectors
    live: Live


class DenseIndex:
    """Cosine similarity of passages and a question; safe to share between threads."""

    def __init__(self, parts: Sequence[Part]) -> None:
        """Take the parts together: at least one."""
        self._parts = tuple(parts)
        self._live = [part.live for part in self._parts]
        self._ends = np.cumsum([live.count for live in self._live])
        self._bits = [_bits(live) for live in self._live]

    @classmethod
    def build(cls, vectors: Array) -> DenseIndex:
        """Index unit ``vectors``, shape (rows, dimension); row i is passage i."""
        return cls([Part(Vectors.build(vectors), Live(0, len(vectors)))])

    @classmethod
    def load(cls, folder: Path) -> DenseIndex:
        """Open the vectors in ``folder``, of one segment.

        :raises IndexDamaged: a file is missing or no FAISS index.
        """
        vectors = Vectors.load(folder)
        return cls([Part(vectors, Live(0, vectors.count))])

    def save(self, folder: Path) -> None:
        """Write the vectors of an index of one part into ``folder``."""
        (part,) = self._parts
        part.vectors.save(folder)

    @property
    def count(self) -> int:
        """Number of rows."""
        return sum(live.count for live in self._live)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._parts[0].vectors.dimension

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """How rows are looked for in each segment, ``flat`` or ``ivf``, and how many it has."""
        return [(part.vectors.kind, part.live.count) for part in self._parts]

    def search(
        self, vector: Array, k: int, *, flat: bool = False, allowed: Mask | None = None
    ) -> tuple[Rows, Array]:
        """Return (rows, cosines) of the ``k`` rows nearest to ``vector``, best first.

        :param flat: look at every row, as small segments are looked at anyway.
        :param allowed: the rows that may be found, shape (count,); None for all.
        """
        rows, cosines = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.float32)]
        if allowed is not None and np.count_nonzero(allowed) <= FEW:
            rows = [np.flatnonzero(allowed)]
            cosines = [self.at(rows[0]) @ vector]
        else:
            for part, live in zip(self._parts, self._bits, strict=True):
                bits = live if allowed is None else _allowed_bits(part.live, allowed)
                own, worth = part.vectors.search(vector, k, bits, flat=flat)
                rows.append(part.live.outside(own))
                cosines.append(worth)
        every, worth = np.concatenate(rows), np.concatenate(cosines)
        best = np.lexsort((every, -worth))[:k]
        return every[best], worth[best]

    def at(self, rows: Sequence[int] | Rows) -> Array:
        """Return the vectors of ``rows``, shape (len(rows), dimension)."""
        wanted = np.asarray(rows, dtype=np.int64)
        out = np.zeros((len(wanted), self.dimension), dtype=np.float32)
        for part, places in zip(self._parts, shared_out(wanted, self._ends), strict=True):
            out[places] = part.vectors.at(part.live.inside(wanted[places]))
        return out

    def vectors(self) -> Array:
        """Return every row's vector, shape (rows, dimension)."""
        return self.at(np.arange(self.count))


def _bits(live: Live) -> NDArray[np.uint8] | None:
    """Return the live rows of a segment as bits; None where all are."""
    if live.rank is None:
        return None
    return np.packbits(live.rank >= 0, bitorder="little")


def _allowed_bits(live: Live, allowed: Mask) -> NDArray[np.uint8]:
    """Return the live rows of a segment that are ``allowed``, as bits."""
    own = np.zeros(live.size, dtype=np.bool_)
    within = allowed[live.base : live.base + live.count]
    own[slice(None) if live.kept is None else live.kept] = within
    return np.packbits(own, bitorder="little")
