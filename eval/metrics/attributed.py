"""Scores that rest on what was found of the statements and citations of each answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from eval.attribution import Attribution, attributions
from eval.entailment.protocol import Entailment
from eval.metrics.pairs import Pair, Score


def attributed(
    kernel: Callable[[Attribution], Score], pairs: Sequence[Pair], entailment: Entailment
) -> list[Score]:
    """Return ``kernel`` of the attribution of every pair; None where there is none."""
    found = iter(attributions([answer for _, answer in pairs if answer is not None], entailment))
    each = [None if answer is None else next(found) for _, answer in pairs]
    return [None if it is None else kernel(it) for it in each]
