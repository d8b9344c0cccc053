"""Answers without a model: the sentences that answer, quoted and marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.answering.sentences import Sentence
from rag.answering.wanted import Wanted, holds
from rag.index.terms import matching_form, terms

# Shares of a sentence's score: pairs of characters, single characters, meaning, its passage's
# rank, a value of the kind asked for. The optimum is flat: see docs/confidence.md.
_PAIRS, _SINGLES, _SEMANTIC, _PASSAGE, _VALUE = 0.20, 0.20, 0.35, 0.10, 0.15
_NEAR_BEST = 0.80  # of the best score: sentences this good are said too
_MOST = 4


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence with its score for a question, 0..1."""

    sentence: Sentence
    score: float


class SentenceRanker:
    """Scores sentences for one question.

    :param idf: rarity of a term; a sentence is scored by the rare words it shares.
    """

    def __init__(self, folded: str, idf: dict[str, float], kinds: Wanted) -> None:
        wanted = {t: idf[t] for t in set(terms(folded))}
        self._pairs = {t: rarity for t, rarity in wanted.items() if len(t) > 1}
        self._singles = {t: rarity for t, rarity in wanted.items() if len(t) == 1}
        self._kinds = kinds

    def rank(
        self,
        sentences: Sequence[Sentence],
        passage_scores: Sequence[float],
        cosines: np.ndarray,
    ) -> list[Scored]:
        """Return ``sentences`` scored, best first."""
        low, high = min(passage_scores), max(passage_scores)
        spread = (high - low) or 1.0
        out = []
        for sentence, passage, cosine in zip(sentences, passage_scores, cosines, strict=True):
            have = set(terms(matching_form(f"{sentence.clause.heading} {sentence.text}")))
            score = (
                _PAIRS * _covered(self._pairs, have)
                + _SINGLES * _covered(self._singles, have)
                + _SEMANTIC * max(0.0, float(cosine))
                + _PASSAGE * (passage - low) / spread
                + _VALUE * holds(sentence.folded, self._kinds)
            )
            out.append(Scored(sentence, score))
        return sorted(out, key=lambda it: -it.score)


def _covered(wanted: dict[str, float], have: set[str]) -> float:
    """Return the share of the question's rarity that a sentence covers, 0..1."""
    total = sum(wanted.values())
    return sum(wanted[t] for t in wanted.keys() & have) / total if total else 0.0


def choose(ranked: Sequence[Scored], max_chars: int, kinds: Wanted) -> list[Sentence]:
    """Return what to say: the best sentence and those nearly as good, in reading order.

    Sentences of one clause stay together; clauses come in the order of their best sentence. Where
    a body is asked for, the best clause's （牵头单位：…） is said with it.
    """
    if not ranked:
        return []
    best = ranked[0].score
    chosen: list[Sentence] = []
    chars = 0
    for it in ranked:
        if len(chosen) >= _MOST or it.score < _NEAR_BEST * best:
            break
        if chosen and chars + len(it.sentence.text) > max_chars:
            continue
        if any(
            it.sentence.span.overlaps(other.span) and _same(it.sentence, other) for other in chosen
        ):
            continue
        chosen.append(it.sentence)
        chars += len(it.sentence.text)
    if Wanted.BODY in kinds and chosen:
        chosen += _responsible(ranked, chosen)
    order: dict[tuple[str, int], int] = {}
    for sentence in chosen:
        order.setdefault((sentence.record.id, sentence.clause.span.start), len(order))
    return sorted(chosen, key=lambda s: (order[s.record.id, s.clause.span.start], s.span.start))


def _responsible(ranked: Sequence[Scored], chosen: Sequence[Sentence]) -> list[Sentence]:
    first = chosen[0]
    return [
        it.sentence
        for it in ranked
        if it.sentence.is_responsible
        and _same(it.sentence, first)
        and it.sentence.clause.span == first.clause.span
        and it.sentence not in chosen
    ]


def _same(one: Sentence, other: Sentence) -> bool:
    return one.record.id == other.record.id
