"""Citation recall: is the evidence cited?"""

from __future__ import annotations

from collections.abc import Sequence

from eval.evidence import quoted, sought
from eval.metrics.pairs import Pair, Score, scores, share
from eval.questions import Question
from rag.answering.model import Answer


def _citation_recall(question: Question, answer: Answer) -> Score:
    if question.abstain:
        return None
    return share([any(quoted(c, gold) for c in answer.citations) for gold in sought(question)])


def citation_recall(pairs: Sequence[Pair]) -> list[Score]:
    """Return the share of a question's evidence that some citation quotes.

    rec(q) = |{e in E(q) : some c in C quotes half of the 5-grams of e}| / |E(q)|

    where C are the citations of the answer and E the gold evidence; 0 for a refusal.

    Source: citation recall of ALCE, Gao et al. (2023), arXiv 2305.14627, which asks for
    every statement whether its citations entail it; here the statements are the gold evidence.

    :param pairs: questions with their answers.
    :return: a score for each pair; None for unanswerable questions and those without evidence.
    """
    return scores(_citation_recall, pairs)
