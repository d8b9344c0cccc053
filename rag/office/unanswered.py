"""Questions that found no basis (未答问题): one row a question, however often it was asked."""

from __future__ import annotations

import re
import threading
from collections import Counter
from dataclasses import dataclass
from datetime import date

from rag.index.terms import matching_form
from rag.office.feedback import State
from rag.office.redact import redact
from rag.office.store import Store

MOST = 10_000  # rows
_MOST_WAITING = 1_000  # distinct questions in memory between two flushes
# A point within a number is part of it; all other punctuation is a matter of taste.
_TOLD = re.compile(r"[^\W_]+|(?<=\d)\.(?=\d)")


@dataclass(frozen=True, slots=True)
class UnansweredQuestion:
    """A question that was refused, in the words in which it was asked first."""

    id: int
    question: str
    times: int
    first: date
    last: date
    state: State


class UnansweredTable:
    """The table of refused questions; at most ``most`` rows.

    All methods but ``note`` raise ``OfficeUnavailable``.
    """

    def __init__(self, store: Store, most: int = MOST) -> None:
        self._store = store
        self._most = most
        self._lock = threading.Lock()
        self._waiting: Counter[tuple[date, str]] = Counter()

    def note(self, question: str, day: date) -> None:
        """Count ``question``, which was refused; it is written with the next ``flush``."""
        with self._lock:
            if (day, question) in self._waiting or len(self._waiting) < _MOST_WAITING:
                self._waiting[day, question] += 1

    def flush(self) -> None:
        """Write what was noted; what cannot be written waits on."""
        with self._lock:
            waiting, self._waiting = self._waiting, Counter()
        if not waiting:
            return
        rows = [
            (folded(clean), clean, times, day.isoformat(), day.isoformat())
            for (day, question), times in waiting.items()
            if (clean := redact(question)) and folded(clean)
        ]
        written = False
        try:
            self._write(rows)
            written = True
        finally:
            if not written:
                with self._lock:
                    self._waiting.update(waiting)

    def _write(self, rows: list[tuple[str, str, int, str, str]]) -> None:
        with self._store.writing() as connection:
            connection.executemany(
                "INSERT INTO unanswered (folded, question, times, first, last)"
                " VALUES (?, ?, ?, ?, ?) ON CONFLICT (folded) DO UPDATE SET"
                " times = times + excluded.times, last = max(last, excluded.last),"
                " first = min(first, excluded.first)",
                rows,
            )
            # Questions asked once make room, the oldest first; what staff kept goes last.
            connection.execute(
                "DELETE FROM unanswered WHERE id IN ("
                " SELECT id FROM unanswered WHERE id < (SELECT max(id) FROM unanswered)"
                " ORDER BY state = 'kept', times > 1, last, id"
                " LIMIT max(0, (SELECT count(*) FROM unanswered) - ?))",
                [self._most],
            )

    def list(self, state: State, limit: int = -1, offset: int = 0) -> list[UnansweredQuestion]:
        """Return what is in ``state``, what was asked most first.

        :param limit: how many at most; -1 for all.
        """
        rows = self._store.rows(
            "SELECT * FROM unanswered WHERE state = ?"
            " ORDER BY times DESC, last DESC, id DESC LIMIT ? OFFSET ?",
            [state, limit, offset],
        )
        return [
            UnansweredQuestion(
                row["id"],
                row["question"],
                row["times"],
                date.fromisoformat(row["first"]),
                date.fromisoformat(row["last"]),
                row["state"],
            )
            for row in rows
        ]

    def count(self, state: State) -> int:
        """Return how many are in ``state``."""
        rows = self._store.rows("SELECT count(*) AS n FROM unanswered WHERE state = ?", [state])
        return rows[0]["n"] if rows else 0

    def settle(self, id: int, state: State) -> bool:
        """Put one into ``state``; return whether there is such a one."""
        with self._store.writing() as connection:
            done = connection.execute("UPDATE unanswered SET state = ? WHERE id = ?", [state, id])
            return done.rowcount > 0


def folded(question: str) -> str:
    """Return what two spellings of the same question share; '' where it holds no word.

    >>> folded("補貼 多少？") == folded("补贴多少")
    True
    """
    return "".join(_TOLD.findall(matching_form(question)))
