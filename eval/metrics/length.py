"""Length: how much is there to read?"""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.pairs import Pair, Score, scores
from eval.questions import Question
from rag.answering.model import Answer


def _length(question: Question, answer: Answer) -> Score:
    if question.abstain or answer.abstained or not answer.answer:
        return None
    return float(len(answer.answer))


def length(pairs: Sequence[Pair]) -> list[Score]:
    """Return the characters of each answer, marks included; their median is reported.

    len(a) = |a|. Reported beside ``facts``, which an answer that copies everything would win.

    Source: a plain count.

    :param pairs: questions with their answers.
    :return: a value for each pair; None for refusals and unanswerable questions.
    """
    return scores(_length, pairs)
