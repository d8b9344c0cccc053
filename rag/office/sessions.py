"""Who is logged in. Kept in the table, so that a restart logs nobody out."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
import time
from collections.abc import Callable

from rag.office.store import Store

_BYTES = 32
_LONGEST = 100  # characters of a token; whatever is longer is none of ours


class Sessions:
    """Sessions of accounts, each known by a token that only its browser has.

    Every method raises what ``Store`` raises.
    """

    def __init__(self, store: Store, hours: float, clock: Callable[[], float] = time.time) -> None:
        """Keep sessions in ``store``, each for ``hours``."""
        self._store, self._clock = store, clock
        self.seconds = round(hours * 3600)

    def open(self, account: str) -> str:
        """Return the token of a new session of ``account``; it is shown this once.

        :raises OfficeUnavailable: there is no such account, or the file cannot be used.
        """
        token, now = secrets.token_urlsafe(_BYTES), self._clock()
        with self._store.writing() as connection:
            connection.execute("DELETE FROM sessions WHERE expires <= ?", (now,))
            connection.execute(
                "INSERT INTO sessions (token, account, expires) VALUES (?, ?, ?)",
                (_digest(token), account, now + self.seconds),
            )
        return token

    def account(self, token: str) -> str | None:
        """Return whose session ``token`` opens, None for nobody's and one that is over."""
        if not 0 < len(token) <= _LONGEST:
            return None
        rows = self._store.rows(
            "SELECT account FROM sessions WHERE token = ? AND expires > ?",
            (_digest(token), self._clock()),
        )
        return str(rows[0]["account"]) if rows else None

    def close(self, token: str) -> None:
        """End the session of ``token``, if there is one."""
        if self.account(token) is None:
            return
        with self._store.writing() as connection:
            connection.execute("DELETE FROM sessions WHERE token = ?", (_digest(token),))


def end_all(connection: sqlite3.Connection, account: str) -> None:
    """End every session of ``account``, within a transaction that changes the account."""
    connection.execute("DELETE FROM sessions WHERE account = ?", (account,))


def _digest(token: str) -> str:
    # Tokens are long and random, so that a plain digest tells nothing; passwords are not.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
