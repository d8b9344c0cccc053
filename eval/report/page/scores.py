"""The table of all metrics: values with their intervals, and other systems beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from eval.bootstrap import Interval
from eval.metrics import Metric
from eval.report.evaluation import Evaluation
from eval.report.layout import figure, interval, metric_label
from eval.report.model import Report
from eval.report.page.figures import bounds
from eval.report.page.styles import BETTER, UNCLEAR, WORSE, Style
from eval.texts import label

Verdict = Literal["better", "worse", "unclear"]
STYLES: dict[Verdict, Style] = {"better": BETTER, "worse": WORSE, "unclear": UNCLEAR}


@dataclass(frozen=True, slots=True)
class Beside:
    """Another system's value and what the evaluated one has more; "" where there is nothing.

    ``scored`` is its number of questions where that is not the evaluated system's.
    """

    value: str
    scored: str
    difference: str
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Line:
    """One metric as the table shows it."""

    name: str
    label: str
    value: str
    bounds: str
    scored: int
    beside: tuple[Beside, ...]


def verdict(metric: Metric, it: Interval) -> Verdict:
    """Return whether a difference is for the better; unclear where zero lies inside."""
    if not it.is_clear:
        return "unclear"
    return "better" if (it.mean > 0) == (metric.better == "higher") else "worse"


def kinds(evaluation: Evaluation, language: str) -> list[tuple[str, list[Line]]]:
    """Return the lines of each kind of metric under the kind's label."""
    differences = [evaluation.differences(other) for other in evaluation.others]
    out: dict[str, list[Line]] = {}
    for metric in evaluation.report.metrics:
        beside = tuple(
            _beside(metric, evaluation.report, other, found)
            for other, found in zip(evaluation.others, differences, strict=True)
        )
        line = _line(metric, evaluation.report, beside, language)
        out.setdefault(label("kind", metric.kind, language), []).append(line)
    return list(out.items())


def _line(metric: Metric, report: Report, beside: tuple[Beside, ...], language: str) -> Line:
    overall, name = report.overall, metric.name
    return Line(
        name,
        metric_label(metric, language),
        figure(metric, overall),
        bounds(metric, overall.intervals[name]),
        overall.scored[name],
        beside,
    )


def _beside(
    metric: Metric, report: Report, other: Report, differences: Mapping[str, Interval | None]
) -> Beside:
    scored, name = other.overall.scored[metric.name], metric.name
    it = differences[name]
    return Beside(
        figure(metric, other.overall),
        f"n={scored}" if scored and scored != report.overall.scored[name] else "",
        "" if it is None else interval(metric, it),
        None if it is None else verdict(metric, it),
    )
