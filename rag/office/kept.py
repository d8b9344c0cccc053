"""What visitors left (访客留下的内容): given out whole, erased when asked or over."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rag.office.store import Store
from rag.office.trail import CONSOLE, Clock, Entry, now, write

_TABLES = ("unanswered", "feedback")
_DAY = {"unanswered": "last", "feedback": "day"}
_WORDS = {"unanswered": ("question",), "feedback": ("question", "answer", "comment", "citations")}


@dataclass(frozen=True, slots=True)
class Erased:
    """How many rows of either table are gone."""

    questions: int = 0
    feedback: int = 0


class Kept:
    """Questions that were refused and feedback, as one. All methods raise ``OfficeUnavailable``.

    :param days: after how many what staff do not keep is erased.
    """

    def __init__(self, store: Store, days: int, clock: Clock = now) -> None:
        self._store, self._clock = store, clock
        self._days = days
        self._lock = threading.Lock()
        self._expired: date | None = None  # the last day on which ``expire`` looked

    def all(self) -> Iterator[dict[str, object]]:
        """Yield every row with the name of its table, columns as they are kept."""
        for table in _TABLES:
            for row in self._store.rows(f"SELECT * FROM {table} ORDER BY id"):
                fields = dict(zip(row.keys(), row, strict=True))
                if table == "feedback":
                    fields["citations"] = json.loads(fields["citations"])
                    fields["helpful"] = bool(fields["helpful"])
                yield {"table": table, **fields}

    def erase(
        self, *, before: date | None = None, containing: str = "", by: str = CONSOLE
    ) -> Erased:
        """Erase what is older than ``before`` and holds ``containing``; nothing given: all.

        The trail says how much, not what.
        """
        held: list[str] = [] if before is None else [before.isoformat()]
        erased = self._erase(
            {
                table: (
                    " AND ".join(
                        ([f"{_DAY[table]} < ?"] if before else [])
                        + ([_any_holds(_WORDS[table])] if containing else [])
                    ),
                    [*held, *([containing] * len(_WORDS[table]) if containing else [])],
                )
                for table in _TABLES
            },
            by,
        )
        return erased

    def expire(self) -> None:
        """Erase what is too old, but for what staff keep; looks once a day."""
        today = self._clock().astimezone().date()
        with self._lock:
            if self._expired == today:
                return
            first = (today - timedelta(days=self._days)).isoformat()
            where = {it: (f"{_DAY[it]} < ? AND state != 'kept'", [first]) for it in _TABLES}
            if self._any(where):
                self._erase(where, CONSOLE)
            self._expired = today

    def _any(self, where: dict[str, tuple[str, list[str]]]) -> bool:
        return any(
            self._store.rows(f"SELECT 1 FROM {table} WHERE {condition} LIMIT 1", values)
            for table, (condition, values) in where.items()
        )

    def _erase(self, where: dict[str, tuple[str, list[str]]], by: str) -> Erased:
        with self._store.writing() as connection:
            gone = [_delete(connection, table, *where[table]) for table in _TABLES]
            if any(gone):
                told = f"unanswered {gone[0]}, feedback {gone[1]}"
                write(connection, Entry(self._clock(), by, "erased", told))
        self._store.truncate()
        return Erased(*gone)


def _any_holds(columns: Sequence[str]) -> str:
    return "(" + " OR ".join(f"instr({column}, ?)" for column in columns) + ")"


def _delete(connection: sqlite3.Connection, table: str, where: str, values: list[str]) -> int:
    condition = f" WHERE {where}" if where else ""
    return connection.execute(f"DELETE FROM {table}{condition}", values).rowcount
