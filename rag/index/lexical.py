"""The lexical index: BM25 over characters and their pairs, of all segments together.

How rare a term is and how long a row is on average are told over all live rows, so that the scores
do not depend on how the rows are spread over segments.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.index.live import Live, Rows
from rag.index.postings import Postings
from rag.index.scoring import Asked, Part, Scores, Scoring
from rag.index.scoring import leading as leading
from rag.index.terms import code, terms

_K1, _B = 1.2, 0.75
_BUDGET = 400_000  # postings added up for a question; it takes some 10⁵ rows to reach it


class LexicalIndex:
    """BM25 (Robertson & Zaragoza 2009, Lucene's form of idf) over passages in matching form.

        score(row) = Σ_t idf(t) · f / (f + k₁ (1 − b + b · length / mean length))

    over the terms t of a question, each as often as it is asked for; f is how often the row has it.
    """

    def __init__(self, segments: Sequence[tuple[Postings, Live]], budget: int = _BUDGET) -> None:
        """Take the postings of all segments together, each with its live rows.

        :param budget: how many postings are added up for a question (``Scoring``).
        """
        self._budget = budget
        self._count = sum(live.count for _, live in segments)
        lengths = [live.of_all(postings.lengths) for postings, live in segments]
        total = sum(int(some.sum(dtype=np.int64)) for some in lengths)
        mean = max(total / self._count, 1e-9) if self._count else 1.0
        self._parts = [Part(held, live, _norms(held.lengths, mean)) for held, live in segments]
        # No method of this object: an index that is replaced goes with its last question, its files
        # with it, where a circle would keep both until a rare collection of garbage.
        self._found = lru_cache(maxsize=1 << 16)(partial(_look_up, self._parts))

    @classmethod
    def build(cls, folded: Sequence[str]) -> LexicalIndex:
        """Index ``folded`` texts, row i for text i."""
        return cls([(Postings.build(folded), Live(0, len(folded)))])

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Open the postings in ``folder``, of one segment.

        :raises IndexDamaged: a file is missing or is not what it should be.
        """
        postings = Postings.load(folder)
        return cls([(postings, Live(0, postings.count))])

    def save(self, folder: Path) -> None:
        """Write the postings of an index of one segment into ``folder``."""
        (part,) = self._parts
        part.postings.save(folder)

    @property
    def count(self) -> int:
        """Number of rows."""
        return self._count

    def scoring(self, folded: str) -> Scoring:
        """Return what scores rows for a question in matching form, the best of them or any."""
        return Scoring(self._parts, self._asked(folded), self._budget)

    def scores(self, folded: str) -> Scores:
        """Return the BM25 score of every row for a question in matching form, shape (rows,)."""
        return self.scoring(folded).at(np.arange(self._count))

    def idf(self, term: str) -> float:
        """Return ln(1 + (N − n + ½)/(n + ½)): how rare ``term`` is among the rows."""
        return self._idf(self._found(term)[0])

    def holds(self, term: str) -> bool:
        """Return whether any row has ``term``."""
        return self._found(term)[0] > 0

    def rows_with(self, *all_of: str) -> tuple[Rows, Scores]:
        """Return the rows that hold all the terms given, and how full of them each is, 0 to 1.

        Rows go up. How full: the part of BM25 beside idf, f / (f + k₁ (1 − b + b · length / mean
        length)), of the term that has least of it.
        """
        places = sorted((self._found(term) for term in set(all_of)), key=lambda it: it[0])
        rows, full = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.float32)]
        for number, part in enumerate(self._parts if places[0][0] else ()):
            first, *others = [at[number] for _, at in places]
            own = part.live.alive(part.postings.rows[slice(*first)])
            if len(own):
                least = part.fullness(first, own)
                for place in others:
                    least = np.minimum(least, part.fullness(place, own))
                    own, least = own[least > 0], least[least > 0]
                rows.append(part.live.outside(own))
                full.append(least)
        return np.concatenate(rows), np.concatenate(full)

    def _asked(self, folded: str) -> list[Asked]:
        """Return the terms of a question that any row has, the rarest first."""
        found = [
            (*self._found(term), term, times) for term, times in Counter(terms(folded)).items()
        ]
        return [
            Asked(np.float32(self._idf(held) * times), held, at)
            for held, at, _, times in sorted(found, key=lambda it: (it[0], it[2]))
            if held
        ]

    def _idf(self, found: int) -> float:
        return math.log(1 + (self._count - found + 0.5) / (found + 0.5))


def _norms(lengths: NDArray[np.int32], mean: float) -> Scores:
    norms = lengths.astype(np.float32)
    norms *= np.float32(_K1 * _B / mean)
    norms += np.float32(_K1 * (1 - _B))
    return norms


def _look_up(parts: Sequence[Part], term: str) -> tuple[int, tuple[tuple[int, int], ...]]:
    """Return how many live rows have a term, and where its postings lie in each part."""
    held, at = 0, []
    wanted = np.array([code(term)], dtype=np.uint64)
    for part in parts:
        begins, ends = part.postings.find(wanted)
        at.append((int(begins[0]), int(ends[0])))
        held += _live_among(part, *at[-1])
    return held, tuple(at)


def _live_among(part: Part, begins: int, ends: int) -> int:
    """Return how many of the rows of a stretch of postings are live."""
    gone = part.live.gone if begins < ends else ()
    if not len(gone):
        return ends - begins
    held = part.postings.rows[begins:ends]
    at = np.searchsorted(held, np.asarray(gone, dtype=held.dtype))
    at[at == len(held)] = 0
    return ends - begins - int(np.count_nonzero(held[at] == gone))
