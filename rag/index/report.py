"""What an ingest did, for people and for scripts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from rag.errors import WenceError

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Report:
    """What an ingest did, as the contract prints it; notices by number, title or id."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    skipped: list[tuple[str, WenceError]] = field(default_factory=list)
    notices: int = 0
    clauses: int = 0
    seconds: float = 0.0

    def to_dict(self, language: str) -> dict[str, Any]:
        """Return the report as JSON values, reasons in ``language``."""
        skipped = [{"path": path, "reason": error.say(language)} for path, error in self.skipped]
        return {
            "added": self.added,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "removed": self.removed,
            "skipped": skipped,
            "notices": self.notices,
            "clauses": self.clauses,
            "seconds": self.seconds,
        }
