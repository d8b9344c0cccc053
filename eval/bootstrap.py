"""How sure a difference between two systems is: the paired bootstrap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 2000
SHARE = 0.9
SEED = 20240601


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean difference and the bounds that hold ``SHARE`` of the resampled means."""

    mean: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Say whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0


def paired(
    ours: Sequence[float],
    theirs: Sequence[float],
    *,
    resamples: int = RESAMPLES,
    share: float = SHARE,
    seed: int = SEED,
) -> Interval:
    """Return the mean of ``ours - theirs`` with its percentile interval.

    d_i = ours_i - theirs_i;  the same questions are drawn for both, n of n with replacement;
    the bounds are the (1 - share)/2 and (1 + share)/2 quantiles of the means of d so drawn.

    Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, ch. 13; Sakai (2006),
    Evaluating evaluation metrics based on the bootstrap, for search results.

    >>> paired([1.0, 1.0], [0.0, 0.0])
    Interval(mean=1.0, low=1.0, high=1.0)

    :param ours: scores of one system, one a question.
    :param theirs: scores of the other on the same questions in the same order.
    :param resamples: how many times the questions are drawn.
    :param share: share of the resampled means between the bounds.
    :param seed: of the draws; the same seed gives the same bounds.
    :raises ValueError: the lengths differ or are zero.
    """
    if len(ours) != len(theirs) or not ours:
        raise ValueError(f"need two equally long, got {len(ours)} and {len(theirs)} scores")
    differences = np.asarray(ours, dtype=np.float64) - np.asarray(theirs, dtype=np.float64)
    draws = np.random.default_rng(seed).integers(
        len(differences), size=(resamples, len(differences))
    )
    tail = (1 - share) / 2
    low, high = np.quantile(differences[draws].mean(axis=1), (tail, 1 - tail))
    return Interval(float(differences.mean()), float(low), float(high))
