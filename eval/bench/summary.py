"""The figures as a Markdown table, for the READMEs and the documents."""

from __future__ import annotations

from collections.abc import Sequence

from eval.bench.report import Report
from eval.bench.rows import facts, head, row


def markdown(report: Report, language: str) -> str:
    """Return the table and a line on the machine."""
    names = head(language)
    rule = ["---", *["---:"] * (len(names) - 1)]
    rows = [_line(row(it, language)) for it in report.measurements]
    return "\n".join([_line(names), _line(rule), *rows, "", facts(report, language), ""])


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
