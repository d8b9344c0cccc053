"""Titles that a question names: 《温暖工程实施方案》, or the words of one, 奶产业政策.

A title is met where a run of at least three characters of it stands in the question. What such a
run is worth: how rare its pairs of characters are over the titles of the collection, and over its
text. Nothing is ever shut out by it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from rag.index.model import Record
from rag.index.terms import matching_form

_QUOTED = re.compile(r"[《<]([^《》<>]{2,80})[》>]")
_GAP = re.compile(r"[^\u3400-\u9fff\da-z]+")
_FIGURE = re.compile(r"[\d|]")
_SHORTEST = 3  # characters of a run; pairs meet by chance
_ENOUGH = 6.0  # worth of the runs of a title that is as good as named
_LOOKED_INTO = 50  # titles compared character by character, those that share the rarest pairs
_TOO_COMMON = 0.2  # share of the titles beyond which a pair leads to none of them
_SAME = 0.75  # overlap of pairs (Dice) from which a quoted title is one of the collection's


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """A notice whose title the question names, in whole or in part.

    ``worth``: rarity of the words met, 0..1. ``share``: of the title's own worth that was met,
    0..1; 1 where it was quoted in 《》.
    """

    notice: str
    title: str
    worth: float
    share: float


class TitleBook:
    """The titles of a collection."""

    def __init__(self, records: Iterable[Record], rarity: Callable[[str], float]) -> None:
        """Take in ``records``.

        :param rarity: idf of a pair of characters over the passages of the collection.
        """
        self._rarity = rarity
        self._shown: dict[str, str] = {}
        self._titles: dict[str, tuple[str, ...]] = {}
        self._holders: dict[str, list[str]] = {}
        for record in records:
            titles = [_bare(t) for t in (record.enclosed_title, record.title) if t]
            self._shown[record.id] = record.shown_title
            self._titles[record.id] = tuple(titles)
            for pair in {pair for title in titles for pair in _pairs(title)}:
                self._holders.setdefault(pair, []).append(record.id)

    def find(self, folded: str) -> list[TitleMatch]:
        """Return the titles that a question in matching form names, the likeliest first."""
        quoted = [_bare(match[1]) for match in _QUOTED.finditer(folded)]
        runs = _GAP.sub("|", folded)
        matches = (self._match(notice, runs, quoted) for notice in self._candidates(runs))
        found = [match for match in matches if match]
        return sorted(found, key=lambda m: (m.share == 1, m.worth), reverse=True)

    def _candidates(self, runs: str) -> list[str]:
        """Return the notices whose titles share rare pairs of characters with the question."""
        shared: dict[str, float] = {}
        most = max(_LOOKED_INTO, _TOO_COMMON * len(self._titles))
        for pair in set(_pairs(runs)):
            holders = self._holders.get(pair, ())
            if len(holders) <= most:
                idf = self._idf(pair)
                for notice in holders:
                    shared[notice] = shared.get(notice, 0.0) + idf
        return sorted(shared, key=lambda notice: -shared[notice])[:_LOOKED_INTO]

    def _match(self, notice: str, runs: str, quoted: list[str]) -> TitleMatch | None:
        worth = share = 0.0
        for title in self._titles[notice]:
            met = {pair for run in _common_runs(title, runs) for pair in _pairs(run)}
            if not met:
                continue
            worth = max(worth, sum(self._idf(p) * self._rarity(p) for p in met) / self._scale())
            whole = sum(map(self._idf, set(_pairs(title))))
            share = max(share, sum(map(self._idf, met)) / whole)
            if any(_overlap(title, one) >= _SAME for one in quoted):
                share = 1.0
        if not worth:
            return None
        return TitleMatch(notice, self._shown[notice], min(1.0, worth / _ENOUGH), share)

    def _idf(self, pair: str) -> float:
        found = len(self._holders.get(pair, ()))
        return math.log(1 + (len(self._titles) - found + 0.5) / (found + 0.5))

    def _scale(self) -> float:
        """Return what makes the worth of a pair that stands once in the text its idf in titles."""
        return max(1.0, self._rarity("\0"))


def _bare(text: str) -> str:
    return _GAP.sub("", matching_form(text))


def _pairs(text: str) -> Iterator[str]:
    """Yield pairs of characters, those with a figure apart: years are not what tells titles."""
    return (a + b for a, b in pairwise(text) if not _FIGURE.search(a + b))


def _common_runs(title: str, runs: str) -> Iterator[str]:
    """Yield the longest runs of ``title`` that stand in ``runs``, of ``_SHORTEST`` or more."""
    start = 0
    while start <= len(title) - _SHORTEST:
        end = start + _SHORTEST
        if title[start:end] not in runs:
            start += 1
            continue
        while end < len(title) and title[start : end + 1] in runs:
            end += 1
        yield title[start:end]
        start = end - 1


def _overlap(one: str, other: str) -> float:
    """Return how far two titles are the same, 0..1: Dice's coefficient of their pairs.

    What was left away in front (关于印发, the place) does not count against a quoted title.
    """
    if len(other) > _SHORTEST and other in one:
        return 1.0
    first, second = set(_pairs(one)), set(_pairs(other))
    return 2 * len(first & second) / max(1, len(first) + len(second))
