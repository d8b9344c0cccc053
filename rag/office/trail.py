"""The trail (操作记录): who changed what, newest first."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from rag.office.store import Store

CONSOLE = ""  # who works on the command line; no account is called this

Clock = Callable[[], datetime]


def now() -> datetime:
    """Return the time of now in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """``who`` did ``what`` (a name in the section ``[trail]`` of the texts) to ``detail``.

    ``who`` is an account, or ``CONSOLE``. ``at`` is in UTC.
    """

    at: datetime
    who: str
    what: str
    detail: str


class Trail:
    """What was changed, and by whom; nothing is ever taken out of it.

    Every method raises what ``Store`` raises.
    """

    def __init__(self, store: Store, clock: Clock = now) -> None:
        self._store, self._clock = store, clock

    def record(self, who: str, what: str, detail: str = "") -> None:
        """Put down that ``who`` did ``what``."""
        with self._store.writing() as connection:
            write(connection, Entry(self._clock(), who, what, detail))

    def newest(self, most: int = 200) -> list[Entry]:
        """Return the last ``most`` entries, newest first."""
        rows = self._store.rows(
            "SELECT at, who, what, detail FROM trail ORDER BY id DESC LIMIT ?", (most,)
        )
        return [
            Entry(datetime.fromisoformat(row["at"]), row["who"], row["what"], row["detail"])
            for row in rows
        ]


def write(connection: sqlite3.Connection, entry: Entry) -> None:
    """Put ``entry`` down within a transaction, so that it stands exactly where the change does."""
    connection.execute(
        "INSERT INTO trail (at, who, what, detail) VALUES (?, ?, ?, ?)",
        (entry.at.isoformat(timespec="seconds"), entry.who, entry.what, entry.detail),
    )
