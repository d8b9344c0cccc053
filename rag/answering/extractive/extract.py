"""The extractive way: statements quoted from the passages found, no model needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from rag.answering.basis import Basis
from rag.answering.conflict import conflicts
from rag.answering.extractive.lists import asks_for_list, whole
from rag.answering.extractive.ranking import weigh
from rag.answering.extractive.selection import Choice, choose
from rag.answering.extractive.sentences import Sentence
from rag.answering.extractive.wording import said_of
from rag.answering.told import Told


def extract(basis: Basis, max_chars: int, day: date) -> Told:
    """Return the statements that answer, likeliest passage first; none where nothing was found.

    Where another passage says the same with another value, it is given, too, with a warning.

    :param max_chars: length the statements aim to stay below.
    :param day: the day that the answer is as of.
    """
    chosen = choose(weigh(basis.signals, basis.naming, day), basis.signals, max_chars)
    if chosen and asks_for_list(basis.findings.question.folded):
        chosen[0] = whole(basis, chosen[0])
        chosen[1:] = [it for it in chosen[1:] if not _is_in(it, chosen[0])]
    language = basis.findings.question.language
    sentences = [sentence for choice in chosen for sentence in choice.sentences]
    differing = conflicts(sentences, (s for found in basis.at_home for s in found.sentences))
    others = _not_said(basis, chosen, [s for it in differing for s in (it.first, it.second)])
    return Told(
        tuple(said for choice in (*chosen, *others) for said in said_of(basis.reader, choice)),
        tuple(conflict.warning(day, language) for conflict in differing),
    )


def _is_in(one: Choice, other: Choice) -> bool:
    return one.found.record.id == other.found.record.id and one.sentences[0] in other.sentences


def _not_said(
    basis: Basis, chosen: Sequence[Choice], sentences: Sequence[Sentence]
) -> Iterator[Choice]:
    """Yield those of ``sentences`` that no choice says, each with its passage."""
    said = {(s.record.id, s.span) for choice in chosen for s in choice.sentences}
    for sentence in sentences:
        if (sentence.record.id, sentence.span) not in said:
            said.add((sentence.record.id, sentence.span))
            found = next(it for it in basis.found if sentence in it.sentences)
            yield Choice(found, (sentence,))
