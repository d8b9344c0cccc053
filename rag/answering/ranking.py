"""Which of the clauses found answer a question: a probability for each.

A linear model over the signals of a clause, a softmax over the clauses found (a conditional logit,
McFadden 1974; in ranking, ListNet's top-one probability, Cao et al. 2007). Fitted by
``python -m rag.answering.calibrate``; data, figures and what each signal adds: docs/answering.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.answering.evidence import Evidence, Found
from rag.answering.signals import NAMES, Matrix, Signals

WEIGHTS = {
    "place": 2.3,
    "fused": 0.03,
    "verbatim": -1.9,
    "measure": 2.2,
    "words": 10.2,
    "cosine": 5.9,
    "pairs": 1.6,
    "figures": 1.1,
    "value": 1.7,
    "money": 1.9,
    "date": 0.9,
    "share": 2.7,
    "where": 1.8,
    "meaning": 0.2,
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """A clause found with the probability, 0..1, that it is the one that answers."""

    evidence: Evidence
    probability: float


def weigh(signals: Signals, found: Sequence[Found]) -> list[Weighed]:
    """Return the clauses of ``found`` that can be quoted, each with its probability."""
    clauses, matrix = signals.of(found)
    likely = probabilities(matrix).tolist()
    return [Weighed(clause, p) for clause, p in zip(clauses, likely, strict=True)]


def probabilities(matrix: Matrix) -> NDArray[np.float64]:
    """Return the softmax of the weighted signals, shape (clauses,), summing to 1."""
    scores = matrix @ np.array([WEIGHTS[name] for name in NAMES])
    raised: NDArray[np.float64] = np.exp(scores - scores.max(initial=-np.inf))
    return raised / (raised.sum() or 1.0)
