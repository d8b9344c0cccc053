"""What a question names outright: numbers, titles, labels, times; and what that is worth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from rag.index.model import Record
from rag.retrieval.lookup import Named, NumberBook
from rag.retrieval.question import Question
from rag.retrieval.titles import TitleBook, TitleMatch, named_whole

# In deviations of the fused score. The best clause stands some four above the mean: a title adds
# enough to lead among clauses that fit alike, a number that fits several notices nearly decides,
# and so does a whole title, which clauses are not ranked by any more.
_WORDS, _TITLE, _PERIOD, _OFFERED, _NAMED = 1.0, 2.0, 0.5, 3.0, 3.0
_MOST = 20  # notices of one title whose passages are all looked at
_SHOWN = 0.5  # worth or share from which a title counts as recognised


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was recognised in a question, and the weight that it gives to notices by id.

    ``entitled``: the notices whose whole title took its words from what clauses are ranked by.
    """

    question: Question
    named: Named
    numbers: tuple[str, ...]
    titles: tuple[TitleMatch, ...]
    weights: Mapping[str, float]
    entitled: tuple[str, ...] = ()

    def boosts(self, places: Mapping[str, int]) -> NDArray[np.float32]:
        """Return what to add to the fused score of the rows of each notice, 0 for most.

        :param places: where each notice is to stand in the array, by id.
        """
        added = np.zeros(len(places), dtype=np.float32)
        for notice, weight in self.weights.items():
            if notice in places:
                added[places[notice]] += weight
        return added

    def to_dict(self) -> dict[str, tuple[str, ...]]:
        """Return what to show of it; ``candidates`` are numbers to choose from."""
        named = self.named
        return {
            "numbers": self.numbers,
            "unknown": (*map(str, named.unknown), *named.missing),
            "candidates": named.candidates,
            "titles": tuple(match.title for match in self.titles),
            "labels": self.question.labels,
            "dates": tuple(map(str, self.question.periods)),
        }


class Recogniser:
    """Looks questions up in the numbers, titles and days of a collection; safe to share."""

    def __init__(self, records: Iterable[Record], rarity: Callable[[str], float]) -> None:
        """Take in ``records``.

        :param rarity: idf of a term over the passages (``LexicalIndex.idf``).
        """
        held = list(records)
        self._book = NumberBook(held)
        self._titles = TitleBook(held, rarity)
        self._records = {record.id: record for record in held}
        self._of_day: dict[date, list[str]] = {}
        for record in held:
            if record.issued_on:
                self._of_day.setdefault(record.issued_on, []).append(record.id)

    def recognise(self, question: Question) -> Recognised:
        """Return what ``question`` names."""
        named = self._book.find(question)
        titles = self._titles.find(question.matter)
        whole = named_whole(titles)
        words = dict.fromkeys(word for match in whole for word in match.words)
        question = replace(question, titles=tuple(sorted(words, key=len, reverse=True)))
        weights = {match.notice: _WORDS * match.worth for match in titles}
        entitled: tuple[str, ...] = ()
        if question.asked != question.matter:
            weights |= {m.notice: weights[m.notice] + _NAMED for m in whole}
            entitled = tuple(match.notice for match in whole[:_MOST])
        shown = []
        for match in titles:
            if match.share >= _SHOWN:
                weights[match.notice] += _TITLE * match.share
            if max(match.worth, match.share) >= _SHOWN:
                shown.append(match)
        for notice in named.offered:
            weights[notice] = weights.get(notice, 0.0) + _OFFERED
        for day, notices in self._of_day.items() if question.periods else ():
            if any(period.holds(day) for period in question.periods):
                for notice in notices:
                    weights[notice] = weights.get(notice, 0.0) + _PERIOD
        numbers = dict.fromkeys(self._records[key].doc_number or "" for key in named.notices)
        return Recognised(question, named, tuple(numbers), tuple(shown), weights, entitled)
