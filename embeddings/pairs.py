"""Where training pairs come from: texts that should lie near each other, as token ids.

Each source draws pairs of a query and a passage. Pairs with the same key share a passage, so that
the loss does not count one as the other's mistake; key 0 means a passage of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int32]
Unit = Sequence[Ids]
"""The sentences of an article of law, or of a stretch of news."""

RUN = 16
"""Neighbouring units drawn together: passages of one law are each other's hardest negatives."""
LONGEST = 256
"""Tokens of a passage that are read in training."""
KEEP_SENTENCE = 0.2
"""How often the passage keeps the sentence that the query was made from."""


@dataclass(frozen=True)
class Pair:
    """A query, the passage it belongs to, and the passage's key."""

    query: Ids
    passage: Ids
    key: int = 0


class Source(Protocol):
    """Draws training pairs of one kind."""

    def draw(self, number: int, rng: np.random.Generator) -> list[Pair]:
        """Return at most ``number`` pairs, most often exactly that many."""
        ...


class Clozes:
    """A sentence with part of its words gone, and what surrounds it.

    The inverse cloze task (Lee et al. 2019, arXiv:1906.00300), with word dropout in the query.
    """

    def __init__(self, documents: Sequence[Sequence[Unit]], dropped: tuple[float, float]) -> None:
        """Keep documents of units; a query loses a share of its tokens between both ``dropped``."""
        self._documents = [document for document in documents if document]
        sizes = np.array([len(document) for document in self._documents], dtype=float)
        self._weights = np.cumsum(sizes / sizes.sum())
        self._dropped = dropped

    def draw(self, number: int, rng: np.random.Generator) -> list[Pair]:
        pairs: list[Pair] = []
        while len(pairs) < number:
            document = self._documents[int(np.searchsorted(self._weights, rng.random()))]
            start = int(rng.integers(max(1, len(document) - RUN + 1)))
            pairs += [self._pair(unit, rng) for unit in document[start : start + RUN]]
        return pairs[:number]

    def _pair(self, unit: Unit, rng: np.random.Generator) -> Pair:
        at = int(rng.integers(len(unit)))
        sentence = unit[at]
        alone = len(unit) == 1
        share = rng.uniform(*self._dropped)
        kept = sentence[rng.random(len(sentence)) >= share]
        around = [
            one
            for place, one in enumerate(unit)
            if place != at or alone or rng.random() < KEEP_SENTENCE
        ]
        return Pair(kept if len(kept) else sentence, np.concatenate(around)[:LONGEST])


class Listed:
    """Pairs that are given: headings and their articles, questions and their answers."""

    def __init__(self, pairs: Sequence[Pair], weights: Sequence[float] | None = None) -> None:
        """Keep ``pairs``, drawn with the given weights or all alike."""
        self._pairs = pairs
        share = np.ones(len(pairs)) if weights is None else np.asarray(weights, dtype=float)
        self._weights = np.cumsum(share / share.sum())

    def draw(self, number: int, rng: np.random.Generator) -> list[Pair]:
        places = np.searchsorted(self._weights, rng.random(number))
        return [self._pairs[min(int(place), len(self._pairs) - 1)] for place in places]


class Glued:
    """One to five listed pairs of words joined, as if they were a phrase in both languages."""

    MOST = 5

    def __init__(self, words: Listed) -> None:
        """Keep the pairs of words."""
        self._words = words

    def draw(self, number: int, rng: np.random.Generator) -> list[Pair]:
        pairs = []
        for size in rng.integers(1, self.MOST + 1, size=number):
            words = self._words.draw(int(size), rng)
            pairs.append(
                Pair(
                    np.concatenate([word.query for word in words]),
                    np.concatenate([word.passage for word in words]),
                )
            )
        return pairs


class Glossed:
    """Pairs of another source whose query is put into English word by word.

    Glosses are crude English, but in context: a passage about wages teaches which sense of a word
    is meant, which the dictionary alone cannot.
    """

    NOISE = 0.3
    """English words strewn in, a share of the query's length: they teach which ones say little."""

    def __init__(
        self, source: Source, glosses: Mapping[int, Sequence[Ids]], noise: Sequence[int]
    ) -> None:
        """Keep a source of Chinese pairs.

        :param glosses: for a Chinese token, the English ids of each of its glosses.
        :param noise: English tokens as they follow each other in running text.
        """
        self._source = source
        self._glosses = glosses
        self._noise = np.asarray(noise, dtype=np.int32)

    def draw(self, number: int, rng: np.random.Generator) -> list[Pair]:
        pairs = []
        for pair in self._source.draw(number, rng):
            known = [
                self._glosses[token] for token in pair.query.tolist() if token in self._glosses
            ]
            if not known:
                continue
            english = [one[int(rng.integers(len(one)))] for one in known]
            if len(self._noise):
                strewn = rng.integers(len(self._noise), size=round(self.NOISE * len(english)))
                english.append(self._noise[strewn])
            pairs.append(Pair(np.concatenate(english), pair.passage))
        return pairs
