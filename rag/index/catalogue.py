"""The catalogue: files, notices, clauses and passages of all segments of one generation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexDamaged, IndexEmpty
from rag.index import generation
from rag.index.live import Live, shared_out
from rag.index.model import Passage, Record
from rag.index.tables import Entry as Entry
from rag.index.tables import FileEntry as FileEntry
from rag.index.tables import Head, Tables
from rag.index.tables import write as write
from rag.notices.model import Appointment, Clause


@dataclass(frozen=True, slots=True)
class Part:
    """The tables of one segment, and what of them counts: ``heads`` are the live notices."""

    tables: Tables
    live: Live
    heads: tuple[Head, ...]
    gone: frozenset[str] = frozenset()
    gone_files: frozenset[str] = frozenset()

    @classmethod
    def open(cls, path: Path, base: int, gone: Iterable[str], gone_files: Iterable[str]) -> Part:
        """Open the tables in ``path`` without what is gone, rows numbered from ``base``.

        :raises IndexDamaged: they are no tables, or never held what is said to be gone.
        """
        tables = Tables(path)
        heads, lost = tables.heads(), frozenset(gone)
        if not lost <= {head.id for head in heads}:
            raise IndexDamaged(path=path, reason=generation.MANIFEST)
        size = heads[-1].first + heads[-1].rows if heads else 0
        rows = [np.arange(h.first, h.first + h.rows) for h in heads if h.id in lost]
        live = Live.of(base, size, np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64))
        kept = tuple(head for head in heads if head.id not in lost)
        return cls(tables, live, kept, lost, frozenset(gone_files))


class Catalogue:
    """Read access to the catalogue of a generation; may be shared between threads."""

    def __init__(self, *parts: Part | Path) -> None:
        """Take the parts together; a path is that of the tables of one segment, all live.

        :raises IndexDamaged: a path leads to no tables.
        """
        self.parts: list[Part] = []
        for part in parts:
            base = sum(it.live.count for it in self.parts)
            self.parts.append(Part.open(part, base, (), ()) if isinstance(part, Path) else part)
        self._ends = np.cumsum([part.live.count for part in self.parts])
        self._at = {head.id: (part, head) for part in self.parts for head in part.heads}

    def close(self) -> None:
        """Close the files."""
        for part in self.parts:
            part.tables.close()

    def files(self) -> dict[str, FileEntry]:
        """Return the files that were read, by key."""
        return {
            file.key: file
            for part in self.parts
            for file in part.tables.files()
            if file.key not in part.gone_files
        }

    def records(self) -> list[Record]:
        """Return all notices in the order of files and pages; read once, it never changes."""
        return list(self._records)

    @cached_property
    def _records(self) -> tuple[Record, ...]:
        of = {
            record.id: record
            for part in self.parts
            for record in part.tables.records()
            if record.id not in part.gone
        }
        heads = sorted((it for _, it in self._at.values()), key=lambda h: (h.file, h.position))
        return tuple(with_repeals([of[head.id] for head in heads]))

    def file_of(self) -> dict[str, str]:
        """Return the file key of each notice id."""
        return {key: head.file for key, (_, head) in self._at.items()}

    def notices_in(self, file: str) -> list[str]:
        """Return the ids of the notices of a file, or of all that is in an archive, by its key."""
        inside = f"{file}/"
        heads = (head for _, head in self._at.values())
        return [it.id for it in heads if it.file == file or it.file.startswith(inside)]

    def text(self, notice: str) -> str:
        """Return the source text of a notice, from its span's start to its end."""
        return self._at[notice][0].tables.text(notice)

    def clauses(self, notice: str) -> list[Clause]:
        """Return the clauses of a notice in reading order; none of one that is not held."""
        part, _ = self._at.get(notice, (None, None))
        return part.tables.clauses(notice) if part else []

    def appointments(self) -> list[tuple[str, Appointment]]:
        """Return what the notices say of persons and posts, each with the notice's id."""
        said = [
            (notice, appointment)
            for part in self.parts
            for notice, appointment in part.tables.appointments()
            if notice not in part.gone
        ]
        return sorted(said, key=lambda it: it[0]) if len(self.parts) > 1 else said

    def passages(self, rows: Iterable[int] | None = None) -> dict[int, Passage]:
        """Return passages by row: those of ``rows``, or all."""
        found: dict[int, Passage] = {}
        if rows is None:
            for part in self.parts:
                every = part.tables.passages()
                kept = [it for it in every if it[1].notice not in part.gone]
                found.update((part.live.base + i, it) for i, (_, it) in enumerate(kept))
            return found
        wanted = np.array([row for row in rows if 0 <= row < self.count], dtype=np.int64)
        for part, places in zip(self.parts, shared_out(wanted, self._ends), strict=True):
            if len(places):
                own = part.live.inside(wanted[places])
                held = dict(part.tables.passages(own.tolist()))
                outside = wanted[places].tolist()
                found.update((row, held[i]) for row, i in zip(outside, own.tolist(), strict=True))
        return found

    @property
    def count(self) -> int:
        """Number of rows."""
        return int(self._ends[-1]) if len(self._ends) else 0

    def rows_of(self, notice: str) -> list[int]:
        """Return the rows of a notice's passages in reading order."""
        if notice not in self._at:
            return []
        part, head = self._at[notice]
        rows = part.live.outside(np.arange(head.first, head.first + head.rows))
        return [int(row) for row in rows]

    def notice_of_row(self) -> list[str]:
        """Return the notice id of every row, in row order."""
        ids, of_row = self.notices_by_row()
        return [ids[at] for at in of_row.tolist()]

    def notices_by_row(self) -> tuple[list[str], NDArray[np.int32]]:
        """Return the ids of all notices in the order of their rows, and for each row its place."""
        heads = [head for part in self.parts for head in part.heads]
        places = np.repeat(np.arange(len(heads), dtype=np.int32), [head.rows for head in heads])
        return [head.id for head in heads], places


def open_catalogue(root: Path) -> Catalogue:
    """Open only the catalogue of the index in ``root``: listing needs no model.

    :raises IndexMissing, IndexDamaged: there is none, or it is not whole.
    :raises IndexEmpty: it holds no notice.
    """

    def read(folder: Path) -> Catalogue:
        manifest = generation.read_manifest(folder)
        if not manifest.notices:
            raise IndexEmpty(path=root)
        return catalogue_of(root, manifest)

    return generation.reading(root, read)


def catalogue_of(root: Path, manifest: generation.Manifest) -> Catalogue:
    """Open the catalogue of a generation of the index in ``root``.

    :raises IndexDamaged: tables are missing or hold something else.
    """
    parts: list[Part] = []
    base = 0
    for it in manifest.segments:
        parts.append(Part.open(root / it.name / generation.CATALOGUE, base, it.gone, it.gone_files))
        base += parts[-1].live.count
    return Catalogue(*parts)


def with_repeals(records: Sequence[Record]) -> list[Record]:
    """Mark the notices that another of the collection says it repeals (废止)."""
    by = {number: record for record in records for number in record.abolishes}
    return [_repealed(it, by[it.doc_number]) if it.doc_number in by else it for it in records]


def _repealed(record: Record, other: Record) -> Record:
    return replace(
        record,
        abolished_by=other.doc_number or f"《{other.shown_title}》",
        abolished_on=other.begins_on,
    )
