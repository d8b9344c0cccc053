"""The figures as a Markdown table, a column a size, for the READMEs and the documents."""

from __future__ import annotations

from collections.abc import Sequence

from eval.bench.measurement import Measurement
from eval.bench.report import Report
from eval.bench.rows import facts, figure, limit
from eval.texts import label, text


def markdown(report: Report, language: str, *, only_targets: bool = False) -> str:
    """Return the table and a line on the machine; what misses its target is bold.

    :param only_targets: leave out what nothing is promised of.
    """
    sizes = sorted({it.size for it in report.measurements})
    rows: dict[str, dict[int, Measurement]] = {}
    for it in report.measurements:
        rows.setdefault(it.name, {})[it.size] = it
    names = [text("bench.name", language), *(f"{size:,}" for size in sizes)]
    head = [*names, text("bench.target", language)]
    lines = [_line(head), _line(["---", *["---:"] * (len(head) - 1)])]
    for name, row in rows.items():
        targets = [it for it in row.values() if it.target]
        if only_targets and not targets:
            continue
        cells = [_cell(row[size], language) if size in row else "" for size in sizes]
        shown = limit(targets[-1], language) if targets else ""
        lines.append(_line([label("bench_name", name, language), *cells, shown]))
    return "\n".join([*lines, "", facts(report, language), ""])


def _cell(it: Measurement, language: str) -> str:
    value = figure(it.value, it.unit)
    if it.ratio is not None:
        value += f" ({text('bench.times', language, limit=figure(it.ratio))})"
    return f"**{value}**" if it.reached is False else value


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
