"""What every metric is computed over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from eval.questions import Question
from rag.answering.model import Answer

Pair: TypeAlias = tuple[Question, Answer | None]
"""A question and its answer; None where none was given."""

Score: TypeAlias = float | None
"""A value, or None where the pair cannot be scored: kept apart from 0."""


def scores(kernel: Callable[[Question, Answer], Score], pairs: Sequence[Pair]) -> list[Score]:
    """Return ``kernel`` of every pair in order; None for a question without an answer."""
    return [None if answer is None else kernel(question, answer) for question, answer in pairs]


def share(hits: Sequence[bool]) -> Score:
    """Return the share of true values, None for an empty sequence."""
    return sum(hits) / len(hits) if hits else None


def f1(precision: Score, recall: Score) -> Score:
    """Return the harmonic mean of two shares, 0 where both are 0; None where either is None."""
    if precision is None or recall is None:
        return None
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
