"""The catalogue: files, notices, clauses and passages of one generation, in SQLite.

A catalogue is written once, beside the generation in use, and only read after that.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import IndexDamaged, IndexEmpty
from rag.index import generation
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
CREATE TABLE files (key TEXT PRIMARY KEY, name TEXT, sha256 TEXT, size INTEGER, mtime INTEGER);
CREATE TABLE notices (
  id TEXT PRIMARY KEY, file TEXT, position INTEGER, doc_number TEXT, record TEXT, text TEXT
);
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
CREATE INDEX passages_of ON passages (notice, start);
CREATE INDEX numbers ON notices (doc_number);
"""
_POST = "kind, person, post, text, start, end, head_start, head_end"
_PASSAGE = "SELECT row, notice, path, paragraph, start, end, context, text FROM passages"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A source file as it was when it was read."""

    key: str
    name: str
    sha256: str
    size: int
    mtime: int


class Catalogue:
    """Read access to a catalogue file; may be shared between threads."""

    def __init__(self, path: Path) -> None:
        """Open ``path`` read-only.

        :raises IndexDamaged: it is missing or no catalogue.
        """
        self._path = path
        self._lock = threading.Lock()
        self._records: tuple[Record, ...] | None = None
        with self._guard():
            uri = f"{path.resolve().as_uri()}?mode=ro"
            self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
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

    def files(self) -> dict[str, FileEntry]:
        """Return the files that were read, by key."""
        rows = self._all("SELECT key, name, sha256, size, mtime FROM files")
        return {row[0]: FileEntry(*row) for row in rows}

    def records(self) -> list[Record]:
        """Return all notices in the order of files and pages; read once, it never changes."""
        if self._records is None:
            rows = self._all("SELECT record FROM notices ORDER BY file, position")
            self._records = tuple(record_from(row[0]) for row in rows)
        return list(self._records)

    def file_of(self) -> dict[str, str]:
        """Return the file key of each notice id."""
        return dict(self._all("SELECT id, file FROM notices"))

    def notices_in(self, file: str) -> list[str]:
        """Return the ids of the notices of a file, or of all that is in an archive, by its key."""
        inside = f"{file}/"
        rows = self._all(
            "SELECT id FROM notices WHERE file = ? OR substr(file, 1, ?) = ?",
            (file, len(inside), inside),
        )
        return [row[0] for row in rows]

    def text(self, notice: str) -> str:
        """Return the source text of a notice, from its span's start to its end."""
        return str(self._all("SELECT text FROM notices WHERE id = ?", (notice,))[0][0])

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

    def passages(self, rows: Iterable[int] | None = None) -> dict[int, Passage]:
        """Return passages by row: those of ``rows``, or all."""
        if rows is None:
            found = self._all(_PASSAGE)
        else:
            wanted = [int(row) for row in rows]
            marks = ",".join("?" * len(wanted))
            found = self._all(f"{_PASSAGE} WHERE row IN ({marks})", wanted)
        return {r[0]: passage_from(r[1:]) for r in found}

    def rows_of(self, notice: str) -> list[int]:
        """Return the rows of a notice's passages in reading order."""
        rows = self._all("SELECT row FROM passages WHERE notice = ? ORDER BY start", (notice,))
        return [row[0] for row in rows]

    def notice_of_row(self) -> list[str]:
        """Return the notice id of every row, in row order."""
        return [row[0] for row in self._all("SELECT notice FROM passages ORDER BY row")]


def open_catalogue(root: Path) -> Catalogue:
    """Open only the catalogue of the index in ``root``: listing needs no model.

    :raises IndexMissing, IndexDamaged: there is none, or it is not whole.
    :raises IndexEmpty: it holds no notice.
    """

    def read(folder: Path) -> Catalogue:
        if not generation.read_manifest(folder).notices:
            raise IndexEmpty(path=root)
        return Catalogue(folder / generation.CATALOGUE)

    return generation.reading(root, read)


@dataclass(frozen=True, slots=True)
class Entry:
    """All that a catalogue keeps of one notice."""

    record: Record
    file: str
    text: str
    clauses: tuple[Clause, ...]
    passages: tuple[Passage, ...]
    appointments: tuple[Appointment, ...] = ()


def write(path: Path, files: Iterable[FileEntry], entries: Sequence[Entry]) -> None:
    """Write a catalogue to ``path``, which must not exist; passages get rows 0, 1, 2 …"""
    connection = sqlite3.connect(path)
    try:
        with connection:
            connection.executescript(_SCHEMA)
            connection.executemany(
                "INSERT INTO files VALUES (?, ?, ?, ?, ?)",
                [(f.key, f.name, f.sha256, f.size, f.mtime) for f in files],
            )
            row = 0
            for position, entry in enumerate(entries):
                row = _insert(connection, position, row, entry)
    finally:
        connection.close()


def _insert(connection: sqlite3.Connection, position: int, row: int, entry: Entry) -> int:
    it = entry.record
    connection.execute(
        "INSERT INTO notices VALUES (?, ?, ?, ?, ?, ?)",
        (it.id, entry.file, position, it.doc_number, record_row(it), entry.text),
    )
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
    return row + len(entry.passages)
