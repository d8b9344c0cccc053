"""A comparison on a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from eval.comparing.comparison import Comparison, Flip, Line
from eval.report.layout import clip, interval, metric_label, value
from eval.texts import label, text

_CLIP = 160


def _verdict(line: Line, language: str) -> str:
    if line.is_better is None:
        return ""
    return text("compare.better" if line.is_better else "compare.worse", language)


def table(comparison: Comparison, language: str) -> Table:
    """Return the metrics of both reports and their differences."""
    out = Table(show_edge=False)
    out.add_column(text("table.metric", language), no_wrap=True)
    for name in (comparison.first, comparison.second):
        out.add_column(Text(clip(name, _CLIP)), justify="right")
    out.add_column(text("compare.difference", language), justify="right", no_wrap=True)
    out.add_column(text("compare.verdict", language))
    out.add_column(text("table.questions", language), justify="right")
    for line in comparison.lines:
        metric = line.metric
        out.add_row(
            metric_label(metric, language),
            value(metric, line.first),
            value(metric, line.second),
            interval(metric, line.difference),
            _verdict(line, language),
            str(line.scored),
        )
    return out


def _flips(flips: list[Flip], language: str) -> Iterator[str]:
    for flip in flips:
        yield f"  {clip(flip.first.id, _CLIP)}  {clip(flip.first.question, _CLIP)}"
        yield f"    A: {clip(flip.first.answer, _CLIP)}"
        yield f"    B: {clip(flip.second.answer, _CLIP)}"


def lines(comparison: Comparison, language: str) -> Iterator[str]:
    """Yield the questions that flipped, by metric, those won first."""
    a, b = comparison.left_out
    if a or b:
        yield text("compare.left_out", language, a=a, b=b)
    for metric in dict.fromkeys(flip.metric for flip in comparison.flips):
        for won in (True, False):
            found = [it for it in comparison.flips if it.metric == metric and it.won == won]
            if found:
                key = "compare.won" if won else "compare.lost"
                name = label("metric", metric, language)
                yield text(key, language, metric=name, n=len(found))
                yield from _flips(found, language)


def show(comparison: Comparison, console: Console, language: str) -> None:
    """Print the table and the questions that flipped."""
    console.print(table(comparison, language))
    console.print()
    # Text, not markup: a mark such as [1] is part of what is shown.
    for line in lines(comparison, language):
        console.print(Text(line), soft_wrap=True)
