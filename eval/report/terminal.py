"""The report on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from eval.report.evaluation import Evaluation
from eval.report.layout import (
    clip,
    columns,
    counts,
    cut,
    figure,
    metric_label,
    refusal_figures,
    reliability_rows,
    wanted,
)
from eval.report.misses import Miss
from eval.report.model import Report
from eval.texts import label, text

_PADDING = 3  # cells around and between columns
_FIGURE = 5  # cells of a figure such as 0.123
_CLIP = 160
_RETRIEVED = 3


def tables(
    evaluation: Evaluation, grouping: str | None, language: str, width: int
) -> Iterator[RenderableType]:
    """Yield tables of metrics against groups, else against systems; as many as ``width`` asks for.

    :param width: cells of a line.
    """
    report = evaluation.report
    found = columns(report, grouping, language)
    if evaluation.others and grouping is None:
        found = [(it.name, it.overall) for it in evaluation.reports]
    first = _PADDING + max(cell_len(metric_label(m, language)) for m in report.metrics)
    each = _PADDING + max(_FIGURE, *(cell_len(name) for name, _ in found))
    for part in cut(found, max(2, (width - first) // each)):
        table = Table(show_edge=False)
        table.add_column(text("table.metric", language), no_wrap=True)
        for name, _ in part:
            table.add_column(Text(clip(name, _CLIP)), justify="right")
        asked, missing = zip(*map(counts, part), strict=True)
        table.add_row(text("table.questions", language), *asked)
        table.add_row(text("table.missing", language), *missing, end_section=True)
        for metric in report.metrics:
            figures = (figure(metric, summary) for _, summary in part)
            table.add_row(metric_label(metric, language), *figures)
        yield table


def refusal_tables(report: Report, language: str) -> Iterator[RenderableType]:
    """Yield the figures of refusals and the reliability of the confidence."""
    named = (text("refusals.title", language), text("table.all", language))
    yield _table([named, *refusal_figures(report.refusals, language)])
    if rows := reliability_rows(report.refusals, language):
        yield _table(rows)


def _table(rows: Sequence[Sequence[str]]) -> Table:
    head, *body = rows
    table = Table(show_edge=False)
    for place, name in enumerate(head):
        table.add_column(name, justify="right" if place else "left", no_wrap=True)
    for cells in body:
        table.add_row(*cells)
    return table


def _miss(miss: Miss, language: str) -> Iterator[str]:
    def line(key: str, value: str) -> str:
        return f"  {text(f'miss.{key}', language)}{clip(value, _CLIP)}"

    reasons = ", ".join(label("reason", reason, language) for reason in miss.reasons)
    yield f"{clip(miss.question.id, _CLIP)}  {reasons}"
    yield line("question", miss.question.question)
    yield line("wanted", wanted(miss, language))
    for gold in miss.question.gold:
        yield line("gold", f"{gold.doc_number or gold.title} {gold.paragraph} {gold.evidence}")
    if miss.answer is not None:
        yield line("abstained" if miss.answer.abstained else "given", miss.answer.answer)
        for rank, p in enumerate(miss.answer.retrieved[:_RETRIEVED], start=1):
            yield line("retrieved", f"{rank}. {p.doc_number or p.title} {p.paragraph} {p.text}")


def show(
    evaluation: Evaluation, console: Console, language: str, grouping: str | None, misses: bool
) -> None:
    """Print the tables and, where asked for, the misses of the evaluated system."""
    report = evaluation.report
    found = tables(evaluation, grouping, language, console.width)
    for table in (*found, *refusal_tables(report, language)):
        console.print(table)
        console.print()
    if misses:
        console.print(Text(text("page.misses", language, n=len(report.misses))))
        for miss in report.misses:
            # Text, not markup: a mark such as [1] is part of what is shown.
            console.print(Text("\n".join(_miss(miss, language))), soft_wrap=True)
