"""Merging segments: what is live of several is copied into one; nothing is encoded again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib.format import open_memmap
from numpy.typing import NDArray

from rag.index import generation, manifest
from rag.index.catalogue import Part
from rag.index.generation import SegmentEntry
from rag.index.live import Live
from rag.index.postings import Postings
from rag.index.segment import Segment
from rag.index.tables import create
from rag.index.vectors import Array
from rag.index.vectorstore import SegmentVectors, VectorStore
from rag.index.words import Words

_BLOCK = 1 << 16  # vectors copied at a time
_STRETCH = 1 << 22  # postings copied at a time


def merge(
    root: Path, group: Sequence[SegmentEntry], dimension: int, store: VectorStore
) -> SegmentEntry:
    """Write the live part of the segments of ``group`` as one segment and return its entry.

    :param store: where their vectors are.
    :raises IndexDamaged: a file of theirs is not what it should be.
    """
    parts: list[Part] = []
    for it in group:
        base = sum(part.live.count for part in parts)
        path = root / it.name / generation.CATALOGUE
        parts.append(Part.open(path, base, it.gone, it.gone_files))
    live = [part.live for part in parts]
    segments = [Segment.open(root / it.name, it.rows, dimension, store) for it in group]
    folder = generation.begin_segment(root)
    _copy_tables(folder / generation.CATALOGUE, root, group, parts)
    store.write(folder, _blocks([it.vectors for it in segments], live), dimension)
    copy_postings([it.postings for it in segments], live, folder / generation.LEXICAL)
    if all(it.words for it in segments):
        _gathered([it.words for it in segments if it.words], live).save(folder)
    for part in parts:
        part.tables.close()
    rows, notices = sum(it.count for it in live), sum(len(part.heads) for part in parts)
    return manifest.seal(folder, rows, notices)


def _copy_tables(
    path: Path, root: Path, group: Sequence[SegmentEntry], parts: Sequence[Part]
) -> None:
    connection = create(path)
    try:
        for entry, part in zip(group, parts, strict=True):
            uri = (root / entry.name / generation.CATALOGUE).resolve().as_uri()
            connection.execute("ATTACH ? AS old", (f"{uri}?mode=ro&immutable=1",))
            with connection:
                _copy(connection, part)
            connection.execute("DETACH old")
    finally:
        connection.close()


def _copy(connection: sqlite3.Connection, part: Part) -> None:
    """Copy what is live of the attached tables, rows numbered as they are outside."""
    connection.execute("CREATE TEMP TABLE moved (id TEXT PRIMARY KEY, first INTEGER, by INTEGER)")
    firsts = part.live.outside(np.array([h.first for h in part.heads if h.rows], dtype=np.int64))
    told = iter(firsts.tolist())
    row = part.live.base
    moved = []
    for head in part.heads:
        row = next(told) if head.rows else row
        moved.append((head.id, row, row - head.first))
    connection.executemany("INSERT INTO moved VALUES (?, ?, ?)", moved)
    connection.execute("CREATE TEMP TABLE lost (key TEXT PRIMARY KEY)")
    lost = [(key,) for key in part.gone_files]
    connection.executemany("INSERT INTO lost VALUES (?)", lost)
    connection.execute(
        "INSERT INTO files SELECT * FROM old.files WHERE key NOT IN (SELECT key FROM lost)"
    )
    connection.execute(
        "INSERT INTO notices SELECT n.id, file, position, name, clauses, moved.first, passages, "
        "record FROM old.notices n JOIN moved ON moved.id = n.id ORDER BY n.rowid"
    )
    connection.execute(
        "INSERT INTO passages SELECT row + moved.by, notice, path, paragraph, start, end, context, "
        "text FROM old.passages JOIN moved ON moved.id = notice ORDER BY row"
    )
    for name in ("texts", "clauses", "posts"):
        connection.execute(
            f"INSERT INTO {name} SELECT * FROM old.{name} "
            "WHERE notice IN (SELECT id FROM moved) ORDER BY notice"
        )
    connection.execute("DROP TABLE moved")
    connection.execute("DROP TABLE lost")


def _blocks(vectors: Sequence[SegmentVectors], live: Sequence[Live]) -> Iterator[Array]:
    for some, rows in zip(vectors, live, strict=True):
        kept = np.arange(rows.size) if rows.kept is None else rows.kept.astype(np.int64)
        for start in range(0, len(kept), _BLOCK):
            yield some.at(kept[start : start + _BLOCK])


def _gathered(words: Sequence[Words], live: Sequence[Live]) -> Words:
    tokens: list[NDArray[Any]] = [np.zeros(0, dtype=np.int32)]
    lengths = []
    for some, rows in zip(words, live, strict=True):
        of_row = np.diff(some.starts)
        if rows.rank is None:
            tokens.append(some.tokens)
        else:
            tokens.append(some.tokens[np.repeat(rows.rank >= 0, of_row)])
        lengths.append(rows.of_all(of_row))
    every = np.concatenate(tokens)
    starts = np.concatenate([[0], np.cumsum(np.concatenate(lengths))]).astype(np.int64)
    return Words(every, starts, np.bincount(every).astype(np.int32))


def copy_postings(old: Sequence[Postings], live: Sequence[Live], folder: Path) -> None:
    """Write the live postings of several segments, rows numbered as they are outside.

    Rows of a later segment come after those of an earlier one, so that postings need no sorting:
    each has its place, which is worked out a stretch at a time.
    """
    terms = np.unique(np.concatenate([it.terms for it in old]))
    places = [np.searchsorted(terms, it.terms) for it in old]
    counts = [np.concatenate(list(_counted(*it))) for it in zip(old, live, strict=True)]
    total = np.zeros(len(terms), dtype=np.int64)
    for place, count in zip(places, counts, strict=True):
        total[place] += count
    ends = np.cumsum(total)
    free = ends - total  # where the next posting of a term goes
    folder.mkdir()
    kind = np.result_type(*(it.counts.dtype for it in old))
    size = int(ends[-1]) if len(ends) else 0
    rows = open_memmap(folder / "rows.npy", mode="w+", dtype=np.int32, shape=(size,))
    times = open_memmap(folder / "counts.npy", mode="w+", dtype=kind, shape=(size,))
    for it, rank, place, count in zip(old, live, places, counts, strict=True):
        for first, last in _stretches(it):
            held = slice(int(it.starts[first]), int(it.starts[last]))
            stays = _stays(it, rank, held)
            number = count[first:last]
            ahead = np.cumsum(number) - number
            to = np.repeat(free[place[first:last]] - ahead, number) + np.arange(number.sum())
            rows[to] = rank.outside(it.rows[held][stays])
            times[to] = it.counts[held][stays]
        free[place] += count
    held_terms = total > 0
    lengths = np.concatenate([rank.of_all(it.lengths) for it, rank in zip(old, live, strict=True)])
    starts = np.append((ends - total)[held_terms], size).astype(np.int64)
    for name, array in (("terms", terms[held_terms]), ("starts", starts), ("lengths", lengths)):
        np.save(folder / f"{name}.npy", array, allow_pickle=False)
    rows.flush()
    times.flush()


def _stays(old: Postings, live: Live, held: slice) -> NDArray[np.bool_] | slice:
    return slice(None) if live.rank is None else live.rank[old.rows[held]] >= 0


def _counted(old: Postings, live: Live) -> Iterator[NDArray[np.int64]]:
    """Yield how many live rows have each term, stretch after stretch."""
    yield np.zeros(0, dtype=np.int64)
    for first, last in _stretches(old):
        starts = old.starts[first : last + 1]
        if live.rank is None:
            yield np.diff(starts)
        else:
            stays = live.rank[old.rows[starts[0] : starts[-1]]] >= 0
            yield np.add.reduceat(stays, starts[:-1] - starts[0], dtype=np.int64)


def _stretches(old: Postings) -> Iterator[tuple[int, int]]:
    """Yield stretches of terms (first, behind the last) with no more postings than fit memory."""
    first, terms = 0, len(old.terms)
    while first < terms:
        reach = int(old.starts[first]) + _STRETCH
        last = int(np.searchsorted(old.starts, reach, side="right")) - 1
        last = min(max(last, first + 1), terms)
        yield first, last
        first = last
