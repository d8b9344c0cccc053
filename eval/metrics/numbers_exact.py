"""Numbers exact: do the citations hold the numbers of the answer, whole?"""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.numbers_grounded import cited_texts
from eval.metrics.pairs import Pair, Score, scores, share
from eval.numbers import numbers, value
from eval.questions import Question
from rag.answering.model import Answer


def _numbers_exact(_question: Question, answer: Answer) -> Score:
    if answer.abstained:
        return None
    cited = {
        value(number)
        for citation in answer.citations
        for text in cited_texts(citation)
        for number in numbers(text)
    }
    return share([value(number) in cited for number in numbers(answer.answer)])


def numbers_exact(pairs: Sequence[Pair]) -> list[Score]:
    """Return the share of the numbers in an answer that its citations hold as whole numbers.

    exact(a) = |N(a) & N(cited texts of a)| / |N(a)|, counted over the occurrences in the answer

    where N gives whole numbers with their percent sign: 60 is not found in 160, nor 5 in 5%.
    An answer with numbers and no citation scores 0.

    Source: entity-level factual consistency, Nan et al. (2021), arXiv 2102.09130, for numbers.

    :param pairs: questions with their answers.
    :return: a score for each pair; None for refusals and answers without numbers.
    """
    return scores(_numbers_exact, pairs)
