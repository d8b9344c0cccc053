"""The figures of an evaluation: by group, by system, confidence, latency and length."""

from __future__ import annotations

from collections.abc import Iterator

from eval.report.evaluation import Evaluation
from eval.report.layout import metric_label, reliability_rows, share, value
from eval.report.model import GROUPINGS, Report, Summary
from eval.report.page.curves import Curves
from eval.report.page.dots import Dots
from eval.report.page.figures import estimate, pick
from eval.report.page.histogram import Histogram
from eval.report.page.picture import Picture, Table
from eval.report.page.styles import SERIES, legend
from eval.report.refusals import PERCENTS
from eval.texts import label, text

GROUPED = ("hit@5", "facts", "cite_prec")
# Of systems side by side: a picture for each of these.
SYSTEMS = {
    "retrieval": ("hit@1", "hit@5", "mrr@10"),
    "answer": ("facts", "facts_all", "refused_unanswerable"),
    "grounding": ("cite_prec", "cite_rec", "numbers_exact"),
}
_MOST_GROUPS = 40
# (picture, metric with the scores, averages that are marked)
_SPREADS = (
    ("seconds", "seconds_median", ("seconds_median", "seconds_p95")),
    ("chars", "answer_chars_median", ("answer_chars_median",)),
)


def groups(report: Report, language: str) -> Iterator[Picture]:
    """Yield a picture for each grouping by which there are two groups or more."""
    metrics = pick(report.metrics, GROUPED)
    for grouping in GROUPINGS:
        found = sorted(
            report.groups[grouping].items(), key=lambda item: (-item[1].questions, item[0])
        )
        # A group that none of the metrics says anything of has no dot, only a row of the table.
        dotted = [it for it in found if any(it[1].intervals[m.name] for m in metrics)]
        dotted = dotted[:_MOST_GROUPS]
        if len(found) < 2 or not dotted:
            continue
        dots = Dots(
            tuple(f"{_group(name, language)} ({it.questions})" for name, it in dotted),
            tuple(tuple(it.intervals[m.name] for _, it in dotted) for m in metrics),
        )
        name = f"by-{grouping}"
        yield Picture(
            name,
            text(f"grouping.{grouping}", language),
            text("picture.groups", language),
            dots.svg(name),
            _group_table(report, found, language),
            legend([metric_label(m, language) for m in metrics]),
        )


def _group(name: str, language: str) -> str:
    return label("group", name, language) if name else text("table.unnamed", language)


def _group_table(report: Report, found: list[tuple[str, Summary]], language: str) -> Table:
    head = [text(key, language) for key in ("cell.group", "table.questions", "table.missing")]
    rows = (
        (
            _group(name, language),
            str(it.questions),
            str(it.missing),
            *(estimate(metric, it) for metric in report.metrics),
        )
        for name, it in found
    )
    labels = (metric_label(metric, language) for metric in report.metrics)
    return Table((*head, *labels), tuple(rows))


def systems(evaluation: Evaluation, language: str) -> Iterator[Picture]:
    """Yield pictures of the systems side by side, none where there is one system alone."""
    reports = evaluation.reports[: len(SERIES)]
    if len(reports) < 2:
        return
    systems = tuple(it.name for it in reports)
    for kind, wanted in SYSTEMS.items():
        metrics = pick(evaluation.report.metrics, wanted)
        labels = tuple(metric_label(m, language) for m in metrics)
        dots = Dots(
            labels, tuple(tuple(it.overall.intervals[m.name] for m in metrics) for it in reports)
        )
        rows = (
            (label, *(estimate(m, it.overall) for it in reports))
            for label, m in zip(labels, metrics, strict=True)
        )
        name = f"systems-{kind}"
        yield Picture(
            name,
            text(f"picture.systems_{kind}", language),
            text("picture.systems", language),
            dots.svg(name),
            Table((text("table.metric", language), *systems), tuple(rows)),
            legend(systems),
        )


def confidence(evaluation: Evaluation, language: str) -> Iterator[Picture]:
    """Yield the risk-coverage curve and the reliability diagram of systems that are confident."""
    if evaluation.report.refusals.scored:
        yield _risks(evaluation, language)
        yield _reliability(evaluation.report, language)


def _risks(evaluation: Evaluation, language: str) -> Picture:
    reports = [it for it in evaluation.reports if it.refusals.scored][: len(SERIES)]
    lines = (tuple((float(p), it.refusals.risks[p]) for p in PERCENTS) for it in reports)
    curves = Curves(
        text("picture.coverage", language),
        text("picture.risk", language),
        tuple(tuple((x, y) for x, y in line if y is not None) for line in lines),
        right=100.0,
    )
    rows = (
        (f"{percent} %", *(share(it.refusals.risks[percent]) for it in reports))
        for percent in PERCENTS
    )
    names = tuple(it.name for it in reports)
    return Picture(
        "risks",
        text("picture.risks_title", language),
        text("picture.risks", language),
        curves.svg("risks"),
        Table((text("picture.coverage", language), *names), tuple(rows)),
        legend(names) if len(names) > 1 else (),
    )


def _reliability(report: Report, language: str) -> Picture:
    points = [
        (it.confidence, it.answerable, it.questions)
        for it in report.refusals.bins
        if it.confidence is not None and it.answerable is not None
    ]
    curves = Curves(
        text("reliability.confidence", language),
        text("reliability.answerable", language),
        (tuple((x, y) for x, y, _ in points),),
        notes=tuple(f"n={questions}" for _, _, questions in points),
        diagonal=True,
    )
    head, *rows = reliability_rows(report.refusals, language)
    return Picture(
        "reliability",
        text("picture.reliability_title", language),
        text("picture.reliability", language),
        curves.svg("reliability"),
        Table(head, tuple(rows)),
    )


def spreads(report: Report, language: str) -> Iterator[Picture]:
    """Yield the histograms of latency and answer length, where any was measured."""
    by_name = {metric.name: metric for metric in report.metrics}
    for name, metric, averages in _SPREADS:
        values = [v for row in report.rows if (v := row.scores.get(metric)) is not None]
        if not values:
            continue
        marks = [
            (f"{label('metric', it, language)} {value(by_name[it], average)}", average)
            for it in averages
            if it in by_name and (average := report.overall.values[it]) is not None
        ]
        x, y = text(f"picture.{name}_x", language), text("table.questions", language)
        bars = Histogram.of(values, x, y, marks)
        yield Picture(
            name,
            text(f"picture.{name}_title", language),
            text(f"picture.{name}", language, n=len(values)),
            bars.svg(name),
            _bars(bars),
        )


def _bars(bars: Histogram) -> Table:
    parts = zip(bars.edges, bars.edges[1:], bars.counts, strict=False)
    rows = ((f"{low:.3g} – {high:.3g}", str(count)) for low, high, count in parts)
    return Table((bars.x, bars.y), tuple(rows))
