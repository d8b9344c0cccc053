"""Recall@k: how much of the evidence is among the first k passages?"""

from __future__ import annotations

from collections.abc import Sequence

from eval.evidence import first_ranks, sought
from eval.metrics.pairs import Pair, Score, scores, share
from eval.questions import Question
from rag.answering.model import Answer


def _recall_at_k(question: Question, answer: Answer, k: int) -> Score:
    if question.abstain or not sought(question):
        return None
    return share([rank is not None and rank <= k for rank in first_ranks(question, answer)])


def recall_at_k(pairs: Sequence[Pair], k: int) -> list[Score]:
    """Return the share of a question's gold that the first k retrieved passages hold.

    recall@k(q) = |{e in E(q) : rank(e) <= k}| / |E(q)|

    with E and rank as in hit@k. For a question with one place it is hit@k; one with several gets
    credit for each, unlike all@k.

    Source: Manning, Raghavan and Schütze (2008), Introduction to Information Retrieval, ch. 8.

    :param pairs: questions with their answers.
    :param k: number of passages looked at.
    :return: a score for each pair; None for unanswerable questions and those without evidence.
    """
    return scores(lambda question, answer: _recall_at_k(question, answer, k), pairs)
