"""The page on two evaluations side by side."""

from __future__ import annotations

from dataclasses import dataclass

from eval.comparing.comparison import Comparison, Flip, Line
from eval.report.layout import interval, metric_label, value
from eval.report.page.clean import anchor
from eval.report.page.document import document
from eval.report.page.dots import Dots
from eval.report.page.picture import Picture, Table
from eval.report.page.scores import STYLES, Verdict, verdict
from eval.report.page.shown import cap, cut
from eval.report.page.styles import Style
from eval.texts import label, text


@dataclass(frozen=True, slots=True)
class _Row:
    """A metric in the table."""

    name: str
    label: str
    first: str
    second: str
    difference: str
    verdict: Verdict
    scored: int


@dataclass(frozen=True, slots=True)
class _Flip:
    """A question that flipped: ``outcome`` is won or lost."""

    anchor: str
    id: str
    metric: str
    metric_label: str
    outcome: str
    style: Style
    question: str
    answers: tuple[tuple[str, str, bool], ...]


def render_comparison(comparison: Comparison, language: str) -> str:
    """Return the page on ``comparison`` as one HTML document; see ``evaluation.render``."""
    limit = cap(len(comparison.flips))
    metrics = dict.fromkeys(flip.metric for flip in comparison.flips)
    return document(
        "comparison.html",
        language,
        comparison=comparison,
        kinds=_kinds(comparison, language),
        forest=_forest(comparison, language),
        flips=[_flip(it, limit, language) for it in comparison.flips],
        metrics=[(it, label("metric", it, language)) for it in metrics],
        outcomes=[(it, text(f"shown.{it}", language)) for it in ("won", "lost")],
        limit=limit,
    )


def _kinds(comparison: Comparison, language: str) -> list[tuple[str, list[_Row]]]:
    out: dict[str, list[_Row]] = {}
    for line in comparison.lines:
        metric = line.metric
        row = _Row(
            metric.name,
            metric_label(metric, language),
            value(metric, line.first),
            value(metric, line.second),
            interval(metric, line.difference),
            verdict(metric, line.difference),
            line.scored,
        )
        out.setdefault(label("kind", metric.kind, language), []).append(row)
    return list(out.items())


def _forest(comparison: Comparison, language: str) -> Picture | None:
    """Return the picture of the differences of shares; other units have other scales."""
    lines = [line for line in comparison.lines if line.metric.unit == "share"]
    if not lines:
        return None
    columns = tuple(
        tuple(it.difference if verdict(it.metric, it.difference) == kind else None for it in lines)
        for kind in STYLES
    )
    names = tuple(metric_label(line.metric, language) for line in lines)
    dots = Dots(names, columns, tuple(STYLES.values()), differences=True)
    head = (text("table.metric", language), text("cell.difference", language))
    return Picture(
        "differences",
        text("picture.differences_title", language),
        text("picture.differences", language),
        dots.svg("differences"),
        Table(
            (*head, text("compare.verdict", language)),
            tuple(_forest_row(it, language) for it in lines),
        ),
        tuple((style, text(f"cell.{kind}", language)) for kind, style in STYLES.items()),
    )


def _forest_row(line: Line, language: str) -> tuple[str, str, str]:
    shown = text(f"cell.{verdict(line.metric, line.difference)}", language)
    return metric_label(line.metric, language), interval(line.metric, line.difference), shown


def _flip(flip: Flip, limit: int, language: str) -> _Flip:
    outcome = "won" if flip.won else "lost"
    return _Flip(
        # A question may flip by several metrics.
        anchor(f"{flip.metric}-{flip.first.id}"),
        flip.first.id,
        flip.metric,
        label("metric", flip.metric, language),
        outcome,
        STYLES["better" if flip.won else "worse"],
        cut(flip.first.question, limit, language),
        tuple(
            (name, cut(row.answer, 2 * limit, language), row.abstained)
            for name, row in (("A", flip.first), ("B", flip.second))
        ),
    )
