"""The catalogue: files, notices, clauses and passages of one generation, in SQLite.

A catalogue is written once, beside the generation in use, and only read after that.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rag.errors import IndexDamaged, IndexEmpty
from rag.index import generation
from rag.index.model import Passage, Record
from rag.notices.formats.model import Pages
from rag.notices.model import Clause, Notice, Span

_SCHEMA = """
CREATE TABLE files (key TEXT PRIMARY KEY, name TEXT, sha256 TEXT, size INTEGER, mtime INTEGER);
CREATE TABLE notices (
  id TEXT PRIMARY KEY, file TEXT, position INTEGER, doc_number TEXT, record TEXT, text TEXT
);
CREATE TABLE clauses (
  notice TEXT, position INTEGER, path TEXT, start INTEGER, end INTEGER, own_end INTEGER,
  heading TEXT, kind TEXT, PRIMARY KEY (notice, position)
) WITHOUT ROWID;
CREATE TABLE passages (
  row INTEGER PRIMARY KEY, notice TEXT, path TEXT, paragraph TEXT, start INTEGER, end INTEGER,
  context TEXT, text TEXT
);
CREATE INDEX passages_of ON passages (notice, start);
CREATE INDEX numbers ON notices (doc_number);
"""
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
        """Return all notices in the order of files and pages."""
        rows = self._all("SELECT record FROM notices ORDER BY file, position")
        return [_record(json.loads(row[0])) for row in rows]

    def file_of(self) -> dict[str, str]:
        """Return the file key of each notice id."""
        return dict(self._all("SELECT id, file FROM notices"))

    def text(self, notice: str) -> str:
        """Return the source text of a notice, from its span's start to its end."""
        return str(self._all("SELECT text FROM notices WHERE id = ?", (notice,))[0][0])

    def clauses(self, notice: str) -> list[Clause]:
        """Return the clauses of a notice in reading order."""
        rows = self._all(
            "SELECT path, start, end, own_end, heading, kind FROM clauses "
            "WHERE notice = ? ORDER BY position",
            (notice,),
        )
        return [
            Clause(tuple(json.loads(path)), Span(start, end), Span(start, own), heading, kind)
            for path, start, end, own, heading, kind in rows
        ]

    def passages(self, rows: Iterable[int] | None = None) -> dict[int, Passage]:
        """Return passages by row: those of ``rows``, or all."""
        if rows is None:
            found = self._all(_PASSAGE)
        else:
            wanted = [int(row) for row in rows]
            marks = ",".join("?" * len(wanted))
            found = self._all(f"{_PASSAGE} WHERE row IN ({marks})", wanted)
        return {r[0]: _passage(r[1:]) for r in found}

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
    record = json.dumps(_plain(it), ensure_ascii=False)
    connection.execute(
        "INSERT INTO notices VALUES (?, ?, ?, ?, ?, ?)",
        (it.id, entry.file, position, it.doc_number, record, entry.text),
    )
    connection.executemany(
        "INSERT INTO clauses VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (it.id, i, _json(c.path), c.span.start, c.span.end, c.own.end, c.heading, c.kind)
            for i, c in enumerate(entry.clauses)
        ],
    )
    connection.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                row + i,
                it.id,
                _json(p.path),
                p.paragraph,
                p.span.start,
                p.span.end,
                p.context,
                p.text,
            )
            for i, p in enumerate(entry.passages)
        ],
    )
    return row + len(entry.passages)


def record_of(notice: Notice, key: str, pages: Pages = ()) -> Record:
    """Return the catalogue record of a notice; who abolished it is known only beside others."""
    return Record(
        id=key,
        doc_number=str(notice.doc_number) if notice.doc_number else None,
        title=notice.title,
        enclosed_title=notice.enclosed_title,
        issuer=notice.issuer,
        issued_on=notice.issued_on,
        addressees=notice.addressees,
        valid_until=notice.valid_until,
        validity_text=notice.validity_text,
        abolishes=tuple(str(n) for n in notice.abolishes),
        abolished_by=None,
        cites=tuple(str(n) for n in notice.cites),
        attachments=tuple(f"{a.label} {a.title}" for a in notice.attachments),
        truncated=notice.truncated,
        damaged=notice.damaged,
        language=notice.language,
        source=notice.source,
        span=notice.span,
        clauses=len(notice.clauses),
        pages=pages,
    )


def _json(path: tuple[str, ...]) -> str:
    return json.dumps(path, ensure_ascii=False)


def _plain(record: Record) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for name in Record.__slots__:
        value = getattr(record, name)
        if isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, Span):
            value = [value.start, value.end]
        elif name == "damaged":
            value = [[span.start, span.end] for span in value]
        plain[name] = value
    return plain


def _record(plain: dict[str, Any]) -> Record:
    values = dict(plain)
    for name in ("issued_on", "valid_until"):
        values[name] = date.fromisoformat(plain[name]) if plain[name] else None
    for name in ("abolishes", "cites", "attachments"):
        values[name] = tuple(plain[name])
    values["span"] = Span(*plain["span"])
    values["damaged"] = tuple(Span(*span) for span in plain["damaged"])
    values["pages"] = tuple((offset, page) for offset, page in plain.get("pages", ()))
    return Record(**values)


def _passage(row: tuple[Any, ...]) -> Passage:
    notice, path, paragraph, start, end, context, text = row
    return Passage(notice, tuple(json.loads(path)), paragraph, Span(start, end), context, text)
