"""Keys of programs (接口密钥): what each may do, until when. None is there of itself."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from rag.office.accounts import checked_name
from rag.office.errors import KeyRefused, KeyUnknown, ScopeMissing
from rag.office.store import Store
from rag.office.trail import CONSOLE, Clock, Entry, now, write

Scope = Literal["ask", "search", "mcp", "metrics"]
SCOPES: tuple[Scope, ...] = get_args(Scope)

PREFIX = "wence-"
_ID, _SECRET = 4, 32  # bytes


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret; ``expires`` is the first day on which it opens nothing."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    created: date
    expires: date | None

    def is_over(self, day: date) -> bool:
        """Return whether it opens nothing on ``day``."""
        return self.expires is not None and day >= self.expires


class Keys:
    """The keys. Of a secret a digest is kept: it is long and random, so that SHA-256 will do.

    Every method raises what ``Store`` raises.
    """

    def __init__(self, store: Store, clock: Clock = now) -> None:
        self._store, self._clock = store, clock

    def all(self) -> list[Key]:
        """Return the keys, the oldest first."""
        return [_read(row) for row in self._store.rows("SELECT * FROM keys ORDER BY rowid")]

    def add(
        self, name: str, scopes: Sequence[Scope], days: int | None = None, by: str = CONSOLE
    ) -> tuple[Key, str]:
        """Make a key and return it with its text, which nobody can ever read again.

        :param scopes: what it opens.
        :param days: after how many it opens nothing; None for never.
        :raises AccountNameInvalid: ``name``, which says whose it is, is none.
        """
        name, at = checked_name(name), self._clock()
        day = at.astimezone().date()
        expires = day + timedelta(days=days) if days is not None else None
        key = Key(secrets.token_hex(_ID), name, tuple(sorted(set(scopes))), day, expires)
        secret = secrets.token_urlsafe(_SECRET)
        with self._store.writing() as connection:
            connection.execute(
                "INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?)",
                (
                    *(key.id, name, _digest(secret), " ".join(key.scopes)),
                    *(day.isoformat(), expires.isoformat() if expires else None),
                ),
            )
            write(connection, Entry(at, by, "key_added", f"{key.id} {name}"))
        return key, f"{PREFIX}{key.id}-{secret}"

    def remove(self, id: str, by: str = CONSOLE) -> Key:
        """Take a key away and return what it was.

        :raises KeyUnknown: there is no such key.
        """
        rows = self._store.rows("SELECT * FROM keys WHERE id = ?", (id,))
        if not rows:
            raise KeyUnknown(id=id)
        key = _read(rows[0])
        with self._store.writing() as connection:
            connection.execute("DELETE FROM keys WHERE id = ?", (id,))
            write(connection, Entry(self._clock(), by, "key_removed", f"{id} {key.name}"))
        return key

    def check(self, text: str, scope: Scope) -> Key:
        """Return the key that ``text`` is.

        :raises KeyRefused: it is none, or none any more.
        :raises ScopeMissing: it is one, and does not open ``scope``.
        """
        id, _, secret = text.removeprefix(PREFIX).partition("-")
        rows = self._store.rows("SELECT * FROM keys WHERE id = ?", (id,)) if _is_plain(text) else []
        kept = rows[0]["digest"] if rows else _digest("")
        same = hmac.compare_digest(kept, _digest(secret))
        if not rows or not same or not text.startswith(PREFIX):
            raise KeyRefused
        key = _read(rows[0])
        if key.is_over(self._clock().astimezone().date()):
            raise KeyRefused
        if scope not in key.scopes:
            raise ScopeMissing(scope=scope)
        return key


def _read(row: sqlite3.Row) -> Key:
    expires = row["expires"]
    return Key(
        row["id"],
        row["name"],
        tuple(scope for scope in SCOPES if scope in row["scopes"].split()),
        date.fromisoformat(row["created"]),
        date.fromisoformat(expires) if expires else None,
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _is_plain(text: str) -> bool:
    """Return whether SQLite can be asked for it at all."""
    return text.isascii() and text.isprintable()
