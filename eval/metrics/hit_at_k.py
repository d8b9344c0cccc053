"""Hit@k: is any of the evidence among the first k passages?"""

from __future__ import annotations

from collections.abc import Sequence

from eval.evidence import first_ranks, sought
from eval.metrics.pairs import Pair, Score, scores
from eval.questions import Question
from rag.answering.model import Answer


def _hit_at_k(question: Question, answer: Answer, k: int) -> Score:
    if question.abstain or not sought(question):
        return None
    return float(any(rank is not None and rank <= k for rank in first_ranks(question, answer)))


def hit_at_k(pairs: Sequence[Pair], k: int) -> list[Score]:
    r"""Return 1 where a gold clause is among the first k retrieved passages, else 0.

    hit@k(q) = [ min_{e in E(q)} rank(e) <= k ]

    where E(q) is the gold evidence of question q and rank(e) the first rank whose passage holds
    80 % of the 5-grams of e (infinite for none). Also called success@k.

    Source: Manning, Raghavan and Schütze (2008), Introduction to Information Retrieval, ch. 8;
    Craswell (2009), Success at n, Encyclopedia of Database Systems.

    :param pairs: questions with their answers.
    :param k: number of passages looked at.
    :return: a score for each pair; None for unanswerable questions and those without evidence.
    """
    return scores(lambda question, answer: _hit_at_k(question, answer, k), pairs)
