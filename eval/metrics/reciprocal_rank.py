"""Reciprocal rank: how far down is the first useful passage?"""

from __future__ import annotations

from collections.abc import Sequence

from eval.evidence import first_ranks, sought
from eval.metrics.pairs import Pair, Score, scores
from eval.questions import Question
from rag.answering.model import Answer


def _reciprocal_rank(question: Question, answer: Answer, k: int) -> Score:
    if question.abstain or not sought(question):
        return None
    found = [rank for rank in first_ranks(question, answer) if rank is not None and rank <= k]
    return 1 / min(found) if found else 0.0


def reciprocal_rank(pairs: Sequence[Pair], k: int) -> list[Score]:
    r"""Return the reciprocal of the rank of the first passage with evidence; their mean is MRR.

    RR@k(q) = 1 / r  if  r = min_{e in E(q)} rank(e) <= k,  else 0
    MRR@k   = (1 / |Q|) sum_{q in Q} RR@k(q)

    with E and rank as in hit@k.

    Source: Voorhees (1999), The TREC-8 Question Answering Track Report; Manning, Raghavan and
    Schütze (2008), Introduction to Information Retrieval, ch. 8.

    :param pairs: questions with their answers.
    :param k: number of passages looked at.
    :return: a score for each pair; None for unanswerable questions and those without evidence.
    """
    return scores(lambda question, answer: _reciprocal_rank(question, answer, k), pairs)
