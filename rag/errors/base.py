"""What all errors have in common."""

from __future__ import annotations

from typing import ClassVar

from rag.messages import message


class WenceError(Exception):
    """Base of all named errors; the command line prints it as one line and exits with status 1."""

    key: ClassVar[str] = "internal"

    def __init__(self, **params: object) -> None:
        super().__init__()
        self.params = params

    def say(self, language: str = "zh-Hans") -> str:
        """Return the line for the user in ``language``."""
        return message(f"error.{self.key}", language, **self.params)

    def __str__(self) -> str:
        return self.say()


class SettingsInvalid(WenceError):
    """A settings file or variable cannot be used. Parameters: ``where``, ``reason``."""

    key = "settings_invalid"
