"""The figures on a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from eval.bench.report import Report
from eval.bench.rows import facts, head, row


def show(report: Report, console: Console, language: str) -> None:
    """Print the table, and the machine it holds for."""
    table = Table(show_edge=False)
    first, second, *others = head(language)
    table.add_column(first, overflow="fold")
    for name in (second, *others):
        table.add_column(name, justify="right", no_wrap=True)
    for it in report.measurements:
        cells = (Text(cell) for cell in row(it, language))
        table.add_row(*cells, style="bold" if it.reached is False else "")
    console.print(table)
    console.print(Text(facts(report, language)), soft_wrap=True)
