"""Failures of the evaluation that ``rag.errors`` has no name for."""

from __future__ import annotations

from eval.texts import text
from rag.errors import WenceError


class ReportUnwritable(WenceError):
    """The report folder cannot be written. Parameters: ``path``, ``reason``."""

    def say(self, language: str = "zh-Hans") -> str:
        """Return the line for the user; its text is kept with the evaluation."""
        return text("error.report_unwritable", language, **self.params)


class Flaw(ValueError):
    """A value of a question or an answer breaks the schema; whoever knows the line adds it."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params

    def say(self, language: str) -> str:
        """Return what is wrong, for the reason of ``QuestionSetInvalid``."""
        return text(f"flaw.{self.key}", language, **self.params)
