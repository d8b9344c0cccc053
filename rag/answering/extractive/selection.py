"""What of the clauses found is said, and what is quoted with it.

Passages are chosen by the probability that they answer, a second and third only where they come
near the first. A clause that plainly is the one is said alone; else a short passage is said whole,
so that lists come whole and amounts with their conditions; of a long one, the sentences that fit
best. The whole clause or passage stands behind the mark.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answering.extractive.evidence import Found
from rag.answering.extractive.ranking import Weighed
from rag.answering.extractive.sentences import Sentence
from rag.answering.extractive.signals import Signals
from rag.answering.extractive.wanted import Wanted

_MOST = 3  # passages
_NEAR_BEST = 0.18  # of the best passage's probability: one this likely is said too
_ALONE = 0.75  # of its passage's probability: a clause this likely is said and quoted alone
_NEAR_CLAUSE = 0.35  # of the likeliest clause of a long passage
_NEAR_SENTENCE = 0.5  # of the best sentence of a long clause
_SHORT = 300  # characters: a passage that is said whole; others are cut to as many
_MORE = 150  # characters of the second and third passage


@dataclass(frozen=True, slots=True)
class Choice:
    """A passage that is cited, and the sentences of it that are said, in reading order."""

    found: Found
    sentences: tuple[Sentence, ...]


def choose(weighed: Sequence[Weighed], signals: Signals, max_chars: int) -> list[Choice]:
    """Return what to say, likeliest passage first, in ``max_chars`` characters or a little more."""
    passages: dict[int, list[Weighed]] = defaultdict(list)
    for it in weighed:
        passages[id(it.evidence.found)].append(it)
    likely = {key: sum(it.probability for it in inside) for key, inside in passages.items()}
    order = sorted(likely, key=lambda key: -likely[key])[:_MOST]
    chosen: list[Choice] = []
    left = max_chars
    for key in order:
        if chosen and (likely[key] < _NEAR_BEST * likely[order[0]] or left < _MORE // 2):
            break
        found, inside = _narrowed(passages[key], likely[key], signals)
        said = _said(found, inside, signals, min(left, _MORE if chosen else _SHORT))
        chosen.append(Choice(found, said))
        left -= sum(len(sentence.text) for sentence in said)
    return chosen


def _narrowed(
    inside: list[Weighed], likely: float, signals: Signals
) -> tuple[Found, list[Weighed]]:
    """Return a passage with its clauses, or with one alone where it plainly is that one.

    It is not where another clause of the passage has more of the values asked for.
    """
    best = max(inside, key=lambda it: it.probability)
    lacks = _held(best, signals) < max(_held(it, signals) for it in inside)
    if lacks or best.probability < _ALONE * likely:
        return best.evidence.found, inside
    return replace(best.evidence.found, sentences=best.evidence.sentences), [best]


def _held(weighed: Weighed, signals: Signals) -> float:
    """Return the share of the kinds of value asked for that a sentence of the clause holds."""
    return max(map(signals.asked.held, weighed.evidence.folded))


def _said(
    found: Found, inside: Sequence[Weighed], signals: Signals, limit: int
) -> tuple[Sentence, ...]:
    """Return the sentences of one passage to say: all, or the best of its likeliest clauses."""
    asks_body = Wanted.BODY in signals.asked.kinds
    short = sum(len(sentence.text) for sentence in found.sentences) <= limit
    if short and _in_one_clause(found.sentences):
        return found.sentences
    best = max(inside, key=lambda it: it.probability)
    held = _held(best, signals)
    said: list[Sentence] = []
    for it in sorted(inside, key=lambda it: -it.probability):
        if it.probability < _NEAR_CLAUSE * best.probability and _held(it, signals) <= held:
            continue
        held = max(held, _held(it, signals))
        left = limit - sum(len(sentence.text) for sentence in said)
        taken = _best_of(it, signals, left)
        if said and sum(len(sentence.text) for sentence in taken) > left:
            continue
        said += taken
        if asks_body:  # （牵头单位：…；配合单位：…） at the end of the clause
            said += [s for s in it.evidence.sentences if s.is_responsible and s not in taken]
    return tuple(sorted(said, key=lambda sentence: sentence.span.start))


def _in_one_clause(sentences: Sequence[Sentence]) -> bool:
    """Return whether one clause holds them all: top-level ones stand together by chance."""
    return len({sentence.clause.path[0] for sentence in sentences}) == 1


def _best_of(weighed: Weighed, signals: Signals, limit: int) -> list[Sentence]:
    """Return the best sentence of a clause and those nearly as good, in ``limit`` characters."""
    sentences = weighed.evidence.sentences
    if sum(len(sentence.text) for sentence in sentences) <= limit:
        return list(sentences)
    scores = signals.best(weighed.evidence.folded, weighed.evidence.found.folded_context)
    order = sorted(range(len(sentences)), key=lambda at: -scores[at])
    taken = [order[0]]
    left = limit - len(sentences[order[0]].text)
    for at in order[1:]:
        if scores[at] < _NEAR_SENTENCE * scores[order[0]]:
            break
        if len(sentences[at].text) <= left:
            taken.append(at)
            left -= len(sentences[at].text)
    return [sentences[at] for at in taken]
