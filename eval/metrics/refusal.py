"""Refusal: is a question refused when, and only when, the notices do not answer it?"""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.pairs import Pair, Score
from eval.questions import Question
from rag.answering.model import Answer


def _false_refusal(question: Question, answer: Answer | None) -> Score:
    if question.abstain:
        return None
    # Whoever gets no answer at all is no better off than whoever is refused.
    return float(answer is None or answer.abstained)


def _refused_unanswerable(question: Question, answer: Answer | None) -> Score:
    if not question.abstain:
        return None
    return float(answer is not None and answer.abstained)


def false_refusal(pairs: Sequence[Pair]) -> list[Score]:
    """Return 1 where an answerable question was refused or left without an answer, else 0.

    The mean is the rate of false refusals, |refused answerable| / |answerable|; lower is better.

    Source: the answerable half of SQuAD 2.0, Rajpurkar et al. (2018), arXiv 1806.03822, which
    scores questions with and without an answer apart.

    :param pairs: questions with their answers.
    :return: a score for each pair; None for unanswerable questions.
    """
    return [_false_refusal(question, answer) for question, answer in pairs]


def refused_unanswerable(pairs: Sequence[Pair]) -> list[Score]:
    """Return 1 where an unanswerable question was refused, 0 where it was answered or left out.

    The mean is |refused unanswerable| / |unanswerable|; higher is better.

    Source: the unanswerable half of SQuAD 2.0, Rajpurkar et al. (2018), arXiv 1806.03822.

    :param pairs: questions with their answers.
    :return: a score for each pair; None for answerable questions.
    """
    return [_refused_unanswerable(question, answer) for question, answer in pairs]
