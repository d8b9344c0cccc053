"""The vectors of one segment: all of them, mapped, and for a large one cells to look into first.

Inner product over unit vectors. Python maps the files and FAISS reads them in place: its own file
functions cannot open every path (non-ASCII ones on Windows), and would read what nobody looks at.
A large segment has an inverted file besides (IVF over eight-bit codes): the rows it proposes are
compared by their own vectors, so that cosines are exact whatever way led to a row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexDamaged

VECTORS, CELLS = "vectors.faiss", "cells.faiss"
CELLS_FROM = 20_000  # rows; looking at fewer takes no more than 2 ms (``indexing.cells_from``)
_PROBED = 0.2  # share of the cells looked into: recall@10 of 0.98 to 0.99 (docs/index.md)
_PROPOSED = 2  # rows the cells propose, times as many as are asked for
_POINTS, _ROUNDS = 64, 8  # of k-means, a cell
Array = NDArray[np.float32]
Found = tuple[NDArray[np.int64], Array]


@dataclass(frozen=True, slots=True)
class _Mapped:
    """An index of FAISS over bytes that stay where they are; these have to be kept alive."""

    index: faiss.Index
    reader: object
    data: NDArray[np.uint8]

    @classmethod
    def of(cls, data: NDArray[np.uint8]) -> _Mapped:
        reader = faiss.ZeroCopyIOReader(faiss.swig_ptr(data), len(data))
        return cls(faiss.read_index(reader, faiss.IO_FLAG_MMAP_IFC), reader, data)

    @classmethod
    def load(cls, path: Path) -> _Mapped:
        try:
            return cls.of(np.memmap(path, dtype=np.uint8, mode="r"))
        except (OSError, RuntimeError, ValueError) as error:
            raise IndexDamaged(path=path, reason=type(error).__name__) from error


class Vectors:
    """The vectors of a segment's rows, row i that of passage i; shared between threads."""

    def __init__(self, flat: faiss.Index, cells: faiss.Index | None, kept: object = None) -> None:
        self._flat, self._cells, self._kept = flat, cells, kept
        self._probes = max(8, round(_PROBED * cells.nlist)) if cells is not None else 0

    @classmethod
    def build(cls, vectors: Array, cells_from: int = CELLS_FROM) -> Vectors:
        """Index unit ``vectors``, shape (rows, dimension)."""
        return cls.gathered([vectors], int(vectors.shape[1]), cells_from)

    @classmethod
    def gathered(
        cls, blocks: Iterable[Array], dimension: int, cells_from: int = CELLS_FROM
    ) -> Vectors:
        """Index unit vectors that come in ``blocks``, one under the other.

        :param cells_from: from how many rows on there are cells.
        """
        flat = faiss.IndexFlatIP(dimension)
        for block in blocks:
            flat.add(np.ascontiguousarray(block, dtype=np.float32))
        return cls(flat, _cells(flat) if flat.ntotal >= cells_from else None)

    @property
    def count(self) -> int:
        """Number of rows."""
        return int(self._flat.ntotal)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._flat.d)

    @property
    def kind(self) -> str:
        """How rows are looked for: ``flat`` or ``ivf``."""
        return "flat" if self._cells is None else "ivf"

    def search(
        self, vector: Array, k: int, live: NDArray[np.uint8] | None = None, *, flat: bool = False
    ) -> Found:
        """Return (rows, cosines) of the ``k`` rows nearest to ``vector``, in no order.

        :param live: bits of the rows that count, row 0 the lowest of the first byte; None: all.
        :param flat: look at every row, whatever their number.
        """
        query = np.ascontiguousarray(vector.reshape(1, -1), dtype=np.float32)
        selector = None
        if live is not None:
            selector = faiss.IDSelectorBitmap(len(live), faiss.swig_ptr(live))
        if not self.count:  # of a segment whose notices were all removed, FAISS would ask for one
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        if self._cells is None or flat:
            params = faiss.SearchParameters(sel=selector) if selector else None
            cosines, rows = self._flat.search(query, min(k, self.count), params=params)
            held = rows[0] >= 0
            return rows[0][held], cosines[0][held]
        params = faiss.SearchParametersIVF(sel=selector, nprobe=self._probes)
        _, rows = self._cells.search(query, min(_PROPOSED * k, self.count), params=params)
        proposed = rows[0][rows[0] >= 0]
        cosines = self.at(proposed) @ query[0]
        if len(proposed) > k:
            best = np.argpartition(-cosines, k - 1)[:k]
            proposed, cosines = proposed[best], cosines[best]
        return proposed, cosines

    def at(self, rows: NDArray[np.int64]) -> Array:
        """Return the vectors of ``rows``, shape (len(rows), dimension)."""
        if not len(rows):
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.asarray(self._flat.reconstruct_batch(np.ascontiguousarray(rows)))

    def save(self, folder: Path) -> None:
        """Write the index into ``folder`` in FAISS's own format."""
        for name, index in ((VECTORS, self._flat), (CELLS, self._cells)):
            if index is not None:
                with (folder / name).open("wb") as file:
                    writer = faiss.PyCallbackIOWriter(file.write)
                    faiss.write_index(index, writer)
                    del writer  # it holds back what fits into its buffer

    @classmethod
    def load(cls, folder: Path) -> Vectors:
        """Map what ``save`` wrote.

        :raises IndexDamaged: a file is missing or no FAISS index.
        """
        flat = _Mapped.load(folder / VECTORS)
        cells = _Mapped.load(folder / CELLS) if (folder / CELLS).exists() else None
        return cls(flat.index, cells.index if cells else None, (flat, cells))


def _cells(flat: faiss.Index) -> faiss.Index:
    """Return an inverted file over the rows of ``flat``: 3 √rows cells, a byte a dimension."""
    rows = int(flat.ntotal)
    cells = max(1, int(3 * rows**0.5))
    index = faiss.index_factory(int(flat.d), f"IVF{cells},SQ8", faiss.METRIC_INNER_PRODUCT)
    index.cp.max_points_per_centroid, index.cp.niter = _POINTS, _ROUNDS
    index.cp.min_points_per_centroid = 1  # small ones are for tests: no warning
    step = max(1, rows // (cells * _POINTS))
    index.train(flat.reconstruct_batch(np.arange(0, rows, step)))
    for start in range(0, rows, 1 << 16):
        index.add(flat.reconstruct_n(start, min(1 << 16, rows - start)))
    return index
