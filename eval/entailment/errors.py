"""Failures of the tests of entailment."""

from __future__ import annotations

from eval.texts import text
from rag.errors import ModelUnavailable


class EntailmentUnavailable(ModelUnavailable):
    """The model of ``evaluation.nli_model`` cannot be used. Parameters: ``model``, ``reason``."""

    def say(self, language: str = "zh-Hans") -> str:
        """Return the line for the user; its text is kept with the evaluation."""
        return text("judging.nli_unavailable", language, **self.params)
