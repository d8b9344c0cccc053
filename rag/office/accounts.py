"""Who may use the staff page. There is no account and no password unless somebody makes them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from rag.office.errors import AccountExists, AccountNameInvalid, AccountUnknown
from rag.office.passwords import broken, checked_password, folded, hasher
from rag.office.sessions import end_all
from rag.office.store import Store
from rag.office.trail import CONSOLE, Clock, Entry, now, write

MOST_NAME = 40


@dataclass(frozen=True, slots=True)
class Account:
    """An account and the day on which it was made."""

    name: str
    created: date


class Accounts:
    """The accounts; names and passwords are the same in full and half width (ａ, a).

    Every method raises what ``Store`` raises. Hashing takes a moment and much memory, on purpose.
    """

    def __init__(
        self, store: Store, hashing: PasswordHasher | None = None, clock: Clock = now
    ) -> None:
        self._store, self._clock = store, clock
        self._hasher = hashing or hasher()

    def all(self) -> list[Account]:
        """Return the accounts by name."""
        rows = self._store.rows("SELECT name, created FROM accounts ORDER BY name")
        return [Account(row["name"], date.fromisoformat(row["created"])) for row in rows]

    def exists(self, name: str) -> bool:
        """Return whether there is an account called ``name``."""
        return self._hash(folded(name)) is not None

    def add(self, name: str, password: str, by: str = CONSOLE) -> str:
        """Make an account and return its name as it is kept.

        :raises AccountNameInvalid: it is no name.
        :raises PasswordTooShort, PasswordTooSimple, PasswordUnreadable: it cannot be the password.
        :raises AccountExists: there is one of this name.
        """
        name, at = checked_name(name), self._clock()
        if self.exists(name):
            raise AccountExists(name=name)
        hashed = self._hasher.hash(checked_password(password, name))
        with self._store.writing() as connection:
            made = connection.execute(
                "INSERT INTO accounts (name, hash, created) VALUES (?, ?, ?) "
                "ON CONFLICT DO NOTHING",
                (name, hashed, at.astimezone().date().isoformat()),
            )
            if not made.rowcount:  # somebody else was faster
                raise AccountExists(name=name)
            write(connection, Entry(at, by, "account_added", name))
        return name

    def replace(self, name: str, password: str, by: str = CONSOLE) -> None:
        """Give an account another password, and end all of its sessions.

        :raises AccountUnknown: there is no such account.
        :raises PasswordTooShort, PasswordTooSimple, PasswordUnreadable: it cannot be the password.
        """
        name = folded(name)
        if not self.exists(name):
            raise AccountUnknown(name=name)
        hashed = self._hasher.hash(checked_password(password, name))
        with self._store.writing() as connection:
            changed = connection.execute(
                "UPDATE accounts SET hash = ? WHERE name = ?", (hashed, name)
            )
            if not changed.rowcount:
                raise AccountUnknown(name=name)
            end_all(connection, name)
            write(connection, Entry(self._clock(), by, "password_changed", name))

    def remove(self, name: str, by: str = CONSOLE) -> None:
        """Take an account away, and with it all of its sessions.

        :raises AccountUnknown: there is no such account.
        """
        name = folded(name)
        if not self.exists(name):
            raise AccountUnknown(name=name)
        with self._store.writing() as connection:
            end_all(connection, name)
            if not connection.execute("DELETE FROM accounts WHERE name = ?", (name,)).rowcount:
                raise AccountUnknown(name=name)
            write(connection, Entry(self._clock(), by, "account_removed", name))

    def verify(self, name: str, password: str) -> str | None:
        """Return the name of the account that ``name`` and ``password`` open, None for none.

        It takes as long for a name that does not exist: who guesses cannot tell names.
        """
        name, password, decoy = folded(name), folded(password), self._decoy
        if broken(password):
            return None
        kept = self._hash(name)
        try:
            self._hasher.verify(decoy if kept is None else kept, password)
        except (VerificationError, InvalidHashError):
            return None
        if kept is None:
            return None
        if self._hasher.check_needs_rehash(kept):
            self._rehash(name, kept, password)
        return name

    def _rehash(self, name: str, kept: str, password: str) -> None:
        hashed = self._hasher.hash(password)
        with self._store.writing() as connection:
            # Not where the password was changed meanwhile.
            connection.execute(
                "UPDATE accounts SET hash = ? WHERE name = ? AND hash = ?", (hashed, name, kept)
            )

    def _hash(self, name: str) -> str | None:
        if broken(name):
            return None
        rows = self._store.rows("SELECT hash FROM accounts WHERE name = ?", (name,))
        return str(rows[0]["hash"]) if rows else None

    @cached_property
    def _decoy(self) -> str:
        return self._hasher.hash(secrets.token_urlsafe())  # nobody's password


def checked_name(name: str) -> str:
    """Return ``name`` as it is kept.

    :raises AccountNameInvalid: it is empty, too long, or holds what cannot be seen.
    """
    name = folded(name)
    if not 0 < len(name) <= MOST_NAME or not name.isprintable() or name != name.strip():
        raise AccountNameInvalid(limit=MOST_NAME)
    return name
