"""nDCG@k: does the evidence come early, all of it?"""

from __future__ import annotations

import math
from collections.abc import Sequence

from eval.evidence import first_ranks, sought
from eval.metrics.pairs import Pair, Score, scores
from eval.questions import Question
from rag.answering.model import Answer


def _positions(ranks: Sequence[int]) -> list[int]:
    """Return where each piece of evidence stands once passages with several are unrolled.

    A passage that is the first to hold n pieces takes n positions, any other takes one: the two
    pieces of a passage at rank 1 stand at 1 and 2, as in the best of rankings.

    >>> _positions([1, 1, 3])
    [1, 2, 4]
    """
    return [
        rank + place - len({other for other in ranks[:place] if other < rank})
        for place, rank in enumerate(ranks)
    ]


def _gain(positions: Sequence[int]) -> float:
    return math.fsum(1 / math.log2(1 + position) for position in positions)


def _ndcg_at_k(question: Question, answer: Answer, k: int) -> Score:
    if question.abstain or not sought(question):
        return None
    ranks = first_ranks(question, answer)
    found = sorted(rank for rank in ranks if rank is not None and rank <= k)
    return _gain(_positions(found)) / _gain(range(1, len(ranks) + 1))


def ndcg_at_k(pairs: Sequence[Pair], k: int) -> list[Score]:
    """Return the normalised discounted cumulative gain of the first k retrieved passages.

    nDCG@k(q) = sum_{e in E(q), rank(e) <= k} 1 / log2(1 + pos(e))
                / sum_{j=1}^{|E(q)|} 1 / log2(1 + j)

    with E and rank as in hit@k, and pos(e) the position of e once every passage is unrolled into
    the pieces of evidence that it is the first to hold. Where no passage holds two, pos is rank
    and this is the usual nDCG over binary judgements of the evidence; a passage that only repeats
    what an earlier one held gains nothing. 1 where all evidence comes before anything else.

    Source: Järvelin and Kekäläinen (2002), Cumulated gain-based evaluation of IR techniques;
    novelty as in Clarke et al. (2008), Novelty and diversity in information retrieval evaluation.

    :param pairs: questions with their answers.
    :param k: number of passages looked at.
    :return: a score for each pair; None for unanswerable questions and those without evidence.
    """
    return scores(lambda question, answer: _ndcg_at_k(question, answer, k), pairs)
