"""The tables of one segment, in SQLite: its files, notices, clauses, posts and passages.

They are written once and only read after that; what is gone since is told by the generation.
"""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import IndexDamaged
from rag.index.model import Passage, Record
from rag.index.rows import (
    appointment_from,
    appointment_row,
    clause_from,
    clause_row,
    passage_from,
    passage_row,
    record_from,
    record_row,
)
from rag.notices.model import Appointment, Clause

_SCHEMA = """
CREATE TABLE files (
  key TEXT PRIMARY KEY, name TEXT, sha256 TEXT, size INTEGER, mtime INTEGER, holds TEXT
) WITHOUT ROWID;
CREATE TABLE notices (
  id TEXT PRIMARY KEY, file TEXT, position INTEGER, name TEXT, clauses INTEGER,
  first INTEGER, passages INTEGER, record TEXT
);
CREATE TABLE texts (notice TEXT PRIMARY KEY, text TEXT);
CREATE TABLE clauses (
  notice TEXT, position INTEGER, path TEXT, start INTEGER, end INTEGER, own_end INTEGER,
  heading TEXT, kind TEXT, grid TEXT, PRIMARY KEY (notice, position)
) WITHOUT ROWID;
CREATE TABLE posts (
  notice TEXT, position INTEGER, kind TEXT, person TEXT, post TEXT, text TEXT,
  start INTEGER, end INTEGER, head_start INTEGER, head_end INTEGER,
  PRIMARY KEY (notice, position)
) WITHOUT ROWID;
CREATE TABLE passages (
  row INTEGER PRIMARY KEY, notice TEXT, path TEXT, paragraph TEXT, start INTEGER, end INTEGER,
  context TEXT, text TEXT
);
"""
_FILE = "key, name, sha256, size, mtime, holds"
_POST = "kind, person, post, text, start, end, head_start, head_end"
_PASSAGE = "row, notice, path, paragraph, start, end, context, text"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A source file as it was when it was read.

    ``holds`` are the ids of the notices in it, of those too that another file has replaced.
    """

    key: str
    name: str
    sha256: str
    size: int
    mtime: int
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """A notice as far as keeping needs it: ``rows`` rows of its segment are its, from ``first`` on.

    ``position`` tells the notices of one file apart, ``name`` is how reports name it.
    """

    id: str
    file: str
    position: int
    name: str
    clauses: int
    first: int
    rows: int


@dataclass(frozen=True, slots=True)
class Entry:
    """All that is kept of one notice."""

    record: Record
    file: str
    text: str
    clauses: tuple[Clause, ...]
    passages: tuple[Passage, ...]
    appointments: tuple[Appointment, ...] = ()

    @property
    def name(self) -> str:
        """How reports name it: by number, else title, else id."""
        return self.record.doc_number or self.record.shown_title or self.record.id

    @property
    def head(self) -> Head:
        """What keeping needs of it; its rows are its own alone until it is written."""
        it = self.record
        rows = len(self.passages)
        return Head(it.id, self.file, it.span.start, self.name, len(self.clauses), 0, rows)


class Tables:
    """Read access to the tables of one segment; may be shared between threads."""

    def __init__(self, path: Path) -> None:
        """Open ``path`` read-only.

        :raises IndexDamaged: it is missing or holds other tables.
        """
        self._path = path
        self._lock = threading.Lock()
        with self._guard():
            uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
            self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            # An open connection holds itself in a circle with the statements that it remembers.
            weakref.finalize(self, self._connection.close)
            self._connection.execute("SELECT 1 FROM passages LIMIT 1")

    @contextmanager
    def _guard(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise IndexDamaged(path=self._path, reason=error) from error

    def _all(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._lock, self._guard():
            return self._connection.execute(sql, parameters).fetchall()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def files(self) -> list[FileEntry]:
        """Return the files that were read."""
        rows = self._all(f"SELECT {_FILE} FROM files")
        return [FileEntry(k, n, sha, size, at, tuple(h.split())) for k, n, sha, size, at, h in rows]

    def heads(self) -> list[Head]:
        """Return the notices in the order of their rows."""
        rows = self._all(
            "SELECT id, file, position, name, clauses, first, passages FROM notices ORDER BY rowid"
        )
        return [Head(*row) for row in rows]

    def records(self) -> list[Record]:
        """Return the notices in the same order."""
        return [record_from(r[0]) for r in self._all("SELECT record FROM notices ORDER BY rowid")]

    def entry(self, head: Head) -> Entry:
        """Return all that is kept of the notice of ``head``."""
        ((record,),) = self._all("SELECT record FROM notices WHERE id = ?", (head.id,))
        said = self._all(
            f"SELECT {_POST} FROM posts WHERE notice = ? ORDER BY position", (head.id,)
        )
        passages = self.passages(range(head.first, head.first + head.rows))
        return Entry(
            record_from(record),
            head.file,
            self.text(head.id),
            tuple(self.clauses(head.id)),
            tuple(passage for _, passage in passages),
            tuple(appointment_from(row) for row in said),
        )

    def text(self, notice: str) -> str:
        """Return the source text of a notice, from its span's start to its end."""
        return str(self._all("SELECT text FROM texts WHERE notice = ?", (notice,))[0][0])

    def clauses(self, notice: str) -> list[Clause]:
        """Return the clauses of a notice in reading order."""
        rows = self._all(
            "SELECT path, start, end, own_end, heading, kind, grid FROM clauses "
            "WHERE notice = ? ORDER BY position",
            (notice,),
        )
        return [clause_from(row) for row in rows]

    def appointments(self) -> list[tuple[str, Appointment]]:
        """Return what the notices say of persons and posts, each with the notice's id."""
        rows = self._all(f"SELECT notice, {_POST} FROM posts ORDER BY notice, position")
        return [(row[0], appointment_from(row[1:])) for row in rows]

    def passages(self, rows: Iterable[int] | None = None) -> list[tuple[int, Passage]]:
        """Return passages with their rows: those of ``rows``, or all."""
        if rows is None:
            found = self._all(f"SELECT {_PASSAGE} FROM passages ORDER BY row")
        elif isinstance(rows, range):  # of any length: there is no mark for each
            within = "row >= ? AND row < ? ORDER BY row"
            found = self._all(
                f"SELECT {_PASSAGE} FROM passages WHERE {within}", (rows.start, rows.stop)
            )
        else:
            wanted = [int(row) for row in rows]
            marks = ",".join("?" * len(wanted))
            found = self._all(f"SELECT {_PASSAGE} FROM passages WHERE row IN ({marks})", wanted)
        return [(row[0], passage_from(row[1:])) for row in found]


def write(path: Path, files: Iterable[FileEntry], entries: Iterable[Entry]) -> None:
    """Write tables to ``path``, which must not exist; passages get rows 0, 1, 2 …"""
    connection = create(path)
    try:
        with connection:
            connection.executemany(
                "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)",
                [(f.key, f.name, f.sha256, f.size, f.mtime, " ".join(f.holds)) for f in files],
            )
            row = 0
            for entry in entries:
                row = _insert(connection, row, entry)
    finally:
        connection.close()


def create(path: Path) -> sqlite3.Connection:
    """Return a connection to new, empty tables; they are flushed when their segment is sealed."""
    connection = sqlite3.connect(path.resolve().as_uri(), uri=True)  # others are attached by URI
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
    return connection


def _insert(connection: sqlite3.Connection, row: int, entry: Entry) -> int:
    it, head = entry.record, entry.head
    connection.execute(
        "INSERT INTO notices VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(head.id, head.file, head.position, head.name, head.clauses),
            *(row, head.rows, record_row(it)),
        ),
    )
    connection.execute("INSERT INTO texts VALUES (?, ?)", (it.id, entry.text))
    connection.executemany(
        "INSERT INTO clauses VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(it.id, i, *clause_row(c)) for i, c in enumerate(entry.clauses)],
    )
    connection.executemany(
        "INSERT INTO posts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(it.id, i, *appointment_row(a)) for i, a in enumerate(entry.appointments)],
    )
    connection.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(row + i, *passage_row(p)) for i, p in enumerate(entry.passages)],
    )
    return row + head.rows
