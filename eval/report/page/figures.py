"""Figures as the page writes them."""

from __future__ import annotations

from collections.abc import Sequence

from eval.bootstrap import Interval
from eval.metrics import Metric
from eval.report.layout import NOTHING, value
from eval.report.model import Summary


def bounds(metric: Metric, it: Interval | None) -> str:
    """Return the bounds of an average; a dash where there is none."""
    return NOTHING if it is None else f"[{value(metric, it.low)}, {value(metric, it.high)}]"


def estimate(metric: Metric, summary: Summary) -> str:
    """Return an average of ``summary`` with its bounds and the number of questions behind it."""
    it = summary.intervals[metric.name]
    if it is None:
        return NOTHING
    shown = f"{value(metric, it.mean)} {bounds(metric, it)}"
    return f"{shown} n={summary.scored[metric.name]}"


def pick(metrics: Sequence[Metric], names: Sequence[str]) -> list[Metric]:
    """Return those of ``metrics`` that ``names`` lists, in its order; others may be absent."""
    by_name = {metric.name: metric for metric in metrics}
    return [by_name[name] for name in names if name in by_name]
