"""What an ingest did, for people and for scripts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from rag.errors import WenceError

Progress = Callable[[str, int, int], None]
Fate = Literal["added", "updated", "unchanged", "removed"]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one notice: its id, its name for people, the key of its source file."""

    fate: Fate
    notice: str
    name: str
    file: str


@dataclass(frozen=True, slots=True)
class Skip:
    """A file that could not be used: its name as in citations, its key, and why."""

    name: str
    file: str
    error: WenceError


@dataclass(slots=True)
class Report:
    """What an ingest did, as the contract prints it; notices by number, title or id."""

    changes: list[Change] = field(default_factory=list)
    skips: list[Skip] = field(default_factory=list)
    notices: int = 0
    clauses: int = 0
    seconds: float = 0.0

    @property
    def added(self) -> list[str]:
        """Names of the notices that are new."""
        return self._names("added")

    @property
    def updated(self) -> list[str]:
        """Names of the notices that read otherwise than before."""
        return self._names("updated")

    @property
    def unchanged(self) -> list[str]:
        """Names of the notices that were found as they are."""
        return self._names("unchanged")

    @property
    def removed(self) -> list[str]:
        """Names of the notices that are held no more."""
        return self._names("removed")

    @property
    def skipped(self) -> list[tuple[str, WenceError]]:
        """Names of the files that could not be used, each with why."""
        return [(skip.name, skip.error) for skip in self.skips]

    def _names(self, fate: Fate) -> list[str]:
        return [change.name for change in self.changes if change.fate == fate]

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
