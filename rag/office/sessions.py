"""Who is logged in. Kept in the table, so that a restart logs nobody out."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress

from rag.errors import OfficeUnavailable
from rag.office.store import Store

_BYTES = 32
_NOTED = 60.0  # seconds between two notes of a session's use
_LONGEST = 100  # characters of a token; whatever is longer is none of ours


class Sessions:
    """Sessions of accounts, each known by a token that only its browser has.

    Every method raises what ``Store`` raises.
    """

    def __init__(
        self,
        store: Store,
        hours: float,
        clock: Callable[[], float] = time.time,
        idle_minutes: float | None = None,
    ) -> None:
        """Keep sessions in ``store``, each for ``hours``.

        :param idle_minutes: after which one that nobody used is over before; None for never.
        """
        self._store, self._clock = store, clock
        self.seconds = round(hours * 3600)
        self._idle = self.seconds if idle_minutes is None else idle_minutes * 60

    def open(self, account: str) -> str:
        """Return the token of a new session of ``account``; it is shown this once.

        :raises OfficeUnavailable: there is no such account, or the file cannot be used.
        """
        token, now = secrets.token_urlsafe(_BYTES), self._clock()
        with self._store.writing() as connection:
            connection.execute(
                "DELETE FROM sessions WHERE expires <= ? OR seen <= ?", (now, now - self._idle)
            )
            connection.execute(
                "INSERT INTO sessions (token, account, expires, seen) VALUES (?, ?, ?, ?)",
                (_digest(token), account, now + self.seconds, now),
            )
        return token

    def account(self, token: str) -> str | None:
        """Return whose session ``token`` opens, None for nobody's and one that is over.

        It counts as used; that is written down once a minute at most.
        """
        found = self._live(token)
        if found is None:
            return None
        now = self._clock()
        if now - found["seen"] >= min(_NOTED, self._idle / 2):
            # Where it cannot be written, the session is over a little early, and not at once.
            with suppress(OfficeUnavailable), self._store.writing() as connection:
                connection.execute(
                    "UPDATE sessions SET seen = ? WHERE token = ?", (now, _digest(token))
                )
        return str(found["account"])

    def _live(self, token: str) -> sqlite3.Row | None:
        if not 0 < len(token) <= _LONGEST:
            return None
        now = self._clock()
        rows = self._store.rows(
            "SELECT account, seen FROM sessions WHERE token = ? AND expires > ? AND seen > ?",
            (_digest(token), now, now - self._idle),
        )
        return rows[0] if rows else None

    def close(self, token: str) -> None:
        """End the session of ``token``, if there is one."""
        if self._live(token) is None:
            return
        with self._store.writing() as connection:
            connection.execute("DELETE FROM sessions WHERE token = ?", (_digest(token),))


def end_all(connection: sqlite3.Connection, account: str) -> None:
    """End every session of ``account``, within a transaction that changes the account."""
    connection.execute("DELETE FROM sessions WHERE account = ?", (account,))


def _digest(token: str) -> str:
    # Tokens are long and random, so that a plain digest tells nothing; passwords are not.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
