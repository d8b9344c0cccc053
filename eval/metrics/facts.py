"""Facts: does the answer state what it must?"""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.pairs import Pair, Score, scores, share
from eval.normal import states
from eval.questions import Question
from rag.answering.model import Answer


def _facts(question: Question, answer: Answer) -> Score:
    if question.abstain:
        return None
    # A refusal may name what it could not find; it states nothing.
    return share([not answer.abstained and states(answer.answer, f) for f in question.facts])


def facts(pairs: Sequence[Pair]) -> list[Score]:
    """Return the share of a question's facts that the answer states in an accepted form.

    facts(q) = |{f in F(q) : some form of f is a substring of the answer}| / |F(q)|

    over normal forms (see ``eval.normal``); 0 for a refused answerable question.

    Source: nugget recall of the TREC question answering track, Voorhees (2003), Overview of the
    TREC 2003 Question Answering Track, with all nuggets vital.

    :param pairs: questions with their answers.
    :return: a score for each pair; None for unanswerable questions and those without facts.
    """
    return scores(_facts, pairs)
