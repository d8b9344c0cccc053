"""The dense index: FAISS inner product over unit vectors, written as bytes by Python.

FAISS's own file functions cannot open every path (non-ASCII ones on Windows), Python can.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexDamaged

Vectors = NDArray[np.float32]


class DenseIndex:
    """Cosine similarity of passages and a question; row i is passage i."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> DenseIndex:
        """Index unit ``vectors``, shape (rows, dimension)."""
        index = faiss.IndexFlatIP(int(vectors.shape[1]))
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @property
    def count(self) -> int:
        """Number of rows."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def search(self, vector: Vectors, k: int) -> tuple[NDArray[np.int64], Vectors]:
        """Return (rows, cosines) of the ``k`` rows nearest to ``vector``, best first."""
        k = min(k, self.count)
        cosines, rows = self._index.search(vector.reshape(1, -1).astype(np.float32), k)
        return rows[0].astype(np.int64), cosines[0]

    def at(self, rows: Sequence[int]) -> Vectors:
        """Return the vectors of ``rows``, shape (len(rows), dimension)."""
        return np.asarray(self._index.reconstruct_batch(np.asarray(rows)), dtype=np.float32)

    def vectors(self) -> Vectors:
        """Return every row's vector, shape (rows, dimension)."""
        return np.asarray(self._index.reconstruct_n(0, self.count), dtype=np.float32)

    def save(self, path: Path) -> None:
        """Write the index in FAISS's own format."""
        path.write_bytes(faiss.serialize_index(self._index).tobytes())

    @classmethod
    def load(cls, path: Path) -> DenseIndex:
        """Read what ``save`` wrote.

        :raises IndexDamaged: the file is missing or no FAISS index.
        """
        try:
            data = np.frombuffer(path.read_bytes(), dtype=np.uint8)
            return cls(faiss.deserialize_index(data))
        except (OSError, RuntimeError, ValueError) as error:
            raise IndexDamaged(path=path, reason=type(error).__name__) from error
