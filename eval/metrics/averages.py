"""Averages over questions; values that could not be scored are left out by the caller."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Average:
    """A way to sum up scores: called with one set of them; ``rows`` takes many at a time.

    ``rows`` maps an array of shape (sets, values) to one of shape (sets,), for resampling.
    """

    name: str
    one: Callable[[Sequence[float]], float]
    rows: Callable[[Array], Array]

    def __call__(self, values: Sequence[float]) -> float:
        """Return the average of ``values``, at least one."""
        return self.one(values)


def mean(values: Sequence[float]) -> float:
    """Return the arithmetic mean, the same to the last bit in any order of the values."""
    return math.fsum(values) / len(values)


def _nearest_rank(values: Array) -> Array:
    place = math.ceil(0.95 * values.shape[-1]) - 1
    ranked: Array = np.partition(values, place, axis=-1)[..., place]
    return ranked


def median(values: Sequence[float]) -> float:
    """Return the median."""
    return float(np.median(values))


def p95(values: Sequence[float]) -> float:
    """Return the 95th percentile by nearest rank."""
    return float(_nearest_rank(np.asarray(values, dtype=np.float64)))


MEAN = Average("mean", mean, lambda rows: rows.mean(axis=-1))
MEDIAN = Average("median", median, lambda rows: np.median(rows, axis=-1))
P95 = Average("p95", p95, _nearest_rank)
