"""What the page and the terminal share: labels, figures and how tables are cut."""

from __future__ import annotations

from collections.abc import Sequence

from eval.bootstrap import Interval
from eval.metrics import Metric, Score
from eval.report.misses import Miss
from eval.report.model import Report, Summary
from eval.report.refusals import FIGURES, Refusals
from eval.texts import label, text

Column = tuple[str, Summary]
NOTHING = "—"
COVERAGES = (100, 95, 90, 80)  # points of the risk-coverage curve that tables show


def figure(metric: Metric, summary: Summary) -> str:
    """Return the average of ``metric`` for reading; a dash where nothing could be scored."""
    return value(metric, summary.values[metric.name])


def value(metric: Metric, score: Score) -> str:
    """Return a score of ``metric``, or an average of scores, for reading."""
    if score is None or metric.unit == "share":
        return share(score)
    return f"{score:{_format(metric, score)}}"


def interval(metric: Metric, it: Interval) -> str:
    """Return a difference with its bounds for reading, signs included."""
    mean, low, high = (
        f"{figure:+{_format(metric, figure)}}" for figure in (it.mean, it.low, it.high)
    )
    return f"{mean} [{low}, {high}]"


def _format(metric: Metric, score: float) -> str:
    # Seconds go from less than a thousandth of a search to minutes of a chat model.
    if metric.unit == "seconds" and abs(score) < 100:
        return ".3g"
    return ".3f" if metric.unit == "share" else ".0f"


def share(score: Score) -> str:
    """Return a share for reading, a dash for None.

    A value near a limit must not be rounded onto it: 0.9996 is no 1.
    """
    if score is None:
        return NOTHING
    shown = f"{score:.3f}"
    if shown == "1.000" and score < 1:
        return "<1"
    if shown == "0.000" and score > 0:
        return ">0"
    return shown


def metric_label(metric: Metric, language: str) -> str:
    """Return the label of a metric, with an arrow where lower is better."""
    arrow = " ↓" if metric.better == "lower" else ""
    return label("metric", metric.name, language) + arrow


def columns(report: Report, grouping: str | None, language: str) -> list[Column]:
    """Return the columns of a table: the total, then the groups of ``grouping``."""
    out = [(text("table.all", language), report.overall)]
    if grouping is not None:
        for name, summary in report.groups[grouping].items():
            shown = label("group", name, language) if name else text("table.unnamed", language)
            out.append((shown, summary))
    return out


def cut(found: Sequence[Column], width: int) -> list[list[Column]]:
    """Return the columns in tables of at most ``width``, each with the total in front."""
    total, groups = found[0], found[1:]
    step = max(1, width - 1)
    parts = [groups[i : i + step] for i in range(0, len(groups), step)] or [[]]
    return [[total, *part] for part in parts]


def refusal_figures(it: Refusals, language: str) -> list[tuple[str, str]]:
    """Return the figures of refusals with their labels; those of the confidence where stated."""
    out = [(text("refusals.refused", language), str(it.refused))]
    names = FIGURES if it.scored else FIGURES[:2]
    out += [(text(f"refusals.{name}", language), share(getattr(it, name))) for name in names]
    if it.scored:
        out += [
            (text("refusals.risk", language, percent=percent), share(it.risks[percent]))
            for percent in COVERAGES
        ]
    return out


def reliability_rows(it: Refusals, language: str) -> list[tuple[str, ...]]:
    """Return the reliability table, its head first; nothing where no confidence is stated."""
    if not it.scored:
        return []
    names = ("bin", "questions", "confidence", "answerable")
    rows = [tuple(text(f"reliability.{name}", language) for name in names)]
    for held in it.bins:
        place = f"{held.low:.1f}–{held.high:.1f}"
        figures = (share(held.confidence), share(held.answerable))
        rows.append((place, str(held.questions), *figures))
    return rows


def counts(column: Column) -> tuple[str, str]:
    """Return the number of questions of a column and of those without an answer."""
    return str(column[1].questions), str(column[1].missing)


def wanted(miss: Miss, language: str) -> str:
    """Return what should have been answered; of an unanswerable question, a refusal."""
    if miss.question.abstain:
        return text("miss.refusal", language)
    return miss.wanted() or NOTHING


def clip(value: str, limit: int) -> str:
    """Return one line of at most ``limit`` characters without control characters.

    Text of notices and answers ends up on terminals, where an escape sequence would be obeyed.
    """
    line = " ".join("".join(c if c.isprintable() else " " for c in value).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
