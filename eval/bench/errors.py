"""Failures of the benchmarks."""

from __future__ import annotations

from eval.errors import EvaluationError


class CommandFailed(EvaluationError):
    """A command that is measured did not do its work. Parameters: ``command``, ``reason``."""

    key = "command_failed"


class TooLittleText(EvaluationError):
    """There is no text to make a collection from. Parameter: ``path``."""

    key = "too_little_text"


class JiebaMissing(EvaluationError):
    """The extra ``eval``, which the floors need, is not installed. Parameter: ``reason``."""

    key = "jieba_missing"
