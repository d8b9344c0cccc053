"""Where the gold of a question stands among the passages and the citations of an answer.

Gold is met by its evidence: by text, whoever retrieved or quoted it, so that nothing of our
numbering or chunking enters into it. Gold without evidence, as sets with relevance judgements
(qrels) have it, is met by its place: document number and paragraph, else the source file.
"""

from __future__ import annotations

from eval.normal import QUOTED_SHARE, RETRIEVED_SHARE, grams, holds, states
from eval.places import file_name, same_document, within
from eval.questions import Gold, Question
from rag.answering.model import Answer, Citation, Retrieved


def sought(question: Question) -> tuple[Gold, ...]:
    """Return the gold that can be looked for; gold that says nothing at all cannot."""
    return tuple(g for g in question.gold if grams(g.evidence) or g.doc_number or g.file)


def first_ranks(question: Question, answer: Answer) -> list[int | None]:
    """Return, for each gold sought, the rank from 1 of the first passage that holds it.

    None stands for gold that no retrieved passage holds.
    """
    return [_first(gold, answer) for gold in sought(question)]


def _first(gold: Gold, answer: Answer) -> int | None:
    ranked = enumerate(answer.retrieved, start=1)
    return next((rank for rank, p in ranked if _held(gold, p)), None)


def _held(gold: Gold, passage: Retrieved) -> bool:
    if grams(gold.evidence):
        return holds(passage.text, gold.evidence, RETRIEVED_SHARE)
    # A parent clause holds the text of the clause that is wanted.
    return _stands_at(gold, passage) or (
        bool(passage.paragraph)
        and _same_notice(gold, passage)
        and within(gold.paragraph, passage.paragraph)
    )


def _same_notice(gold: Gold, place: Citation | Retrieved) -> bool:
    if gold.doc_number:
        return same_document(place.doc_number, gold.doc_number)
    return file_name(place.source) == file_name(gold.file)


def _stands_at(gold: Gold, place: Citation | Retrieved) -> bool:
    return _same_notice(gold, place) and within(place.paragraph, gold.paragraph)


def quoted(citation: Citation, gold: Gold) -> bool:
    """Return whether the quote holds (at least half of) the evidence, or stands at its place."""
    if grams(gold.evidence):
        return holds(citation.quote, gold.evidence, QUOTED_SHARE)
    return _stands_at(gold, citation)


def supports(citation: Citation, question: Question) -> bool:
    """Return whether the citation bears out the right answer: it quotes gold or states a fact."""
    return any(quoted(citation, gold) for gold in sought(question)) or any(
        states(citation.quote, forms) for forms in question.facts
    )
