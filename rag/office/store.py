"""The office's one SQLite file: opening, upgrading, transactions. Nouns keep their own queries."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from rag.errors import OfficeUnavailable
from rag.office import private, restored
from rag.office.schema import SCRIPTS

FILE = restored.FILE
_PATIENCE = 10.0  # seconds to wait for another process that writes


class Store:
    """The tables of ``rag.office.schema`` in a folder, which is made when something is first kept.

    Safe to share between threads; several processes may hold the same folder. Every method raises
    ``OfficeUnavailable`` where the file cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()  # a server may change its directory later
        self._lock = threading.Lock()
        self._settled = self._upgraded = False

    def rows(self, query: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        """Return what ``query`` selects; nothing where nothing has been kept yet."""
        self._settle()
        if not (self.folder / FILE).exists():
            return []
        with self._open() as connection:
            return connection.execute(query, values).fetchall()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection in one transaction: kept whole, or not at all when the block raises."""
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")  # not reached when the block raises: closing rolls back

    def _settle(self) -> None:
        """Bring a restore that was killed to its end, once a process; see ``restored``."""
        with self._lock:
            if not self._settled:
                restored.settle(self.folder)
                self._settled = True

    def truncate(self) -> None:
        """Empty the log beside the file, in which what was erased would lie for a while."""
        with self._open() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._settle()
        try:
            private.make_folder(self.folder)
            private.make_file(self.folder / FILE)  # what SQLite puts beside it has the same mode
            # Autocommit: transactions begin where ``writing`` says so.
            opened = sqlite3.connect(self.folder / FILE, timeout=_PATIENCE, isolation_level=None)
            with closing(opened) as connection:
                connection.row_factory = sqlite3.Row
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("PRAGMA secure_delete = ON")  # what is erased is overwritten
                self._upgrade(connection)
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise OfficeUnavailable(path=self.folder, reason=error) from error

    def _upgrade(self, connection: sqlite3.Connection) -> None:
        """Bring the tables to their last form, once a process."""
        with self._lock:
            if self._upgraded:
                return
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN IMMEDIATE")  # of two processes, one upgrades
            (at,) = connection.execute("PRAGMA user_version").fetchone()
            if at > len(SCRIPTS):
                raise sqlite3.DatabaseError(f"version {at} > {len(SCRIPTS)}")
            for script in SCRIPTS[at:]:
                for statement in _statements(script):
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(SCRIPTS)}")
            connection.execute("COMMIT")
            self._upgraded = True


def _statements(script: str) -> Iterator[str]:
    # ``executescript`` would commit first, and a half upgraded file could be left behind.
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
