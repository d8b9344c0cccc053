"""What is wrong with a question of a set, and how bad that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from eval.errors import Flaw
from eval.texts import text

# These may be meant: a set with them can be scored, yet somebody should look.
WARNINGS = frozenset(
    {
        "asked_twice",
        "draft",  # ``wence eval`` refuses it, and says so
        "fact_nowhere",
        "file_unread",
        "file_unnamed",
        "number_odd",
        "title_absent",
    }
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: at ``where`` ("file:line"), of the question ``id`` ("" where it has none).

    ``key`` names a text of the section ``fault``; ``params`` fill it in.
    """

    where: str
    id: str
    key: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        """Return whether the set cannot be trusted with it."""
        return self.key not in WARNINGS

    def say(self, language: str) -> str:
        """Return what is wrong, without the place."""
        flaw = self.params.get("flaw")
        if isinstance(flaw, Flaw):
            return flaw.say(language)
        return text(f"fault.{self.key}", language, **self.params)

    def to_dict(self, language: str) -> dict[str, Any]:
        """Return the fault as JSON values."""
        return {
            "where": self.where,
            "id": self.id,
            "severity": "error" if self.is_error else "warning",
            "fault": self.key,
            "message": self.say(language),
        }
