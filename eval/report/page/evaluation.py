"""The page on one evaluation."""

from __future__ import annotations

from dataclasses import dataclass

from eval.bootstrap import RESAMPLES, SHARE
from eval.report.evaluation import Evaluation
from eval.report.layout import figure, metric_label, refusal_figures, share, value
from eval.report.model import Report
from eval.report.page import pictures
from eval.report.page.clean import anchor
from eval.report.page.document import document
from eval.report.page.figures import bounds, pick
from eval.report.page.scores import kinds
from eval.report.page.shown import RETRIEVED, cap, cut, shown
from eval.texts import label, text

HEADLINE = (
    "hit@5",
    "facts_all",
    "cite_prec",
    "cite_rec",
    "numbers_exact",
    "false_refusal",
    "refused_unanswerable",
)
ROWS = (
    "hit@5",
    "all@10",
    "mrr@10",
    "facts",
    "facts_all",
    "cite_prec",
    "cite_rec",
    "cite_para",
    "cite_real",
    "numbers_exact",
    "answer_chars_median",
    "seconds_median",
)
_QUESTION = 80  # characters of a question in the table of scores


@dataclass(frozen=True, slots=True)
class _Row:
    """A question in the table of scores; ``anchor`` where it is among the misses."""

    id: str
    anchor: str | None
    question: str
    cells: tuple[str, ...]


def render(evaluation: Evaluation, language: str) -> str:
    """Return the page on ``evaluation`` as one HTML document.

    It needs nothing beside it, runs no text of question or answer, and is the same for the same
    evaluation.
    """
    report = evaluation.report
    headline = [
        (metric_label(m, language), figure(m, report.overall), bounds(m, interval))
        for m in pick(report.metrics, HEADLINE)
        if (interval := report.overall.intervals[m.name]) is not None
    ]
    tail = (1 - SHARE) / 2
    return document(
        "evaluation.html",
        language,
        evaluation=evaluation,
        report=report,
        headline=headline,
        kinds=kinds(evaluation, language),
        systems=list(pictures.systems(evaluation, language)),
        groups=list(pictures.groups(report, language)),
        refusals=refusal_figures(report.refusals, language),
        confidence=list(pictures.confidence(evaluation, language)),
        spreads=list(pictures.spreads(report, language)),
        misses=list(shown(report.misses, language)),
        reasons=[
            (it, f"{label('reason', it, language)} ({n})") for it, n in report.reasons().items()
        ],
        types=[
            (it, label("group", it, language))
            for it in sorted({miss.question.type for miss in report.misses} - {""})
        ],
        limit=cap(len(report.misses)),
        passages_shown=RETRIEVED,
        row_head=_row_head(report, language),
        rows=_rows(report, language),
        recount={"resamples": f"{RESAMPLES:,}", "low": f"{tail:.1%}", "high": f"{1 - tail:.1%}"},
    )


def _row_head(report: Report, language: str) -> list[str]:
    keys = ("id", "question", "type", "lang", "audience", "abstained_column", "confidence_column")
    metrics = pick(report.metrics, ROWS)
    return [
        *(text(f"shown.{key}", language) for key in keys),
        *(metric_label(metric, language) for metric in metrics),
    ]


def _rows(report: Report, language: str) -> list[_Row]:
    missed = {miss.question.id for miss in report.misses}
    metrics = pick(report.metrics, ROWS)
    out = []
    for row in report.rows:
        question, answer = row.question, row.answer
        refused = "" if answer is None else text(f"shown.{_yes(answer.abstained)}", language)
        cells = (
            label("group", question.type, language),
            label("group", question.lang, language),
            label("group", question.audience, language),
            refused,
            share(None if answer is None else answer.confidence),
            *(value(metric, row.scores[metric.name]) for metric in metrics),
        )
        shown_question = cut(question.question, _QUESTION, language)
        link = anchor(question.id) if question.id in missed else None
        out.append(_Row(question.id, link, shown_question, cells))
    return out


def _yes(value: bool) -> str:
    return "yes" if value else "no"
