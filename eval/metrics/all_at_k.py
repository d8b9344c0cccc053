"""All@k: is the whole of the evidence among the first k passages?"""

from __future__ import annotations

from collections.abc import Sequence

from eval.evidence import first_ranks, sought
from eval.metrics.pairs import Pair, Score, scores
from eval.questions import Question
from rag.answering.model import Answer


def _all_at_k(question: Question, answer: Answer, k: int) -> Score:
    if question.abstain or not sought(question):
        return None
    return float(all(rank is not None and rank <= k for rank in first_ranks(question, answer)))


def all_at_k(pairs: Sequence[Pair], k: int) -> list[Score]:
    """Return 1 where every gold clause is among the first k retrieved passages, else 0.

    all@k(q) = [ max_{e in E(q)} rank(e) <= k ]

    with E and rank as in hit@k. For a question over two notices a hit on one of them is of no
    use; this is recall@k counted only where it is complete.

    Source: Manning, Raghavan and Schütze (2008), Introduction to Information Retrieval, ch. 8
    (recall at k), thresholded at 1.

    :param pairs: questions with their answers.
    :param k: number of passages looked at.
    :return: a score for each pair; None for unanswerable questions and those without evidence.
    """
    return scores(lambda question, answer: _all_at_k(question, answer, k), pairs)
