"""The words of every passage, for late interaction with a model that knows words by themselves.

MaxSim (ColBERT, Khattab & Zaharia 2020): each word of a question looks for the nearest word of a
passage; the similarities are summed. Here a word counts by how rare it is (idf), which the mean
of a static model cannot do, and which keeps a long clause from drowning the one word that is asked
for.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.words import Tokens, WordVectors
from rag.errors import IndexDamaged

_TOKENS, _STARTS = "words.npy", "words.starts.npy"
Scores = NDArray[np.float32]


class WordIndex:
    """The distinct words of each passage; row i is passage i."""

    def __init__(self, tokens: Tokens, starts: NDArray[np.int64]) -> None:
        self._tokens, self._starts = tokens, starts
        self._found = np.bincount(tokens) if len(tokens) else np.zeros(0, dtype=np.int64)

    @classmethod
    def build(cls, words: WordVectors, folded: Sequence[str]) -> WordIndex:
        """Index ``folded`` texts, row i for text i."""
        rows = words.tokens(folded)
        starts = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum([len(row) for row in rows], out=starts[1:])
        tokens = np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64)
        return cls(tokens.astype(np.int32), starts)

    @property
    def count(self) -> int:
        """Number of rows."""
        return len(self._starts) - 1

    def scores(self, words: WordVectors, asked: str, rows: NDArray[np.int64]) -> Scores:
        """Return for each of ``rows`` how near its words come to those of ``asked``, 0 to 1.

        Rows without a known word, and every row for a question without one, score 0.
        """
        question = words.tokens([asked])[0]
        out = np.zeros(len(rows), dtype=np.float32)
        lengths = self._starts[rows + 1] - self._starts[rows]
        filled = np.flatnonzero(lengths)
        if not len(question) or not len(filled):
            return out
        held = np.concatenate([self._row(row) for row in rows[filled].tolist()])
        distinct, place = np.unique(held, return_inverse=True)
        near = words.vectors(question) @ words.vectors(distinct.astype(np.int64)).T
        begins = np.concatenate([[0], np.cumsum(lengths[filled])[:-1]])
        best = np.maximum.reduceat(near[:, place], begins, axis=1)
        weights = self.idf(question)
        out[filled] = weights @ np.maximum(best, 0.0) / weights.sum()
        return out

    def idf(self, tokens: Tokens) -> Scores:
        """Return how rare each of ``tokens`` is among the rows: ln(1 + (N - n + 0.5) / (n + 0.5)).

        Robertson's form, as BM25 has it; N rows, n of them with the word.
        """
        found = np.zeros(len(tokens))
        known = tokens < len(self._found)
        found[known] = self._found[tokens[known]]
        idf = np.log1p((self.count - found + 0.5) / (found + 0.5))
        return np.asarray(idf, dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Write the index into ``folder`` (arrays, no pickle)."""
        np.save(folder / _TOKENS, self._tokens, allow_pickle=False)
        np.save(folder / _STARTS, self._starts, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> WordIndex | None:
        """Read what ``save`` wrote, None where the model of the index has no words.

        :raises IndexDamaged: a file is not what it should be.
        """
        if not (folder / _TOKENS).exists():
            return None
        try:
            arrays = [np.load(folder / name, allow_pickle=False) for name in (_TOKENS, _STARTS)]
        except (OSError, ValueError, EOFError) as error:
            raise IndexDamaged(path=folder, reason=type(error).__name__) from error
        return cls(*arrays)

    def _row(self, row: int) -> Tokens:
        return self._tokens[self._starts[row] : self._starts[row + 1]]
