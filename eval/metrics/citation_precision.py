"""Citation precision: do the citations bear out the right answer?"""

from __future__ import annotations

from collections.abc import Sequence

from eval.evidence import supports
from eval.metrics.pairs import Pair, Score, scores, share
from eval.questions import Question
from rag.answering.model import Answer


def _citation_precision(question: Question, answer: Answer) -> Score:
    if question.abstain:
        return None
    if not answer.citations:
        # A refusal need not cite; an answer without any citation has earned nothing.
        return None if answer.abstained else 0.0
    return share([supports(citation, question) for citation in answer.citations])


def citation_precision(pairs: Sequence[Pair]) -> list[Score]:
    """Return the share of an answer's citations whose quote supports the right answer.

    prec(q) = |{c in C : quote(c) holds half of some evidence of q or states a fact of q}| / |C|

    where C are the citations of the answer; 0 for an answer without citations.

    Source: citation precision of ALCE, Gao et al. (2023), arXiv 2305.14627, with gold
    evidence and facts in place of the entailment model: exact, offline, and readable in Chinese.

    :param pairs: questions with their answers.
    :return: a score for each pair; None for unanswerable questions and for refusals that cite
        nothing.
    """
    return scores(_citation_precision, pairs)
