"""Citation document: do the citations name the right notice?"""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.pairs import Pair, Score, scores, share
from eval.places import document_key
from eval.questions import Question
from rag.answering.model import Answer


def _citation_document(question: Question, answer: Answer) -> Score:
    if question.abstain or not question.gold:
        return None
    right = {document_key(gold.doc_number) for gold in question.gold}
    return share([document_key(c.doc_number) in right for c in answer.citations])


def citation_document(pairs: Sequence[Pair]) -> list[Score]:
    """Return the share of an answer's citations with the document number of a gold clause.

    doc(q) = |{c in C : number(c) = number(g) for some g in gold(q)}| / |C|

    Numbers are compared in normal form, so brackets, blanks and script do not matter. Gold
    without a number is met by a citation without one, a guessed number misses it.

    Source: citation precision of ALCE, Gao et al. (2023), arXiv 2305.14627, at the level
    of documents.

    :param pairs: questions with their answers.
    :return: a score for each pair; None for unanswerable questions, those without gold, and
        answers without citations.
    """
    return scores(_citation_document, pairs)
