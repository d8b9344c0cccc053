"""Numbers grounded: do the citations hold the digits of the answer?"""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.pairs import Pair, Score, scores, share
from eval.normal import normal
from eval.numbers import numbers
from eval.questions import Question
from rag.answering.model import Answer, Citation


def cited_texts(citation: Citation) -> tuple[str, ...]:
    """Return the texts of a citation in which a number of the answer may stand."""
    head = (citation.doc_number, citation.title, citation.issued_on, citation.paragraph)
    return (citation.quote, *(text for text in head if text))


def _numbers_grounded(_question: Question, answer: Answer) -> Score:
    if answer.abstained or not answer.citations:
        return None
    cited = [normal(text) for citation in answer.citations for text in cited_texts(citation)]
    found = numbers(answer.answer)
    return share([any(normal(number) in text for text in cited) for number in found])


def numbers_grounded(pairs: Sequence[Pair]) -> list[Score]:
    """Return the share of the numbers in an answer whose digits occur in its citations.

    num(a) = |{n in N(a) : n is a substring of a cited text}| / |N(a)|

    where N(a) are the numbers of the answer, citation marks aside, and the cited texts are quote,
    document number, title, date and paragraph in normal form. Lenient: 60 is found in 160; see
    ``numbers_exact`` for the strict reading.

    Source: entity-level factual consistency, Nan et al. (2021), arXiv 2102.09130 (share of the
    entities of an output that occur in its source), for numbers.

    :param pairs: questions with their answers.
    :return: a score for each pair; None for refusals and answers without numbers or citations.
    """
    return scores(_numbers_grounded, pairs)
