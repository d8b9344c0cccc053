"""What differs between two reports, and how sure that is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from eval.bootstrap import Interval, paired
from eval.comparing.saved import Saved, SavedRow
from eval.errors import Flaw
from eval.metrics import Metric, table
from eval.report.rounding import bounds, rounded

# Scores of 0 or 1 by which a question counts as won or lost, and the value that is good.
OUTCOMES = {"hit@5": 1.0, "facts_all": 1.0, "false_refusal": 0.0, "refused_unanswerable": 1.0}


@dataclass(frozen=True, slots=True)
class Line:
    """One metric in both reports, over the ``scored`` questions that have it in both.

    ``difference`` is the second minus the first, with its paired 95 % bootstrap interval.
    """

    metric: Metric
    scored: int
    first: float
    second: float
    difference: Interval

    @property
    def is_better(self) -> bool | None:
        """Say whether the second is better; None where the interval does not leave zero out."""
        if not self.difference.is_clear:
            return None
        return (self.difference.mean > 0) == (self.metric.better == "higher")

    def to_dict(self) -> dict[str, Any]:
        """Return the line as JSON values."""
        return {
            "metric": self.metric.name,
            "scored": self.scored,
            "a": rounded(self.first),
            "b": rounded(self.second),
            "difference": rounded(self.difference.mean),
            "interval": bounds(self.difference),
            "clear": self.difference.is_clear,
        }


@dataclass(frozen=True, slots=True)
class Flip:
    """A question that one report has right and the other wrong, by one metric of ``OUTCOMES``."""

    metric: str
    won: bool
    first: SavedRow
    second: SavedRow

    def to_dict(self) -> dict[str, Any]:
        """Return the flip as JSON values."""
        return {
            "id": self.first.id,
            "metric": self.metric,
            "won": self.won,
            "question": self.first.question,
            "a": self.first.answer,
            "b": self.second.answer,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Report ``second`` against ``first`` over the ``questions`` that both have.

    ``left_out`` are the questions that only the first, and only the second, has.
    """

    first: str
    second: str
    questions: int
    left_out: tuple[int, int]
    lines: tuple[Line, ...]
    flips: tuple[Flip, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as JSON values."""
        return {
            "a": self.first,
            "b": self.second,
            "questions": self.questions,
            "left_out": {"a": self.left_out[0], "b": self.left_out[1]},
            "metrics": [line.to_dict() for line in self.lines],
            "flips": [flip.to_dict() for flip in self.flips],
        }

    def to_json(self) -> str:
        """Return the comparison as one JSON document."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)


def compare(first: Saved, second: Saved) -> Comparison:
    """Return what ``second`` changes against ``first``.

    :raises Flaw: they have no question in common, or another text under the same id.
    """
    common = sorted(first.rows.keys() & second.rows.keys())
    if not common:
        raise Flaw("nothing_common")
    pairs = [(first.rows[id], second.rows[id]) for id in common]
    for one, other in pairs:
        if one.question != other.question:
            raise Flaw("other_question", id=one.id)
    return Comparison(
        first=first.name,
        second=second.name,
        questions=len(common),
        left_out=(len(first.rows) - len(common), len(second.rows) - len(common)),
        lines=tuple(it for metric in table() if (it := _line(metric, pairs)) is not None),
        flips=tuple(flip for metric in OUTCOMES for flip in _flips(metric, pairs)),
    )


def _line(metric: Metric, pairs: list[tuple[SavedRow, SavedRow]]) -> Line | None:
    scores = [(a.scores.get(metric.name), b.scores.get(metric.name)) for a, b in pairs]
    both = [(a, b) for a, b in scores if a is not None and b is not None]
    if not both:
        return None
    first, second = zip(*both, strict=True)
    interval = paired(second, first, metric.average)
    return Line(metric, len(both), metric.average(first), metric.average(second), interval)


def _flips(metric: str, pairs: list[tuple[SavedRow, SavedRow]]) -> Iterator[Flip]:
    good = OUTCOMES[metric]
    for first, second in pairs:
        a, b = first.scores.get(metric), second.scores.get(metric)
        if a is not None and b is not None and (a == good) != (b == good):
            yield Flip(metric, b == good, first, second)
