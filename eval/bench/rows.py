"""Figures as people read them: one row a measurement, for the terminal and for documents."""

from __future__ import annotations

from typing import Any

from eval.bench.measurement import Measurement, Target
from eval.bench.report import Report
from eval.texts import label, text

COLUMNS = ("name", "size", "value", "floor", "ratio", "target", "reached")


def head(language: str) -> tuple[str, ...]:
    """Return the names of the columns."""
    return tuple(text(f"bench.{column}", language) for column in COLUMNS)


def row(it: Measurement, language: str) -> tuple[str, ...]:
    """Return a measurement as the columns have it."""
    none = text("bench.none", language)
    reached = none if it.reached is None else text(f"bench.{_word(it.reached)}", language)
    return (
        label("bench_name", it.name, language),
        f"{it.size:,}",
        figure(it.value, it.unit),
        none if it.floor is None else figure(it.floor, it.unit),
        none if it.ratio is None else figure(it.ratio),
        none if it.target is None else _target(it.target, it.unit, language),
        reached,
    )


def figure(value: float, unit: str = "") -> str:
    """Return ``value`` with three digits that count.

    >>> figure(1234.5, "ms"), figure(0.01234), figure(0.0)
    ('1,234 ms', '0.0123', '0')
    """
    digits = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{digits} {unit}".strip()


def facts(report: Report, language: str) -> str:
    """Return one line on the machine and the day."""
    it: dict[str, Any] = report.facts["machine"]
    return text(
        "bench.machine",
        language,
        cpu=it["cpu"],
        cores=it["cores"],
        memory=it["memory_gib"],
        system=it["system"],
        python=it["python"],
        day=report.facts["day"],
        runs=report.facts["runs"],
    )


def _word(reached: bool) -> str:
    return "yes" if reached else "no"


def _target(target: Target, unit: str, language: str) -> str:
    times = target.of == "ratio"
    limit = f"{target.limit:g}"
    shown = text("bench.times", language, limit=limit) if times else f"{limit} {unit}".strip()
    return text("bench.at_least" if target.at_least else "bench.at_most", language, limit=shown)
