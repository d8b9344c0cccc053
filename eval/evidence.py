"""Where the gold evidence of a question stands among the passages of an answer."""

from __future__ import annotations

from eval.normal import QUOTED_SHARE, RETRIEVED_SHARE, grams, holds, states
from eval.questions import Question
from rag.answering.model import Answer, Citation


def evidence(question: Question) -> tuple[str, ...]:
    """Return the evidence texts of the gold clauses; gold without any cannot be looked for."""
    return tuple(gold.evidence for gold in question.gold if grams(gold.evidence))


def first_ranks(question: Question, answer: Answer) -> list[int | None]:
    """Return, for each evidence text, the rank from 1 of the first passage that holds it.

    None stands for evidence that no retrieved passage holds.
    """
    return [_first(text, answer) for text in evidence(question)]


def _first(text: str, answer: Answer) -> int | None:
    ranked = enumerate(answer.retrieved, start=1)
    return next((rank for rank, p in ranked if holds(p.text, text, RETRIEVED_SHARE)), None)


def quoted(citation: Citation, text: str) -> bool:
    """Return whether the citation's quote holds (at least half of) an evidence text."""
    return holds(citation.quote, text, QUOTED_SHARE)


def supports(citation: Citation, question: Question) -> bool:
    """Return whether the quote bears out the right answer: it holds evidence or states a fact."""
    return any(quoted(citation, text) for text in evidence(question)) or any(
        states(citation.quote, forms) for forms in question.facts
    )
