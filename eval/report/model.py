"""The report on one system: averages over all questions and groups, refusals, every score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eval.bootstrap import Interval
from eval.metrics import Metric, Score
from eval.questions import Question
from eval.report.misses import Miss
from eval.report.refusals import Refusals
from eval.report.rounding import bounds, rounded
from rag.answering.model import Answer

GROUPINGS = ("type", "lang", "audience")


@dataclass(frozen=True, slots=True)
class Summary:
    """Averages over a set of questions, by the metric's name.

    ``scored`` says over how many each was taken, ``intervals`` how sure it is (95 %, bootstrap
    over the questions); both values are None where nothing could be scored.
    """

    questions: int
    missing: int
    values: Mapping[str, Score]
    scored: Mapping[str, int]
    intervals: Mapping[str, Interval | None]

    def to_dict(self) -> dict[str, Any]:
        """Return the summary as JSON values; null is a metric that nothing could be scored for."""
        return {
            "questions": self.questions,
            "missing": self.missing,
            "metrics": {name: rounded(value) for name, value in self.values.items()},
            "intervals": {name: bounds(it) for name, it in self.intervals.items()},
            "scored": dict(self.scored),
        }


@dataclass(frozen=True, slots=True)
class Row:
    """The scores of one question, and what was answered to it."""

    question: Question
    answer: Answer | None
    scores: Mapping[str, Score]

    def to_dict(self) -> dict[str, Any]:
        """Return the row as JSON values."""
        answer = self.answer
        return {
            "id": self.question.id,
            **{grouping: getattr(self.question, grouping) for grouping in GROUPINGS},
            "question": self.question.question,
            "answer": None if answer is None else answer.answer,
            "abstained": None if answer is None else answer.abstained,
            "confidence": None if answer is None else rounded(answer.confidence),
            "scores": {name: rounded(value) for name, value in self.scores.items()},
        }


@dataclass(frozen=True, slots=True)
class Report:
    """What an evaluation says of the system ``name``. Rows and misses are in order of ids."""

    name: str
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
            "name": self.name,
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
