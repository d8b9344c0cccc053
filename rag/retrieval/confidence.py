"""How sure retrieval is that the collection holds a basis for an answer.

Two signals decide together: how much of the question's rare words the best passage covers
(lexical) and how near it is in meaning (dense). Neither alone tells an off-topic question from one
in other words.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

# Logistic regression; see docs/confidence.md for the data it was fitted on and its curve.
_BIAS, _COVERAGE, _COSINE = -4.0, 5.0, 5.0


@dataclass(frozen=True, slots=True)
class Signals:
    """``coverage``: idf-weighted share of the question's terms in the best passage, 0..1.
    ``cosine``: of question and nearest passage, −1..1."""

    coverage: float
    cosine: float

    @property
    def confidence(self) -> float:
        """Probability, 0..1, that the collection holds a basis."""
        return 1 / (1 + math.exp(-(_BIAS + _COVERAGE * self.coverage + _COSINE * self.cosine)))
