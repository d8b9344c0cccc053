"""What visitors thought of answers (反馈): kept without who they were, for staff to review."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rag.office.redact import redact
from rag.office.store import Store

State = Literal["open", "kept", "dropped"]
STATES: tuple[State, ...] = ("open", "kept", "dropped")

MOST = 5_000  # rows; whoever floods the table pushes out what staff do not want to keep, first

_AT_A_TIME = 200
_ABOVE_ALL = 2**62


@dataclass(frozen=True, slots=True)
class Cited:
    """A clause that an answer cited. No number: the notice states none."""

    doc_number: str | None
    title: str
    paragraph: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """One visitor's view of one answer."""

    question: str
    answer: str
    helpful: bool
    comment: str = ""
    citations: tuple[Cited, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """A feedback as it is kept, with its number, day and state."""

    id: int
    day: date
    state: State
    feedback: Feedback


class FeedbackTable:
    """The table of feedback; at most ``most`` rows. All methods raise ``OfficeUnavailable``."""

    def __init__(self, store: Store, most: int = MOST) -> None:
        self._store = store
        self._most = most

    def add(self, given: Feedback, day: date) -> None:
        """Keep ``given``, without what could identify a person; the oldest make room."""
        clean = _redacted(given)
        cited = [[c.doc_number, c.title, c.paragraph] for c in clean.citations]
        values = (
            day.isoformat(),
            clean.question,
            clean.answer,
            json.dumps(cited, ensure_ascii=False),
            clean.helpful,
            clean.comment,
        )
        with self._store.writing() as connection:
            connection.execute(
                "INSERT INTO feedback (day, question, answer, citations, helpful, comment)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                values,
            )
            # The newest always stays, so that no number is given twice.
            connection.execute(
                "DELETE FROM feedback WHERE id IN ("
                " SELECT id FROM feedback WHERE id < (SELECT max(id) FROM feedback)"
                " ORDER BY CASE state WHEN 'dropped' THEN 0 WHEN 'open' THEN 1 ELSE 2 END, id"
                " LIMIT max(0, (SELECT count(*) FROM feedback) - ?))",
                [self._most],
            )

    def list(
        self,
        state: State,
        limit: int = -1,
        offset: int = 0,
        helpful: bool | None = None,
    ) -> list[FeedbackRow]:
        """Return what is in ``state``, the newest first.

        :param limit: how many at most; -1 for all.
        :param helpful: which answers alone; None for both.
        """
        rows = self._store.rows(
            "SELECT * FROM feedback WHERE state = ? AND helpful IN (?, ?)"
            " ORDER BY id DESC LIMIT ? OFFSET ?",
            [state, *_wanted(helpful), limit, offset],
        )
        return [_read(row) for row in rows]

    def all(self, state: State) -> Iterator[FeedbackRow]:
        """Yield what is in ``state``, the newest first, a few at a time from the table."""
        below = _ABOVE_ALL
        while rows := self._store.rows(
            "SELECT * FROM feedback WHERE state = ? AND id < ? ORDER BY id DESC LIMIT ?",
            [state, below, _AT_A_TIME],
        ):
            yield from map(_read, rows)
            below = rows[-1]["id"]

    def count(self, state: State, helpful: bool | None = None) -> int:
        """Return how many are in ``state``."""
        rows = self._store.rows(
            "SELECT count(*) AS n FROM feedback WHERE state = ? AND helpful IN (?, ?)",
            [state, *_wanted(helpful)],
        )
        return rows[0]["n"] if rows else 0

    def settle(self, id: int, state: State) -> bool:
        """Put one into ``state``; return whether there is such a one."""
        with self._store.writing() as connection:
            done = connection.execute("UPDATE feedback SET state = ? WHERE id = ?", [state, id])
            return done.rowcount > 0


def _wanted(helpful: bool | None) -> Sequence[bool]:
    return (True, False) if helpful is None else (helpful, helpful)


def _read(row: sqlite3.Row) -> FeedbackRow:
    given = Feedback(
        row["question"],
        row["answer"],
        bool(row["helpful"]),
        row["comment"],
        tuple(Cited(*cited) for cited in json.loads(row["citations"])),
    )
    return FeedbackRow(row["id"], date.fromisoformat(row["day"]), row["state"], given)


def _redacted(given: Feedback) -> Feedback:
    return Feedback(
        redact(given.question),
        redact(given.answer),
        given.helpful,
        redact(given.comment),
        tuple(
            Cited(
                None if c.doc_number is None else redact(c.doc_number),
                redact(c.title),
                redact(c.paragraph),
            )
            for c in given.citations
        ),
    )
