"""What a check found: good, worth a note, or bad, and in one line what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from rag.errors import WenceError
from rag.messages import message

Status = Literal["good", "note", "bad"]


@dataclass(frozen=True, slots=True)
class Finding:
    """``check`` names what was looked at; ``text`` is for people, what to do included."""

    check: str
    status: Status
    text: str

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as JSON values."""
        return {"check": self.check, "status": self.status, "text": self.text}


@dataclass(frozen=True, slots=True)
class Desk:
    """Makes findings about ``check`` in ``language``; texts are those of ``[doctor]``."""

    check: str
    language: str

    def good(self, key: str, **params: object) -> Finding:
        """Return that all is well."""
        return self._found("good", key, params)

    def note(self, key: str, **params: object) -> Finding:
        """Return that something may be meant so, or may not."""
        return self._found("note", key, params)

    def bad(self, key: str, **params: object) -> Finding:
        """Return that something has to be done."""
        return self._found("bad", key, params)

    def failed(self, error: WenceError) -> Finding:
        """Return a named error as what is bad: its line says what to do."""
        return Finding(self.check, "bad", error.say(self.language))

    def _found(self, status: Status, key: str, params: dict[str, object]) -> Finding:
        text = message(f"doctor.{self.check}_{key}", self.language, **params)
        return Finding(self.check, status, text)
