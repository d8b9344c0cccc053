"""BM25 for one question over the postings of all segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.index.live import Live, Rows, shared_out
from rag.index.postings import Postings

Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]
_LEADERS = 10  # rows that the rarer terms propose, times as many as are asked for


@dataclass(frozen=True, slots=True)
class Part:
    """The postings of one segment, and which of its rows are live.

    ``norms`` is what a row's length makes of it, row by row: k₁ (1 − b + b · length / mean length).
    """

    postings: Postings
    live: Live
    norms: Scores

    def sums(self, number: int, asked: Sequence[Asked]) -> Scores:
        """Return the scores of all rows, in the part's own numbers; it is part ``number``."""
        sums = np.zeros(self.postings.count, dtype=np.float32)
        for it in asked:
            held = slice(*it.at[number])
            rows, times = self.postings.rows[held], self.postings.counts[held].astype(np.float32)
            sums[rows] += it.weight * (times / (times + self.norms[rows]))
        return sums

    def fullness(self, place: tuple[int, int], own: NDArray[np.integer]) -> Scores:
        """Return f / (f + norm) of the term with postings at ``place`` for rows, 0 without it."""
        begins, ends = place
        if begins == ends or not len(own):
            return np.zeros(len(own), dtype=np.float32)
        held = self.postings.rows[begins:ends]
        at = held.searchsorted(own.astype(held.dtype, copy=False))
        at[at == ends - begins] = 0
        times = self.postings.counts[begins:ends][at].astype(np.float32)
        times[held[at] != own] = 0
        return np.asarray(times / (times + self.norms[own]), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Asked:
    """A term of a question: what it is worth, how many rows have it, where its postings lie."""

    weight: np.float32
    found: int
    at: tuple[tuple[int, int], ...]


class Scoring:
    """The scores of all rows for one question.

    The terms that few rows have are added up over their postings. What is left beyond a budget,
    the commonest, is only looked up for the rows that are asked for or lead by then.
    """

    def __init__(self, parts: Sequence[Part], asked: Sequence[Asked], budget: int) -> None:
        """Add up the postings of ``asked``, the rarest first, as far as ``budget`` goes.

        The first is added up in any case.
        """
        found = np.cumsum([it.found for it in asked])
        within = max(1, int(np.searchsorted(found, budget, side="right")))
        self._parts, self._common = parts, asked[within:]
        self._sums = [part.sums(i, asked[:within]) for i, part in enumerate(parts)]
        self._ends = np.cumsum([part.live.count for part in parts])

    def top(self, k: int, allowed: Mask | None = None) -> tuple[Rows, Scores]:
        """Return the ``k`` rows with the highest scores above 0, in no order, and these scores.

        Beyond the budget: of the rows that lead by the rarer terms.

        :param allowed: the rows that may be found, shape (rows,); None for all.
        """
        rows, scores = [], []
        for part, sums in zip(self._parts, self._sums, strict=True):
            own = part.live.alive(np.flatnonzero(sums))
            outside = part.live.outside(own)
            if allowed is not None:
                own, outside = own[allowed[outside]], outside[allowed[outside]]
            rows.append(outside)
            scores.append(sums[own])
        if not self._common:
            return leading(rows, scores, k)
        best, _ = leading(rows, scores, k * _LEADERS)
        return leading([best], [self.at(best)], k)

    def at(self, rows: Rows) -> Scores:
        """Return the scores of ``rows``, shape (len(rows),)."""
        out = np.zeros(len(rows), dtype=np.float32)
        for number, places in enumerate(shared_out(rows, self._ends)):
            if len(places):
                part = self._parts[number]
                own = part.live.inside(rows[places])
                sums = self._sums[number][own]
                for it in self._common:
                    sums += it.weight * part.fullness(it.at[number], own)
                out[places] = sums
        return out


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
