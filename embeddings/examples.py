"""From corpora to training pairs: everything is cut into sentences and turned into token ids."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from embeddings.corpora import Article, Entry, Question
from embeddings.pairs import LONGEST, Clozes, Glossed, Glued, Ids, Listed, Pair, Source, Unit
from embeddings.recipe import Mixture

NEWS_UNIT = 6
"""Sentences of news that are taken together."""
SHORTEST = 2
"""Tokens a sentence needs to be a query."""
LAY_WEIGHT = 4.0
"""How much oftener a lay question is drawn than one over an encyclopedia."""
_END = re.compile(r"(?<=[。！？；\n])")
_BLOCK = 4096


@dataclass
class Examples:
    """Corpora as token ids."""

    tokenizer: Tokenizer
    laws: list[list[Unit]] = field(default_factory=list)
    news: list[list[Unit]] = field(default_factory=list)
    headings: list[Pair] = field(default_factory=list)

    def add_laws(self, laws: Sequence[Sequence[Article]]) -> None:
        """Take in laws: a unit for each article, and its title with headings as a query for it."""
        flat = [article for law in laws for article in law]
        units = self._units([_sentences(article.text) for article in flat])
        titles = self._ids([" ".join((article.law, *article.heads)) for article in flat])
        place = 0
        for law in laws:
            rows = range(place, place + len(law))
            place += len(law)
            self.laws.append([units[row] for row in rows if units[row]])
            self.headings += [
                Pair(titles[row], np.concatenate(units[row])[:LONGEST])
                for row in rows
                if units[row] and len(titles[row])
            ]

    def add_news(self, news: Sequence[str]) -> None:
        """Take in news: a unit for each few sentences, and the first sentence as a heading."""
        sentences = [_sentences(text) for text in news]
        cuts = [
            [text[at : at + NEWS_UNIT] for at in range(0, len(text), NEWS_UNIT)]
            for text in sentences
        ]
        units = self._units([cut for text in cuts for cut in text])
        place = 0
        for text in cuts:
            document = [unit for unit in units[place : place + len(text)] if unit]
            place += len(text)
            self.news.append(document)
            if len(document) > 1:
                self.headings.append(Pair(document[0][0], np.concatenate(document[1])[:LONGEST]))

    def sentences(self) -> list[Ids]:
        """Return every sentence taken in."""
        return [
            sentence
            for documents in (self.laws, self.news)
            for document in documents
            for unit in document
            for sentence in unit
        ]

    def sources(
        self,
        mixture: Mixture,
        *,
        questions: Sequence[tuple[Question, float]],
        parallel: Sequence[Question],
        entries: Sequence[Entry],
        english: Sequence[str],
        frequency: NDArray[np.float64],
    ) -> dict[Source, float]:
        """Return the sources of pairs with their shares; kinds without any pair are left out.

        :param questions: Chinese questions with how often each is drawn.
        :param parallel: English questions over Chinese passages.
        :param entries: the dictionary; its words are drawn by the root of their frequency.
        :param english: running English text.
        :param frequency: share of each token in the corpora.
        """
        laws, news = Clozes(self.laws, (0.0, 0.7)), Clozes(self.news, (0.0, 0.7))
        asked = [question for question, _ in questions]
        drawn = [weight for _, weight in questions]
        words = self._dictionary(entries, frequency)
        noise = [token for ids in self._ids(english) for token in ids.tolist()]
        glosses = self._glosses(entries)
        shares: list[tuple[Source | None, float]] = [
            (laws if any(self.laws) else None, mixture.law_clozes),
            (news if any(self.news) else None, mixture.news_clozes),
            (_listed(self.headings), mixture.headings),
            (_listed(self._questions(asked), drawn), mixture.questions),
            (_listed(self._questions(parallel)), mixture.parallel),
            (Glossed(laws, glosses, noise) if any(self.laws) else None, mixture.glossed / 2),
            (Glossed(news, glosses, noise) if any(self.news) else None, mixture.glossed / 2),
            (Glued(words) if words else None, mixture.words),
            (_listed(self._synonyms(entries)), mixture.synonyms),
        ]
        return {source: share for source, share in shares if source is not None and share > 0}

    def foreign_rows(self, rows: NDArray[np.float32], entries: Sequence[Entry]) -> None:
        """Give each English token without a vector the mean of the words it glosses, in place."""
        heads = self._ids([entry.word for entry in entries])
        sums = np.zeros_like(rows)
        for entry, head in zip(entries, heads, strict=True):
            if not len(head):
                continue
            meaning = rows[head].mean(axis=0)
            for gloss in self._ids(entry.glosses):
                np.add.at(sums, gloss, meaning / max(1, len(gloss)))
        empty = ~rows.any(axis=1)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        rows[empty] = (sums / np.maximum(lengths, 1e-9))[empty]

    def _questions(self, questions: Sequence[Question]) -> list[Pair]:
        """Return a pair for each question, questions over one passage under one key."""
        passages = list(dict.fromkeys(question.passage for question in questions))
        keys = {passage: key for key, passage in enumerate(passages, 1)}
        ids = dict(zip(passages, self._ids(passages), strict=True))
        asked = self._ids([question.text for question in questions])
        return [
            Pair(query, ids[question.passage][:LONGEST], keys[question.passage])
            for query, question in zip(asked, questions, strict=True)
        ]

    def _dictionary(
        self, entries: Sequence[Entry], frequency: NDArray[np.float64]
    ) -> Listed | None:
        heads = self._ids([entry.word for entry in entries])
        pairs, weights = [], []
        for entry, head in zip(entries, heads, strict=True):
            if not len(head):
                continue
            rarest = float(frequency[head].min())
            for gloss in self._ids(entry.glosses):
                if len(gloss):
                    pairs.append(Pair(gloss, head))
                    weights.append(math.sqrt(rarest + 1e-7) / len(entry.glosses))
        return Listed(pairs, weights) if pairs else None

    def _glosses(self, entries: Sequence[Entry]) -> Mapping[int, list[Ids]]:
        found: dict[int, list[Ids]] = {}
        for entry in entries:
            token = self.tokenizer.token_to_id(entry.word)
            ids = [gloss for gloss in self._ids(entry.glosses) if len(gloss)]
            if token and ids:
                found[token] = ids
        return found

    def _synonyms(self, entries: Sequence[Entry]) -> list[Pair]:
        """Return pairs of words with a gloss in common, each next to the one before it."""
        sharing: dict[str, list[str]] = defaultdict(list)
        for entry in entries:
            for gloss in entry.glosses:
                sharing[gloss].append(entry.word)
        both = [
            (words[at], words[at + 1]) for words in sharing.values() for at in range(len(words) - 1)
        ]
        left = self._ids([one for one, _ in both])
        right = self._ids([other for _, other in both])
        return [Pair(a, b) for a, b in zip(left, right, strict=True) if len(a) and len(b)]

    def _units(self, units: Sequence[Sequence[str]]) -> list[Unit]:
        """Return the token ids of each unit's sentences, the shortest left out."""
        flat = iter(self._ids([sentence for unit in units for sentence in unit]))
        ids = [[next(flat) for _ in unit] for unit in units]
        return [[one for one in unit if len(one) >= SHORTEST] for unit in ids]

    def _ids(self, texts: Sequence[str]) -> list[Ids]:
        """Return the token ids of each text, without the unknown token."""
        found: list[Ids] = []
        for block in _blocks(texts):
            for encoding in self.tokenizer.encode_batch_fast(block, add_special_tokens=False):
                ids = np.array(encoding.ids, dtype=np.int32)
                found.append(ids[ids > 0])
        return found


def _listed(pairs: Sequence[Pair], weights: Sequence[float] | None = None) -> Listed | None:
    """Return a source of the pairs that have tokens on both sides; None where there are none."""
    kept = [row for row, pair in enumerate(pairs) if len(pair.query) and len(pair.passage)]
    if not kept:
        return None
    return Listed([pairs[row] for row in kept], weights and [weights[row] for row in kept])


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _END.split(text) if sentence.strip()]


def _blocks(texts: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(texts), _BLOCK):
        yield list(texts[start : start + _BLOCK])


def spread(texts: Sequence[str], number: int) -> Iterable[str]:
    """Return ``number`` texts at even distances, or all where there are fewer."""
    return texts[:: max(1, len(texts) // max(1, number))][:number]
