"""Taking notices in: read what changed, keep what did not, write what is new."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from embeddings import Encoder
from rag.errors import NoNotice, WenceError
from rag.index import generation
from rag.index.collection import Collection, Held
from rag.index.passages import cut_passages
from rag.index.report import Progress as Progress
from rag.index.report import Report
from rag.index.rows import record_of
from rag.index.tables import Entry, FileEntry
from rag.notices.formats.model import pages_within
from rag.notices.model import Notice
from rag.notices.sources import SourceFile, digest, extract_of, find_sources, notices_in
from rag.settings import Settings
from rag.tokens import counter


def ingest(
    paths: Sequence[Path], settings: Settings, encoder: Encoder, progress: Progress | None = None
) -> Report:
    """Bring the index up to date with ``paths`` and return what was done.

    Files whose bytes did not change are not read again. A file that cannot be used is skipped with
    its reason; where that leaves no notice at all the error is raised and the index stays as it is.
    ``progress(stage, done, total)`` is called for the stages "read" and "embed". Of many files some
    are taken into use before the last are read: whatever ends an ingest, the next one goes on.

    :raises SourceMissing: a path does not exist.
    :raises NoNotice: no notice was found in any of ``paths``.
    :raises IndexMismatch, IndexDamaged, IndexBusy: the index cannot be written.
    """
    began = time.perf_counter()
    sources = list(find_sources(paths, settings.reading))
    with generation.writing(settings.index):
        collection = Collection(settings, encoder, progress)
        try:
            taking = _Taking(collection, settings)
            taking.take(paths, sources, progress)
            _require_notices(paths, taking.report)
            collection.save()
        finally:
            collection.close()
    report = taking.report
    report.notices = len(collection.notices)
    report.clauses = sum(held.head.clauses for held in collection.notices.values())
    report.seconds = round(time.perf_counter() - began, 3)
    return report


def remove(name: str, settings: Settings, encoder: Encoder, notice: str) -> None:
    """Take the notice with id ``notice`` (known to users as ``name``) out of the index."""
    with generation.writing(settings.index):
        collection = Collection(settings, encoder)
        try:
            if not collection.remove(notice):
                raise NoNotice(path=name)
            collection.save()
        finally:
            collection.close()


class _Taking:
    """One ingest: files are taken in one by one, ``report`` says what became of each notice."""

    def __init__(self, collection: Collection, settings: Settings) -> None:
        self._collection, self._settings = collection, settings
        self._tokens = counter(settings.chunking.encoding)
        self.report = Report()
        self._lost: set[str] = set()  # ids of notices that were taken out

    def take(
        self, paths: Sequence[Path], sources: Sequence[SourceFile], progress: Progress | None
    ) -> None:
        """Take in ``sources``, the files found under ``paths``."""
        self._vanish(paths, sources)
        kept = []
        for done, source in enumerate(sources):
            if progress:
                progress("read", done, len(sources))
            if not self._take(source):
                kept.append(source)
        if progress:
            progress("read", len(sources), len(sources))
        self._keep(kept)

    def _vanish(self, paths: Sequence[Path], sources: Sequence[SourceFile]) -> None:
        """Take out notices of files that were under a given path and are there no more."""
        seen = {source.key for source in sources}
        above = [path.resolve() for path in paths]  # folders, and archives with their members
        # What was in an archive that cannot be opened today is not known to be gone.
        closed = [Path(s.key) for s in sources if s.member and s.member.problem]
        gone = [
            key
            for key in self._collection.files
            if key not in seen
            and any(path in Path(key).parents for path in above)
            and not any(Path(key).is_relative_to(path) for path in closed)
        ]
        for key in gone:
            for held in self._collection.vanish(key):
                self.report.removed.append(held.head.name)
                self._lost.add(held.head.id)

    def _take(self, source: SourceFile) -> bool:
        """Read one file if it changed; return whether that is settled, False where it did not."""
        known = self._collection.files.get(source.key)
        try:
            size, changed = source.stat()
            if known and (known.size, known.mtime) == (size, changed):
                return False
            data = source.read(self._settings.reading.max_mib)
            entry = FileEntry(source.key, source.name, digest(data), len(data), changed)
            if known and known.sha256 == entry.sha256:
                return False
            self._read(source, data, entry)
        except WenceError as error:
            self.report.skipped.append((source.name, error))
        return True

    def _keep(self, sources: Sequence[SourceFile]) -> None:
        """Note files that did not change; one that holds a notice taken out is read again.

        Two files may hold a notice: it is taken from the one that is left.
        """
        for source in sources:
            held = self._collection.files[source.key].holds
            missing = self._lost.intersection(held).difference(self._collection.notices)
            if missing:
                try:
                    data = source.read(self._settings.reading.max_mib)
                    self._read(source, data, self._collection.files[source.key])
                except WenceError as error:
                    self.report.skipped.append((source.name, error))
            else:
                names = [held.head.name for held in self._collection.of_file(source.key)]
                self.report.unchanged += names

    def _read(self, source: SourceFile, data: bytes, file: FileEntry) -> None:
        """Put the notices of a file in the place of what it held.

        :raises WenceError: it cannot be used.
        """
        extract = extract_of(source, data, self._settings.reading)
        entries = []
        for notice in notices_in(source, extract.text):
            key = notice_key(notice)
            passages = cut_passages(notice, key, self._tokens, self._settings.chunking)
            record = record_of(notice, key, pages_within(extract.pages, notice.span))
            said = notice.appointments
            entries.append(
                Entry(record, file.key, notice.text, notice.clauses, tuple(passages), said)
            )
        holds = tuple(dict.fromkeys(entry.record.id for entry in entries))
        before = self._collection.put(replace(file, holds=holds), entries)
        self._tell(entries, before)
        self._collection.save_some()

    def _tell(self, entries: Sequence[Entry], before: Mapping[str, tuple[Held, str]]) -> None:
        """Report ``entries`` beside the notices that they replaced, each with its text."""
        texts = {key: text for key, (_, text) in before.items()}
        for entry in entries:
            old = texts.pop(entry.record.id, None)
            if old is None:
                self.report.added.append(entry.name)
            elif old == entry.text:
                self.report.unchanged.append(entry.name)
            else:
                self.report.updated.append(entry.name)
        for key in texts:
            self.report.removed.append(before[key][0].head.name)
            self._lost.add(key)


def notice_key(notice: Notice) -> str:
    """Return the id of a notice: of its number and issuer, else of its title and day."""
    if notice.doc_number:
        parts = [str(notice.doc_number), notice.issuer or ""]
    else:
        parts = [notice.shown_title, str(notice.issued_on), notice.issuer or ""]
    return hashlib.blake2s("\n".join(parts).encode(), digest_size=5).hexdigest()


def _require_notices(paths: Sequence[Path], report: Report) -> None:
    if report.added or report.updated or report.unchanged or report.removed:
        return
    if len(report.skipped) == 1:
        raise report.skipped[0][1]
    raise NoNotice(path=", ".join(str(path) for path in paths))
