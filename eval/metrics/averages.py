"""Averages over questions; values that could not be scored are left out by the caller."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence


def mean(values: Sequence[float]) -> float:
    """Return the arithmetic mean, the same to the last bit in any order of the values."""
    return math.fsum(values) / len(values)


def median(values: Sequence[float]) -> float:
    """Return the median."""
    return float(statistics.median(values))


def p95(values: Sequence[float]) -> float:
    """Return the 95th percentile by nearest rank."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]
