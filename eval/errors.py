"""Failures of the evaluation that ``rag.errors`` has no name for."""

from __future__ import annotations

from eval.texts import text
from rag.errors import WenceError


class EvaluationError(WenceError):
    """Base of what follows: the texts are kept with the evaluation."""

    def say(self, language: str = "zh-Hans") -> str:
        """Return the line for the user."""
        return text(f"error.{self.key}", language, **self.params)


class ReportUnwritable(EvaluationError):
    """The report folder cannot be written. Parameters: ``path``, ``reason``."""

    key = "report_unwritable"


class ReportInvalid(EvaluationError):
    """A report to compare is damaged. Parameters: ``path``, ``reason``."""

    key = "report_invalid"


class Incomparable(EvaluationError):
    """Two reports cannot be compared. Parameters: ``first``, ``second``, ``reason``."""

    key = "incomparable"


class FloorInvalid(EvaluationError):
    """A file of floors cannot be used. Parameters: ``path``, ``reason``."""

    key = "floor_invalid"


class BelowFloor(EvaluationError):
    """A report is below its floor. Parameters: ``path`` of the floor, ``figures``."""

    key = "below_floor"


class PromiseBroken(EvaluationError):
    """A soak broke what is promised. Parameter: ``figures``."""

    key = "promise_broken"


class BaselinesMissing(EvaluationError):
    """The stock pipelines cannot be run. Parameter: ``reason``."""

    key = "baselines_missing"


class Flaw(ValueError):
    """A value of a question or an answer breaks the schema; whoever knows the line adds it."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params

    def say(self, language: str) -> str:
        """Return what is wrong, for the reason of ``QuestionSetInvalid``."""
        return text(f"flaw.{self.key}", language, **self.params)
