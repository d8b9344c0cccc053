"""Figures as people read them: one row a measurement, for the terminal and for documents."""

from __future__ import annotations

from typing import Any

from eval.bench.measurement import Measurement
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
        limit(it, language) or none,
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
    """Return one line on the machine and the day, and on what else kept the machine busy."""
    it: dict[str, Any] = report.facts["machine"]
    line = text(
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
    return f"{line}\n{_busy(it, language)}" if it["busy"] else line


def _busy(machine: dict[str, Any], language: str) -> str:
    return text("bench.busy", language, load=machine["load"], cores=machine["cores"])


def _word(reached: bool) -> str:
    return "yes" if reached else "no"


def limit(it: Measurement, language: str) -> str:
    """Return what a figure should be; empty where nothing is promised."""
    if it.target is None:
        return ""
    times, bound = it.target.of == "ratio", f"{it.target.limit:g}"
    shown = text("bench.times", language, limit=bound) if times else f"{bound} {it.unit}".strip()
    return text("bench.at_least" if it.target.at_least else "bench.at_most", language, limit=shown)
