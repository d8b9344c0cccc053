"""The report: averages over all questions and groups, refusals, every score, every miss."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.errors import ReportUnwritable
from eval.metrics import Metric, Pair, Score
from eval.questions import Question
from eval.report.misses import Miss, find
from eval.report.refusals import Refusals, refusals
from rag.messages import DEFAULT_LANGUAGE

GROUPINGS = ("type", "lang", "audience")
JSON_NAME = "report.json"
MARKDOWN_NAME = "report.md"
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Summary:
    """Averages over a set of questions; ``scored`` says over how many each was taken."""

    questions: int
    missing: int
    values: Mapping[str, Score]
    scored: Mapping[str, int]

    def to_dict(self) -> dict[str, Any]:
        """Return the summary as JSON values; null is a metric that nothing could be scored for."""
        return {
            "questions": self.questions,
            "missing": self.missing,
            "metrics": {name: _rounded(value) for name, value in self.values.items()},
            "scored": dict(self.scored),
        }


@dataclass(frozen=True, slots=True)
class Row:
    """The scores of one question."""

    question: Question
    scores: Mapping[str, Score]

    def to_dict(self) -> dict[str, Any]:
        """Return the row as JSON values."""
        return {
            "id": self.question.id,
            **{grouping: getattr(self.question, grouping) for grouping in GROUPINGS},
            "scores": {name: _rounded(value) for name, value in self.scores.items()},
        }


@dataclass(frozen=True, slots=True)
class Report:
    """What an evaluation says. Rows and misses are in the order of question ids."""

    metrics: tuple[Metric, ...]
    overall: Summary
    groups: Mapping[str, Mapping[str, Summary]]
    refusals: Refusals
    rows: tuple[Row, ...]
    misses: tuple[Miss, ...]

    def reasons(self) -> dict[str, int]:
        """Return how often each reason for a miss occurs, most often first."""
        counted = Counter(reason for miss in self.misses for reason in miss.reasons)
        return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return {
            "overall": self.overall.to_dict(),
            "groups": {
                grouping: {name: summary.to_dict() for name, summary in group.items()}
                for grouping, group in self.groups.items()
            },
            "refusals": self.refusals.to_dict(),
            "reasons": self.reasons(),
            "misses": [miss.to_dict() for miss in self.misses],
            "rows": [row.to_dict() for row in self.rows],
        }

    def to_json(self) -> str:
        """Return the report as one JSON document."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def to_markdown(
        self, language: str = DEFAULT_LANGUAGE, groupings: Sequence[str] = GROUPINGS
    ) -> str:
        """Return the report for reading, with a table for each of ``groupings``."""
        # The page layout needs the report's types; the report only hands itself over.
        from eval.report.markdown import render

        return render(self, language, groupings)

    def write(self, folder: Path, language: str = DEFAULT_LANGUAGE) -> tuple[Path, Path]:
        """Write ``report.json`` and ``report.md`` into ``folder``; return their paths.

        :raises ReportUnwritable: the folder cannot be made or written.
        """
        texts = {JSON_NAME: self.to_json(), MARKDOWN_NAME: self.to_markdown(language)}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, text in texts.items():
                # Written beside, then renamed: whoever reads the report never meets half of it.
                beside = folder / f"{name}.part"
                beside.write_text(text, encoding="utf-8")
                beside.replace(folder / name)
        except OSError as error:
            raise ReportUnwritable(path=folder, reason=error.strerror or error) from error
        return folder / JSON_NAME, folder / MARKDOWN_NAME


def _rounded(value: Score) -> Score:
    return None if value is None else round(value, _DIGITS)


def _summary(rows: Sequence[tuple[Pair, Row]], metrics: Sequence[Metric]) -> Summary:
    values: dict[str, Score] = {}
    scored: dict[str, int] = {}
    for metric in metrics:
        found = [v for _, row in rows if (v := row.scores[metric.name]) is not None]
        values[metric.name] = metric.average(found) if found else None
        scored[metric.name] = len(found)
    missing = sum(answer is None for (_, answer), _ in rows)
    return Summary(len(rows), missing, values, scored)


def build(pairs: Sequence[Pair], metrics: Sequence[Metric]) -> Report:
    """Return the report on ``pairs``; it does not depend on their order."""
    ordered = sorted(pairs, key=lambda pair: pair[0].id)
    columns = {metric.name: metric.measure(ordered) for metric in metrics}
    rows = [
        (pair, Row(pair[0], {name: column[i] for name, column in columns.items()}))
        for i, pair in enumerate(ordered)
    ]
    groups: dict[str, dict[str, Summary]] = {}
    for grouping in GROUPINGS:
        names = sorted({getattr(question, grouping) for question, _ in ordered})
        groups[grouping] = {
            name: _summary([r for r in rows if getattr(r[0][0], grouping) == name], metrics)
            for name in names
        }
    misses = (find(pair, row.scores) for pair, row in rows)
    return Report(
        metrics=tuple(metrics),
        overall=_summary(rows, metrics),
        groups=groups,
        refusals=refusals(ordered),
        rows=tuple(row for _, row in rows),
        misses=tuple(miss for miss in misses if miss is not None),
    )
