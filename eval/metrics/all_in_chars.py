"""All@n characters: is the whole of the evidence in what a reader or a model gets to read?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from eval.metrics.all_at_k import all_at_k
from eval.metrics.pairs import Pair, Score
from rag.answering.model import Answer


def _passages(answer: Answer, budget: int) -> int:
    """Return how many passages are begun before the budget is used up."""
    lengths = accumulate(len(passage.text) for passage in answer.retrieved)
    whole = sum(length <= budget for length in lengths)
    return min(whole + 1, len(answer.retrieved))


def all_in_chars(pairs: Sequence[Pair], budget: int) -> list[Score]:
    """Return 1 where every gold clause is within the first ``budget`` characters retrieved.

    all@B(q) = all@n(q),  n = the smallest n with |p_1| + … + |p_n| > B, at most all passages

    where |p_i| is the length of passage i; the passage that crosses the budget still counts.
    Rank cut-offs favour whoever retrieves long passages; a budget of characters does not.

    Source: all@k of this package, its cut-off counted in characters.

    :param pairs: questions with their answers.
    :param budget: characters read.
    :return: a score for each pair; None for unanswerable questions and those without evidence.
    """
    out: list[Score] = []
    for question, answer in pairs:
        passages = 0 if answer is None else _passages(answer, budget)
        out += all_at_k([(question, answer)], passages)
    return out
