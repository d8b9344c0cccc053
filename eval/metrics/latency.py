"""Latency: how long does an answer take?"""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.pairs import Pair, Score, scores
from eval.questions import Question
from rag.answering.model import Answer


def _latency(_question: Question, answer: Answer) -> Score:
    # No clock reads zero: ready answers of programs that keep no time come with 0.
    return answer.seconds if answer.seconds > 0 else None


def latency(pairs: Sequence[Pair]) -> list[Score]:
    """Return the seconds each answer took; median and 95th percentile are reported.

    p95 = x_(ceil(0.95 n)) of the n values in ascending order (nearest rank).

    Source: Dean and Barroso (2013), The Tail at Scale, Communications of the ACM 56(2): a mean
    hides the slow answers that users remember.

    :param pairs: questions with their answers.
    :return: a value for each pair; None where no time was taken.
    """
    return scores(_latency, pairs)
