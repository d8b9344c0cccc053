"""What an index holds, as its writer sees it: changed notice by notice, kept segment by segment.

What is new is held until it is worth a segment of its own, then written and taken into use: memory
stays bounded, and a long ingest that is killed keeps what it did.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings import Encoder
from rag.errors import IndexMissing
from rag.index import generation
from rag.index.catalogue import Part
from rag.index.generation import SegmentEntry
from rag.index.ledger import Ledger
from rag.index.merging import merge
from rag.index.report import Progress
from rag.index.segment import write_segment
from rag.index.store import check_model, check_store
from rag.index.tables import Entry, FileEntry, Head, Tables
from rag.index.vectorstore import store_of
from rag.settings import Settings

_CHARS = 6_000_000  # of notices that are held before they become a segment
_FEWEST, _FIRST, _MOST = 256, 8192, 32_768  # passages held, as many as are encoded in good time
_BRIEF, _LONG = 10.0, 60.0  # seconds: a segment that takes less may be larger, one with more not


@dataclass(frozen=True, slots=True)
class Held:
    """A notice that is held; ``segment`` is None while it is not written."""

    head: Head
    segment: str | None


class Collection:
    """The notices of an index while it is written to; the writer's lock is held meanwhile."""

    def __init__(
        self, settings: Settings, encoder: Encoder, progress: Progress | None = None
    ) -> None:
        """Take in what the index of ``settings`` holds.

        :raises IndexMismatch, IndexDamaged: it cannot be written to.
        """
        root = settings.index
        self._root, self._encoder, self._progress = root, encoder, progress
        self._store = store_of(settings)
        self._ledger = Ledger(root, encoder.identity, encoder.dimension, self._store.kind)
        self.notices: dict[str, Held] = {}
        self.files: dict[str, FileEntry] = {}
        self._of_file: dict[str, set[str]] = {}
        self._file_in: dict[str, str | None] = {}
        self._tables: dict[str, Tables] = {}
        self._vanished: dict[str, Held] = {}
        self._vanished_files: list[tuple[str, str]] = []
        self._fresh: dict[str, Entry] = {}
        self._known: dict[str, NDArray[np.float32]] = {}
        self._chars = self._rows = 0
        self._enough = _FIRST
        self._changed = False
        try:
            manifest = generation.last_good(root)
        except IndexMissing:
            self._prepare()
            return
        check_model(root, manifest, encoder.identity)
        check_store(root, manifest, self._store)
        self._prepare()
        for segment in manifest.segments:
            self._take_in(segment)

    def _prepare(self) -> None:
        """Make ready for vectors; those of segments swept away by then are forgotten only now.

        One ingest may take several generations into use, while readers still open the first.
        """
        self._store.prepare(self._root, self._encoder.dimension, writing=True)
        self._store.sweep(self._root)

    def close(self) -> None:
        """Close the files that were opened."""
        for tables in self._tables.values():
            tables.close()
        self._store.close()

    def of_file(self, key: str) -> list[Held]:
        """Return the notices that were taken from a file, in its order."""
        held = [self.notices[notice] for notice in self._of_file.get(key, ())]
        return sorted(held, key=lambda it: it.head.position)

    def vanish(self, key: str) -> list[Held]:
        """Take out a file that is there no more with its notices, and return these.

        Until all is written they stay in use: another file may bring them again.
        """
        gone = self.of_file(key)
        for held in gone:
            self._forget(held)
            self._vanished[held.head.id] = held
        del self.files[key]
        if segment := self._file_in.pop(key):
            self._vanished_files.append((segment, key))
        self._changed = True
        return gone

    def put(self, file: FileEntry, entries: Sequence[Entry]) -> dict[str, Entry]:
        """Put what was read from a file in the place of what it held, where it is not the same.

        Notices of other files with the same ids are replaced, too. Returns all that were held
        before, by id.
        """
        ids = [entry.record.id for entry in entries]
        again = [self.notices[key] for key in ids if key in self.notices]
        held_before = {held.head.id: held for held in (*self.of_file(file.key), *again)}
        before = {key: self._entry(held) for key, held in held_before.items()}
        known = self.files.get(file.key)
        same_bytes = known is not None and (known.sha256, known.holds) == (file.sha256, file.holds)
        if same_bytes and before == {entry.record.id: entry for entry in entries}:
            return before
        for held in held_before.values():
            self._drop(held)
        for key in ids:
            if key in self._vanished:
                self._lose(self._vanished.pop(key))
        if segment := self._file_in.get(file.key):
            self._ledger.lose_file(segment, file.key)
        self.files[file.key], self._file_in[file.key] = file, None
        for entry in entries:
            self._hold(entry)
        self._changed = True
        return before

    def remove(self, notice: str) -> bool:
        """Take a notice out; return whether there was one. Its file counts as read still."""
        held = self.notices.get(notice)
        if held is None:
            return False
        self._drop(held)
        self._changed = True
        return True

    def save_some(self) -> None:
        """Write what is held and take it into use, if it is worth a segment."""
        if self._chars >= _CHARS or self._rows >= self._enough:
            began = time.perf_counter()
            self._save()
            took = time.perf_counter() - began
            if took < _BRIEF:
                self._enough = min(2 * self._enough, _MOST)
            elif took > _LONG:
                self._enough = max(self._enough // 2, _FEWEST)

    def save(self) -> None:
        """Write all that changed and take it into use."""
        if not self._changed:
            return
        for held in self._vanished.values():
            self._lose(held)
        for segment, key in self._vanished_files:
            self._ledger.lose_file(segment, key)
        self._vanished, self._vanished_files = {}, []
        self._save()

    def _save(self) -> None:
        unwritten = [self.files[key] for key, segment in self._file_in.items() if segment is None]
        fresh: list[SegmentEntry] = []
        if unwritten:
            entries = sorted(self._fresh.values(), key=lambda e: (e.file, e.record.span.start))
            fresh = [
                write_segment(
                    *(self._root, unwritten, entries, self._encoder),
                    *(self._known, self._progress),
                    store=self._store,
                )
            ]
            self._fresh, self._known, self._chars, self._rows = {}, {}, 0, 0
            self._take_in(fresh[0])
        self._ledger.commit(fresh)
        while not self._vanished and (group := self._ledger.due()):
            merged = merge(self._root, group, self._encoder.dimension, self._store)
            self._ledger.replace(group)
            for entry in group:
                self._tables.pop(entry.name).close()
            self._take_in(merged)
            self._ledger.commit([merged])
        self._changed = bool(self._vanished or self._vanished_files)

    def _take_in(self, segment: SegmentEntry) -> None:
        """Read what a segment holds."""
        path = self._root / segment.name / generation.CATALOGUE
        part = Part.open(path, 0, segment.gone, segment.gone_files)
        self._tables[segment.name] = part.tables
        files = [it for it in part.tables.files() if it.key not in part.gone_files]
        for file in files:
            self.files[file.key], self._file_in[file.key] = file, segment.name
        for head in part.heads:
            self.notices[head.id] = Held(head, segment.name)
            self._of_file.setdefault(head.file, set()).add(head.id)
        self._ledger.add(segment, len(part.heads), part.live.count, len(files))

    def _hold(self, entry: Entry) -> None:
        key = entry.record.id
        if earlier := self.notices.get(key):  # twice in one file: the later one counts
            self._drop(earlier)
        self._fresh[key] = entry
        self.notices[key] = Held(entry.head, None)
        self._of_file.setdefault(entry.file, set()).add(key)
        self._chars += len(entry.text)
        self._rows += len(entry.passages)

    def _forget(self, held: Held) -> None:
        del self.notices[held.head.id]
        self._of_file[held.head.file].discard(held.head.id)

    def _drop(self, held: Held) -> None:
        self._forget(held)
        if held.segment:
            self._lose(held)
        else:
            entry = self._fresh.pop(held.head.id)
            self._chars -= len(entry.text)
            self._rows -= len(entry.passages)

    def _lose(self, held: Held) -> None:
        """Note that a written notice is gone; its vectors are kept in case its texts come again."""
        if not held.segment:
            return
        self._ledger.lose(held.segment, held.head)
        rows = range(held.head.first, held.head.first + held.head.rows)
        folder = self._root / held.segment
        segment = self._store.read(folder, rows.stop, self._encoder.dimension)
        vectors = segment.at(np.array(rows, dtype=np.int64))
        for row, passage in self._tables[held.segment].passages(rows):
            self._known[passage.indexed] = vectors[row - held.head.first]

    def _entry(self, held: Held) -> Entry:
        if held.segment:
            return self._tables[held.segment].entry(held.head)
        return self._fresh[held.head.id]
