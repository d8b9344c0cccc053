"""What a question names outright: numbers, titles, labels, times; and what that is worth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.index.model import Record
from rag.retrieval.lookup import Named, NumberBook
from rag.retrieval.question import Question
from rag.retrieval.titles import TitleBook, TitleMatch

# In deviations of the fused score. The best clause stands some four above the mean: a title adds
# enough to lead among clauses that fit alike, a number that fits several notices nearly decides.
_WORDS, _TITLE, _PERIOD, _OFFERED = 1.0, 2.0, 0.5, 3.0
_SHOWN = 0.5  # worth or share from which a title counts as recognised


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was recognised in a question, and the weight that it gives to notices by id."""

    question: Question
    named: Named
    numbers: tuple[str, ...]
    titles: tuple[TitleMatch, ...]
    weights: Mapping[str, float]

    def boosts(self, notices: NDArray[np.str_]) -> NDArray[np.float32]:
        """Return what to add to the fused score of the rows of each of ``notices``, 0 for most.

        :param notices: ids, once each or once a row.
        """
        added = np.zeros(len(notices), dtype=np.float32)
        for notice, weight in self.weights.items():
            added[notices == notice] += weight
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

    def recognise(self, question: Question) -> Recognised:
        """Return what ``question`` names."""
        named = self._book.find(question)
        titles = self._titles.find(question.matter)
        weights = {match.notice: _WORDS * match.worth for match in titles}
        shown = []
        for match in titles:
            if match.share >= _SHOWN:
                weights[match.notice] += _TITLE * match.share
            if max(match.worth, match.share) >= _SHOWN:
                shown.append(match)
        for notice in named.offered:
            weights[notice] = weights.get(notice, 0.0) + _OFFERED
        for record in self._records.values() if question.periods else ():
            if any(period.holds(record.issued_on) for period in question.periods):
                weights[record.id] = weights.get(record.id, 0.0) + _PERIOD
        numbers = dict.fromkeys(self._records[key].doc_number or "" for key in named.notices)
        return Recognised(question, named, tuple(numbers), tuple(shown), weights)
