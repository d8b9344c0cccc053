"""Failures of the judge."""

from __future__ import annotations

from eval.texts import text
from rag.errors import WenceError


class JudgeUnavailable(WenceError):
    """The chat model of ``[judge]`` cannot be asked. Parameters: ``model``, ``reason``."""

    def say(self, language: str = "zh-Hans") -> str:
        """Return the line for the user; its text is kept with the evaluation."""
        return text("judging.unavailable", language, **self.params)
