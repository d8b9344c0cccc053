"""Figures as JSON reports write them."""

from __future__ import annotations

from eval.bootstrap import Interval
from eval.metrics import Score

_DIGITS = 4


def rounded(value: Score) -> Score:
    """Return ``value`` to four digits; whole numbers and None stay."""
    return value if value is None or isinstance(value, int) else round(value, _DIGITS)


def bounds(interval: Interval | None) -> list[Score] | None:
    """Return the low and the high bound of an interval."""
    return None if interval is None else [rounded(interval.low), rounded(interval.high)]
