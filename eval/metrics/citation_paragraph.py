"""Citation paragraph: do the citations name the right clause?"""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.pairs import Pair, Score, scores, share
from eval.places import same_document, within
from eval.questions import Gold, Question
from rag.answering.model import Answer, Citation


def _right(citation: Citation, gold: Gold) -> bool:
    return same_document(citation.doc_number, gold.doc_number) and within(
        citation.paragraph, gold.paragraph
    )


def _citation_paragraph(question: Question, answer: Answer) -> Score:
    if question.abstain or not question.gold:
        return None
    return share([any(_right(c, gold) for gold in question.gold) for c in answer.citations])


def citation_paragraph(pairs: Sequence[Pair]) -> list[Score]:
    """Return the share of an answer's citations that name a gold clause or one below it.

    para(q) = |{c in C : number(c) = number(g) and path(g) is a prefix of path(c), g in gold(q)}|
              / |C|

    where path is the chain of clause markers, outermost first, brackets aside.

    Source: citation precision of ALCE, Gao et al. (2023), arXiv 2305.14627, at the level
    of clauses.

    :param pairs: questions with their answers.
    :return: a score for each pair; None for unanswerable questions, those without gold, and
        answers without citations.
    """
    return scores(_citation_paragraph, pairs)
