"""The lexical index: BM25 over characters and their pairs, kept by bm25s without pickle."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexDamaged
from rag.index.terms import terms

_K1, _B = 1.2, 0.75
# bm25s sets its own logger to DEBUG, and would write to standard error whatever is asked for.
logging.getLogger("bm25s").setLevel(logging.WARNING)


class LexicalIndex:
    """BM25 (Robertson & Zaragoza 2009, Lucene's form of idf) over passages in matching form."""

    def __init__(self, ranker: bm25s.BM25) -> None:
        self._ranker = ranker
        self._vocabulary: dict[str, int] = ranker.vocab_dict
        self._starts = ranker.scores["indptr"]

    @classmethod
    def build(cls, folded: Sequence[str]) -> LexicalIndex:
        """Index ``folded`` texts, row i for text i; without any there is one row of no text."""
        vocabulary: dict[str, int] = {}
        rows = [[vocabulary.setdefault(t, len(vocabulary)) for t in terms(x)] for x in folded]
        if not vocabulary:  # bm25s cannot index nothing at all
            rows = [[vocabulary.setdefault("", 0)], *rows[1:]]
        ranker = bm25s.BM25(method="lucene", k1=_K1, b=_B)
        ranker.index((rows, vocabulary), show_progress=False)
        return cls(ranker)

    def scores(self, folded: str) -> NDArray[np.float32]:
        """Return the BM25 score of every row for a question in matching form, shape (rows,)."""
        known = [self._vocabulary[t] for t in terms(folded) if t in self._vocabulary]
        if not known:
            return np.zeros(self.count, dtype=np.float32)
        return np.asarray(self._ranker.get_scores_from_ids(known), dtype=np.float32)

    def idf(self, term: str) -> float:
        """Return ln(1 + (N − n + ½)/(n + ½)): how rare ``term`` is among the rows."""
        at = self._vocabulary.get(term)
        found = 0 if at is None else int(self._starts[at + 1] - self._starts[at])
        return math.log(1 + (self.count - found + 0.5) / (found + 0.5))

    def holds(self, term: str) -> bool:
        """Return whether any row has ``term``."""
        return term in self._vocabulary

    def rows_with(self, term: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the rows that hold ``term``, ascending, and how full of it each is, 0 to 1.

        That is the part of BM25 beside idf: f / (f + k₁ (1 − b + b · length / mean length)).
        """
        at = self._vocabulary.get(term)
        if at is None:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        held = slice(int(self._starts[at]), int(self._starts[at + 1]))
        rows = np.asarray(self._ranker.scores["indices"][held], dtype=np.int64)
        scores = np.asarray(self._ranker.scores["data"][held], dtype=np.float32)
        return rows, scores / np.float32(self.idf(term))

    @property
    def count(self) -> int:
        """Number of rows."""
        return int(self._ranker.scores["num_docs"])

    def save(self, folder: Path) -> None:
        """Write the index into ``folder`` (arrays and JSON)."""
        self._ranker.save(folder, show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Read what ``save`` wrote.

        :raises IndexDamaged: a file is missing or is not what it should be.
        """
        try:
            return cls(bm25s.BM25.load(folder, load_vocab=True, show_progress=False))
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise IndexDamaged(path=folder, reason=type(error).__name__) from error
