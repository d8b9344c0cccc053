"""Which of the clauses found answer a question: a probability for each.

A linear model over the signals of a clause, a softmax over the clauses found (a conditional logit,
McFadden 1974; in ranking, ListNet's top-one probability, Cao et al. 2007). Fitted by
``python -m rag.answering.extractive.calibrate``; data and figures: docs/answering.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from rag.answering.extractive.evidence import Evidence, Found
from rag.answering.extractive.signals import NAMES, Matrix, Signals

WEIGHTS = {
    "place": 2.1,
    "fused": 0.05,
    "measure": 2.3,
    "words": 10.1,
    "cosine": 6.1,
    "pairs": 1.5,
    "figures": 1.2,
    "value": 1.8,
    "money": 1.7,
    "date": 0.5,
    "share": 2.8,
    "where": 2.0,
}
_OLD = ("expired", "abolished", "not_yet_in_force")
_OLD_SHARE = 0.3  # of the probability of a clause that is not in force on the day


@dataclass(frozen=True, slots=True)
class Weighed:
    """A clause found with the probability, 0..1, that it is the one that answers."""

    evidence: Evidence
    probability: float


def weigh(signals: Signals, found: Sequence[Found], day: date) -> list[Weighed]:
    """Return the clauses of ``found`` that can be quoted, each with its probability.

    What is not in force on ``day`` answers only where nothing that is comes near.
    """
    clauses, matrix = signals.of(found)
    likely = probabilities(matrix)
    old = np.array([clause.record.status(day) in _OLD for clause in clauses], dtype=bool)
    likely[old] *= _OLD_SHARE
    likely /= likely.sum() or 1.0
    return [Weighed(clause, p) for clause, p in zip(clauses, likely.tolist(), strict=True)]


def probabilities(matrix: Matrix) -> NDArray[np.float64]:
    """Return the softmax of the weighted signals, shape (clauses,), summing to 1."""
    scores = matrix @ np.array([WEIGHTS[name] for name in NAMES])
    raised: NDArray[np.float64] = np.exp(scores - scores.max(initial=-np.inf))
    return raised / (raised.sum() or 1.0)
