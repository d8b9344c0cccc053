"""The lexical index: BM25 over characters and their pairs, of all segments together.

How rare a term is and how long a row is on average are told over all live rows, so that the scores
do not depend on how the rows are spread over segments.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.index.live import Live, Rows, shared_out
from rag.index.postings import Postings
from rag.index.terms import code, terms

_K1, _B = 1.2, 0.75
# Postings that are added up for a question before what is left of its terms, the commonest, is only
# looked up for the rows that lead by then. It takes some 10⁵ rows to reach it.
BUDGET = 400_000
_LEADERS = 10  # rows that are looked at then, times as many as are asked for
Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Part:
    """The postings of one segment, and which of its rows are live."""

    postings: Postings
    live: Live


@dataclass(frozen=True, slots=True)
class _Asked:
    """A term of a question: what it is worth, and in each part where its postings lie."""

    weight: np.float32
    found: int
    at: tuple[tuple[int, int], ...]


class LexicalIndex:
    """BM25 (Robertson & Zaragoza 2009, Lucene's form of idf) over passages in matching form.

        score(row) = Σ_t idf(t) · f / (f + k₁ (1 − b + b · length / mean length))

    over the terms t of a question, each as often as it is asked for; f is how often the row has it.
    """

    def __init__(self, parts: Sequence[Part], budget: int = BUDGET) -> None:
        """Take the parts together; ``budget`` is how many postings ``top`` adds up."""
        self._parts = tuple(parts)
        self._budget = budget
        self._live = [part.live for part in self._parts]
        self._count = sum(live.count for live in self._live)
        lengths = [part.live.of_all(part.postings.lengths) for part in self._parts]
        total = sum(int(some.sum(dtype=np.int64)) for some in lengths)
        mean = max(total / self._count, 1e-9) if self._count else 1.0
        self._norms = [_norms(part.postings.lengths, mean) for part in self._parts]
        self._found = lru_cache(maxsize=1 << 16)(self._look_up)

    @classmethod
    def build(cls, folded: Sequence[str]) -> LexicalIndex:
        """Index ``folded`` texts, row i for text i."""
        return cls([Part(Postings.build(folded), Live(0, len(folded)))])

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Open the postings in ``folder``, of one segment.

        :raises IndexDamaged: a file is missing or is not what it should be.
        """
        postings = Postings.load(folder)
        return cls([Part(postings, Live(0, postings.count))])

    def save(self, folder: Path) -> None:
        """Write the postings of an index of one part into ``folder``."""
        (part,) = self._parts
        part.postings.save(folder)

    @property
    def count(self) -> int:
        """Number of rows."""
        return self._count

    def scores(self, folded: str) -> Scores:
        """Return the BM25 score of every row for a question in matching form, shape (rows,)."""
        asked = self._asked(folded)
        out = np.zeros(self._count, dtype=np.float32)
        for number, live in enumerate(self._live):
            found = live.of_all(self._sums(number, asked))
            out[live.base : live.base + live.count] = found
        return out

    def top(self, folded: str, k: int, allowed: Mask | None = None) -> tuple[Rows, Scores]:
        """Return the ``k`` rows with the highest scores above 0, in no order, and these scores.

        Beyond ``budget`` postings rows that lead by the rarer terms alone are looked at: what has
        only the commonest characters of a question is not found by them.

        :param allowed: the rows that may be found, shape (rows,); None for all.
        """
        asked = self._asked(folded)
        within = max(1, int(np.searchsorted(np.cumsum([a.found for a in asked]), self._budget)))
        rare, common = asked[:within], asked[within:]
        rows, scores = [], []
        for number, live in enumerate(self._live):
            sums = self._sums(number, rare)
            own = live.alive(np.flatnonzero(sums))
            outside = live.outside(own)
            if allowed is not None:
                own, outside = own[allowed[outside]], outside[allowed[outside]]
            rows.append(outside)
            scores.append(sums[own])
        best, worth = leading(rows, scores, k * _LEADERS if common else k)
        if not common:
            return best, worth
        return leading([best], [self._at(best, asked)], k)

    def at(self, folded: str, rows: Rows) -> Scores:
        """Return the scores of ``rows`` alone, shape (len(rows),)."""
        return self._at(rows, self._asked(folded))

    def idf(self, term: str) -> float:
        """Return ln(1 + (N − n + ½)/(n + ½)): how rare ``term`` is among the rows."""
        return self._idf(self._found(code(term))[0])

    def holds(self, term: str) -> bool:
        """Return whether any row has ``term``."""
        return self._found(code(term))[0] > 0

    def rows_with(self, *all_of: str) -> tuple[Rows, Scores]:
        """Return the rows that hold all the terms given, and how full of them each is, 0 to 1.

        Rows go up. How full: the part of BM25 beside idf, f / (f + k₁ (1 − b + b · length / mean
        length)), of the term that has least of it.
        """
        places = sorted((self._found(code(term)) for term in set(all_of)), key=lambda it: it[0])
        rows, full = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.float32)]
        for number, part in enumerate(self._parts):
            first, *others = [at[number] for _, at in places]
            own = part.live.alive(part.postings.rows[slice(*first)])
            least = self._fullness(number, first, own)
            for place in others:
                least = np.minimum(least, self._fullness(number, place, own))
                own, least = own[least > 0], least[least > 0]
            rows.append(part.live.outside(own))
            full.append(least)
        return np.concatenate(rows), np.concatenate(full)

    def _asked(self, folded: str) -> list[_Asked]:
        """Return the terms of a question that any row has, the rarest first."""
        wanted = Counter(map(code, terms(folded)))
        found = sorted((self._found(it)[0], it, times) for it, times in wanted.items())
        return [
            _Asked(np.float32(self._idf(held) * times), held, self._found(it)[1])
            for held, it, times in found
            if held
        ]

    def _look_up(self, number: int) -> tuple[int, tuple[tuple[int, int], ...]]:
        """Return how many live rows have the term with a number, and where its postings lie."""
        held, at = 0, []
        for part in self._parts:
            begins, ends = part.postings.find(np.array([number], dtype=np.uint64))
            at.append((int(begins[0]), int(ends[0])))
            held += _live_among(part, *at[-1])
        return held, tuple(at)

    def _idf(self, found: int) -> float:
        return math.log(1 + (self._count - found + 0.5) / (found + 0.5))

    def _sums(self, number: int, asked: Sequence[_Asked]) -> Scores:
        """Return the scores of all rows of a part, in its own numbers."""
        postings, norms = self._parts[number].postings, self._norms[number]
        sums = np.zeros(postings.count, dtype=np.float32)
        for it in asked:
            held = slice(*it.at[number])
            rows, times = postings.rows[held], postings.counts[held].astype(np.float32)
            sums[rows] += it.weight * (times / (times + norms[rows]))
        return sums

    def _at(self, rows: Rows, asked: Sequence[_Asked]) -> Scores:
        out = np.zeros(len(rows), dtype=np.float32)
        for number, places in enumerate(shared_out(rows, self._live)):
            own = self._live[number].inside(rows[places])
            sums = np.zeros(len(own), dtype=np.float32)
            for it in asked if len(own) else ():
                sums += it.weight * self._fullness(number, it.at[number], own)
            out[places] = sums
        return out

    def _fullness(self, number: int, place: tuple[int, int], own: NDArray[np.integer]) -> Scores:
        """Return f / (f + norm) of a term for rows of a part, 0 where they lack it."""
        postings, begins, ends = self._parts[number].postings, *place
        if begins == ends or not len(own):
            return np.zeros(len(own), dtype=np.float32)
        held = postings.rows[begins:ends]
        at = np.searchsorted(held, own.astype(held.dtype, copy=False))
        at[at == ends - begins] = 0
        times = postings.counts[begins:ends][at].astype(np.float32)
        times[held[at] != own] = 0
        return np.asarray(times / (times + self._norms[number][own]), dtype=np.float32)


def _norms(lengths: NDArray[np.int32], mean: float) -> Scores:
    norms = lengths.astype(np.float32)
    norms *= np.float32(_K1 * _B / mean)
    norms += np.float32(_K1 * (1 - _B))
    return norms


def _live_among(part: Part, begins: int, ends: int) -> int:
    """Return how many of the rows of a stretch of postings are live."""
    gone = part.live.gone if begins < ends else ()
    if not len(gone):
        return ends - begins
    held = part.postings.rows[begins:ends]
    at = np.searchsorted(held, np.asarray(gone, dtype=held.dtype))
    at[at == len(held)] = 0
    return ends - begins - int(np.count_nonzero(held[at] == gone))


def leading(rows: Sequence[Rows], scores: Sequence[Scores], k: int) -> tuple[Rows, Scores]:
    """Return the ``k`` best of rows in parts and their scores; of equal ones the first."""
    every = np.concatenate([np.zeros(0, dtype=np.int64), *rows])
    worth = np.concatenate([np.zeros(0, dtype=np.float32), *scores])
    if len(every) > k:
        least = np.partition(worth, len(worth) - k)[len(worth) - k]
        ahead, level = np.flatnonzero(worth > least), np.flatnonzero(worth == least)
        best = np.concatenate([ahead, level[: k - len(ahead)]])
        every, worth = every[best], worth[best]
    return every, worth
