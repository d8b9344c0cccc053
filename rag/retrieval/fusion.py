"""Putting the two rankings together: a weighted sum of standard scores.

Reciprocal rank fusion with equal weights loses to the lexical side alone on official clauses;
standard scores (z) keep how far ahead a row is. Weights are settings.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


def standard(scores: Scores) -> Scores:
    """Return ``scores`` with mean 0 and deviation 1; all zero where they do not differ."""
    spread = float(scores.std()) if len(scores) else 0.0
    if spread < 1e-9:
        return np.zeros_like(scores)
    return np.asarray((scores - scores.mean()) / spread, dtype=np.float32)


def fuse(lexical: Scores, dense: Scores, lexical_weight: float) -> Scores:
    """Return w·z(lexical) + (1 − w)·z(dense), row by row; both of shape (rows,)."""
    return np.asarray(
        lexical_weight * standard(lexical) + (1 - lexical_weight) * standard(dense),
        dtype=np.float32,
    )
