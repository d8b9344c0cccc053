"""The result of a soak as people read it: for the terminal and for documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eval.soak.report import Promise, Report
from eval.texts import label, text

_SHARES = frozenset({"memory", "own_memory", "files", "threads"})


def promises(report: Report, language: str) -> list[tuple[str, ...]]:
    """Return the table of promises, its head first."""
    head = tuple(text(f"soak.{name}", language) for name in ("promise", "value", "limit", "kept"))
    return [head, *(_promise(it, language) for it in report.promises)]


def _promise(it: Promise, language: str) -> tuple[str, ...]:
    none = text("soak.none", language)
    word = {True: "soak.yes", False: "soak.no"}
    return (
        label("soak_promise", it.name, language),
        none if it.value is None else figure(it.name, it.value),
        figure(it.name, it.limit),
        none if it.kept is None else text(word[it.kept], language),
    )


def figure(name: str, value: float) -> str:
    """Return a promise's value: a share in per cent, else a count."""
    return f"{value:+.1%}" if name in _SHARES else f"{value:,.0f}"


def visits(report: Report, language: str) -> list[tuple[str, ...]]:
    """Return the table of visits, its head first; times in milliseconds."""
    columns = ("visit", "count", "p50", "p95", "worst")
    rows = [tuple(text(f"soak.{name}", language) for name in columns)]
    for kind, it in report.facts["visits"].items():
        times = (f"{it[name]:,.0f} ms" for name in ("p50_ms", "p95_ms", "worst_ms"))
        rows.append((label("soak_visit", kind, language), f"{it['count']:,}", *times))
    return rows


def lines(report: Report, language: str) -> tuple[str, str]:
    """Return what it was measured on, and how much was looked at."""
    facts: dict[str, Any] = report.facts
    it, plan, counts = facts["machine"], facts["plan"], facts["counts"]
    return (
        text(
            "soak.facts",
            language,
            **{name: it[name] for name in ("cpu", "cores", "system", "python")},
            **{name: f"{plan[name]:,.4g}" for name in ("visitors", "every", "planted")},
            memory=it["memory_gib"],
            day=facts["day"],
            minutes=f"{plan['seconds'] / 60:.3g}",
            clauses=f"{facts['collection']['clauses']:,}",
        ),
        text(
            "soak.counts",
            language,
            **{
                name: f"{counts.get(name, 0):,}"
                for name in ("answers", "citations", "planted", "generations")
            },
            refused=counts.get("planted_refused", 0),
            followed=facts["followed_after_s"],
        ),
    )


def markdown(report: Report, language: str) -> str:
    """Return both tables and both lines in Markdown."""
    tables = (_table(promises(report, language), 1), _table(visits(report, language), 1))
    return "\n\n".join([*tables, *lines(report, language)]) + "\n"


def _table(rows: Sequence[tuple[str, ...]], texts: int) -> str:
    """Return rows as a table whose first ``texts`` columns are text, the others figures."""
    rule = ("---",) * texts + ("---:",) * (len(rows[0]) - texts)
    return "\n".join("| " + " | ".join(row) + " |" for row in [rows[0], rule, *rows[1:]])
