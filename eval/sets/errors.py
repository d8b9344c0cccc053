"""Failures of making question sets that ``rag.errors`` has no name for."""

from __future__ import annotations

from eval.texts import text
from rag.errors import WenceError


class SetUnwritable(WenceError):
    """A question set or a source text cannot be written. Parameters: ``path``, ``reason``."""

    def say(self, language: str = "zh-Hans") -> str:
        """Return the line for the user; its text is kept with the evaluation."""
        return text("sets.unwritable", language, **self.params)


class FileTaken(SetUnwritable):
    """A file of that name is there already, and may be somebody's work. Parameters: ``path``."""

    def say(self, language: str = "zh-Hans") -> str:
        """Return the line for the user; its text is kept with the evaluation."""
        return text("sets.taken", language, **self.params)


class NothingToDo(WenceError):
    """There is nothing to import or to draft from. Parameters: ``path``."""

    def say(self, language: str = "zh-Hans") -> str:
        """Return the line for the user; its text is kept with the evaluation."""
        return text("sets.nothing", language, **self.params)


class ProgramFailed(WenceError):
    """``wence`` could not do what a draft needs. Parameters: ``said``, its line."""

    def say(self, language: str = "zh-Hans") -> str:
        """Return the line for the user, which is the program's own."""
        return str(self.params["said"]).removeprefix("wence: ")
