"""Scores summed up: from pairs of questions and answers to the report on one system."""

from __future__ import annotations

from collections.abc import Sequence

from eval.bootstrap import Interval, single
from eval.metrics import Metric, Pair, Score
from eval.report.misses import Explain, find
from eval.report.model import GROUPINGS, Report, Row, Summary
from eval.report.refusals import refusals


def build(
    pairs: Sequence[Pair],
    metrics: Sequence[Metric],
    *,
    name: str = "",
    unstated: frozenset[str] = frozenset(),
    explain: Explain = lambda _answer: (),
) -> Report:
    """Return the report on ``pairs``; it does not depend on their order.

    :param metrics: what is measured, in the order of the report.
    :param name: the system's.
    :param unstated: fields that the system states nowhere; metrics that need one score nothing.
    :param explain: names the statements of an answer that are not borne out, for the misses.
    """
    ordered = sorted(pairs, key=lambda pair: pair[0].id)
    columns = {
        metric.name: [None] * len(ordered) if metric.needs & unstated else metric.measure(ordered)
        for metric in metrics
    }
    rows = [
        Row(question, answer, {name: column[i] for name, column in columns.items()})
        for i, (question, answer) in enumerate(ordered)
    ]
    groups: dict[str, dict[str, Summary]] = {}
    for grouping in GROUPINGS:
        values = sorted({getattr(question, grouping) for question, _ in ordered})
        groups[grouping] = {
            value: _summary([r for r in rows if getattr(r.question, grouping) == value], metrics)
            for value in values
        }
    misses = (find((row.question, row.answer), row.scores, explain) for row in rows)
    return Report(
        name=name,
        metrics=tuple(metrics),
        overall=_summary(rows, metrics),
        groups=groups,
        refusals=refusals(ordered),
        rows=tuple(rows),
        misses=tuple(miss for miss in misses if miss is not None),
    )


def _summary(rows: Sequence[Row], metrics: Sequence[Metric]) -> Summary:
    values: dict[str, Score] = {}
    scored: dict[str, int] = {}
    intervals: dict[str, Interval | None] = {}
    for metric in metrics:
        found = [v for row in rows if (v := row.scores[metric.name]) is not None]
        interval = single(found, metric.average) if found else None
        intervals[metric.name] = interval
        values[metric.name] = None if interval is None else interval.mean
        scored[metric.name] = len(found)
    missing = sum(row.answer is None for row in rows)
    return Summary(len(rows), missing, values, scored, intervals)
