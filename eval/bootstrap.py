"""How sure an average, or a difference between two systems, is: the bootstrap over questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.metrics.averages import MEAN, Array, Average

RESAMPLES = 2000
SHARE = 0.95
SEED = 20240601
# Below this even a difference of one sign in all questions is likely by chance: the sign test gives
# 2 / 2^5 = 0.06, and a resampled interval of so few has no width to show it.
FEWEST = 6


@dataclass(frozen=True, slots=True)
class Interval:
    """An average over ``questions`` with the bounds that hold ``SHARE`` of the resampled ones."""

    mean: float
    low: float
    high: float
    questions: int

    @property
    def is_clear(self) -> bool:
        """Say whether the interval leaves zero out, over enough questions to say anything."""
        return self.questions >= FEWEST and (self.low > 0 or self.high < 0)


def single(
    values: Sequence[float],
    average: Average = MEAN,
    *,
    resamples: int = RESAMPLES,
    share: float = SHARE,
    seed: int = SEED,
) -> Interval:
    """Return ``average(values)`` with its percentile interval.

    n of the n values are drawn with replacement; the bounds are the (1 - share)/2 and
    (1 + share)/2 quantiles of the averages so drawn.

    Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, ch. 13.

    :raises ValueError: there is no value.
    """
    if not values:
        raise ValueError("need a value to resample")
    scores = np.asarray(values, dtype=np.float64)
    drawn = average.rows(scores[_draws(len(scores), resamples, seed)])
    return Interval(average(values), *_bounds(drawn, share), len(values))


def paired(
    ours: Sequence[float],
    theirs: Sequence[float],
    average: Average = MEAN,
    *,
    resamples: int = RESAMPLES,
    share: float = SHARE,
    seed: int = SEED,
) -> Interval:
    """Return ``average(ours) - average(theirs)`` with its percentile interval.

    The same questions are drawn for both, n of n with replacement; the bounds are the
    (1 - share)/2 and (1 + share)/2 quantiles of the differences so drawn.

    Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, ch. 13; Sakai (2006),
    Evaluating evaluation metrics based on the bootstrap, for search results.

    >>> paired([1.0, 1.0], [0.0, 0.0])
    Interval(mean=1.0, low=1.0, high=1.0, questions=2)

    :param ours: scores of one system, one a question.
    :param theirs: scores of the other on the same questions in the same order.
    :param average: what is compared: the mean, or a quantile such as the median.
    :param resamples: how many times the questions are drawn.
    :param share: share of the resampled differences between the bounds.
    :param seed: of the draws; the same seed gives the same bounds.
    :raises ValueError: the lengths differ or are zero.
    """
    if len(ours) != len(theirs) or not ours:
        raise ValueError(f"need two equally long, got {len(ours)} and {len(theirs)} scores")
    draws = _draws(len(ours), resamples, seed)
    first, second = (np.asarray(it, dtype=np.float64) for it in (ours, theirs))
    drawn = average.rows(first[draws]) - average.rows(second[draws])
    return Interval(average(ours) - average(theirs), *_bounds(drawn, share), len(ours))


def difference(
    ours: Sequence[float | None], theirs: Sequence[float | None], average: Average = MEAN
) -> Interval | None:
    """Return ``paired`` over the questions that are scored in both, None where there is none.

    :param ours: scores of one system, one a question; None where it could not be scored.
    :param theirs: scores of the other on the same questions in the same order.
    """
    both = zip(ours, theirs, strict=True)
    kept = [(a, b) for a, b in both if a is not None and b is not None]
    return paired([a for a, _ in kept], [b for _, b in kept], average) if kept else None


def _draws(values: int, resamples: int, seed: int) -> NDArray[np.int64]:
    return np.random.default_rng(seed).integers(values, size=(resamples, values))


def _bounds(drawn: Array, share: float) -> tuple[float, float]:
    tail = (1 - share) / 2
    low, high = np.quantile(drawn, (tail, 1 - tail))
    return float(low), float(high)
