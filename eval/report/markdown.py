"""The report as a Markdown page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from eval.report.layout import (
    Column,
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

_WIDTH = 8  # columns that a page holds side by side
_CLIP = 300
_RETRIEVED = 5
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~$])")


def _safe(value: str, limit: int = _CLIP) -> str:
    """Return text of a question or a notice so that no part of it is read as markup."""
    return _SPECIAL.sub(r"\\\1", clip(value, limit))


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _table(report: Report, part: Sequence[Column], language: str) -> Iterator[str]:
    yield _row([text("table.metric", language), *(_safe(name) for name, _ in part)])
    yield _row(["---", *("---:" for _ in part)])
    asked, missing = zip(*map(counts, part), strict=True)
    yield _row([text("table.questions", language), *asked])
    yield _row([text("table.missing", language), *missing])
    for metric in report.metrics:
        figures = (figure(metric, summary) for _, summary in part)
        yield _row([metric_label(metric, language), *figures])
    yield ""


def _refusals(report: Report, language: str) -> Iterator[str]:
    figures = refusal_figures(report.refusals, language)
    named = (text("refusals.title", language), text("table.all", language))
    for table in ([named, *figures], reliability_rows(report.refusals, language)):
        for place, cells in enumerate(table):
            yield _row(cells)
            if place == 0:
                yield _row(["---", *("---:" for _ in cells[1:])])
        yield ""


def _miss(miss: Miss, language: str) -> Iterator[str]:
    question, answer = miss.question, miss.answer

    def line(key: str, value: str) -> str:
        return f"- {text(f'miss.{key}', language)}{value}"

    reasons = (label("reason", reason, language) for reason in miss.reasons)
    yield f"### {_safe(question.id)}"
    yield ""
    yield line("reasons", ", ".join(reasons))
    yield from (line("history", _safe(turn.content)) for turn in question.history)
    yield line("question", _safe(question.question))
    yield line("wanted", _safe(wanted(miss, language)))
    for gold in question.gold:
        place = f"{gold.doc_number or gold.title} {gold.paragraph}".strip()
        yield line("gold", f"{_safe(place)}: {_safe(gold.evidence)}")
    if answer is not None:
        given = _safe(answer.answer)
        yield line("abstained" if answer.abstained else "given", given)
        for c in answer.citations:
            place = f"[{c.mark}] {c.doc_number or c.title} {c.paragraph}"
            yield line("cited", f"{_safe(place)}: {_safe(c.quote)}")
        for rank, p in enumerate(answer.retrieved[:_RETRIEVED], start=1):
            place = f"{rank}. {p.doc_number or p.title} {p.paragraph}"
            yield line("retrieved", f"{_safe(place)}: {_safe(p.text)}")
    yield ""


def _page(report: Report, language: str, groupings: Sequence[str]) -> Iterator[str]:
    yield f"# {text('page.title', language)}"
    yield ""
    yield text("page.legend", language)
    yield ""
    yield from _table(report, columns(report, None, language), language)
    yield from _refusals(report, language)
    for grouping in groupings:
        yield f"## {text(f'grouping.{grouping}', language)}"
        yield ""
        for part in cut(columns(report, grouping, language), _WIDTH):
            yield from _table(report, part, language)
    yield f"## {text('page.misses', language, n=len(report.misses))}"
    yield ""
    for reason, number in report.reasons().items():
        yield f"- {label('reason', reason, language)}: {number}"
    yield ""
    for miss in report.misses:
        yield from _miss(miss, language)


def render(report: Report, language: str, groupings: Sequence[str]) -> str:
    """Return the page: totals, a table for each of ``groupings``, the misses."""
    return "\n".join(_page(report, language, groupings)).rstrip() + "\n"
