"""Taking notices in: read what changed, keep what did not, write what is new."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from embeddings import Encoder
from rag.errors import NoNotice, WenceError
from rag.index import generation
from rag.index.collection import Collection
from rag.index.passages import cut_passages
from rag.index.report import Change, Fate, Report, Skip
from rag.index.report import Progress as Progress
from rag.index.rows import record_of
from rag.index.tables import Entry, FileEntry, Head
from rag.notices.formats.model import pages_within
from rag.notices.model import Notice
from rag.notices.sources import SourceFile, digest, extract_of, find_sources, notices_in
from rag.settings import Settings
from rag.tokens import counter


def ingest(
    paths: Sequence[Path],
    settings: Settings,
    encoder: Encoder,
    progress: Progress | None = None,
    again: bool = False,
) -> Report:
    """Bring the index up to date with ``paths`` and return what was done.

    Files whose bytes did not change are not read again. A file that cannot be used is skipped with
    its reason; where that leaves no notice at all the error is raised and the index stays as it is.
    ``progress(stage, done, total)`` is called for the stages "read" and "embed". Of many files some
    are taken into use before the last are read: whatever ends an ingest, the next one goes on.

    :param again: read files again though they did not change: the program may read better than
        it did. They keep the name that citations give them.
    :raises SourceMissing: a path does not exist.
    :raises NoNotice: no notice was found in any of ``paths``.
    :raises IndexMismatch, IndexDamaged, IndexBusy: the index cannot be written.
    """
    report = take_in(paths, settings, encoder, progress, again)
    if not report.changes:
        if len(report.skips) == 1:
            raise report.skips[0].error
        raise NoNotice(path=", ".join(str(path) for path in paths))
    return report


def take_in(
    paths: Sequence[Path],
    settings: Settings,
    encoder: Encoder,
    progress: Progress | None = None,
    again: bool = False,
) -> Report:
    """Do what ``ingest`` does, and return the report also where nothing could be used.

    :raises SourceMissing, IndexMismatch, IndexDamaged, IndexBusy: as ``ingest`` does.
    """
    began = time.perf_counter()
    sources = list(find_sources(paths, settings.reading))
    with _changing(settings, encoder, progress) as collection:
        taking = _Taking(collection, settings, again)
        taking.take(paths, sources, progress)
        collection.save()
    report = taking.report
    report.notices = len(collection.notices)
    report.clauses = sum(held.head.clauses for held in collection.notices.values())
    report.seconds = round(time.perf_counter() - began, 3)
    return report


def remove(name: str, settings: Settings, encoder: Encoder, notice: str) -> None:
    """Take the notice with id ``notice`` (known to users as ``name``) out of the index."""
    with _changing(settings, encoder) as collection:
        if not collection.remove(notice):
            raise NoNotice(path=name)
        collection.save()


def remove_file(path: Path, settings: Settings, encoder: Encoder) -> list[Change]:
    """Take all notices of a file, or of what is in an archive, out of the index; return them.

    The file is forgotten with them: when it comes again, it is read again.

    :raises IndexMismatch, IndexDamaged, IndexBusy: the index cannot be written.
    """
    path = path.resolve()
    with _changing(settings, encoder) as collection:
        keys = [key for key in collection.files if Path(key).is_relative_to(path)]
        gone = [held.head for key in keys for held in collection.vanish(key)]
        collection.save()
    return [_change("removed", head) for head in gone]


@contextmanager
def _changing(
    settings: Settings, encoder: Encoder, progress: Progress | None = None
) -> Iterator[Collection]:
    with generation.writing(settings.index):
        collection = Collection(settings, encoder, progress)
        try:
            yield collection
        finally:
            collection.close()


class _Taking:
    """One ingest: files are taken in one by one, ``report`` says what became of each notice."""

    def __init__(self, collection: Collection, settings: Settings, again: bool) -> None:
        self._collection, self._settings, self._again = collection, settings, again
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
                self.report.changes.append(_change("removed", held.head))
                self._lost.add(held.head.id)

    def _take(self, source: SourceFile) -> bool:
        """Read one file if it changed, or again; return whether that is settled, False if not."""
        held = self._collection.files.get(source.key)
        known = None if self._again else held
        if self._again and held:
            source = replace(source, name=held.name)
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
            self.report.skips.append(Skip(source.name, source.key, error))
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
                    self.report.skips.append(Skip(source.name, source.key, error))
            else:
                kept = self._collection.of_file(source.key)
                self.report.changes += [_change("unchanged", held.head) for held in kept]

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
        known = self._collection.files.get(file.key)
        holds = tuple(dict.fromkeys(entry.record.id for entry in entries))
        before = self._collection.put(replace(file, holds=holds), entries)
        self._tell(entries, before, known is not None and known.sha256 == file.sha256)
        self._collection.save_some()

    def _tell(self, entries: Sequence[Entry], before: dict[str, Entry], same_bytes: bool) -> None:
        """Report ``entries`` beside the notices that were held before."""
        for entry in entries:
            fate = _fate(before.pop(entry.record.id, None), entry, same_bytes)
            self.report.changes.append(_change(fate, entry.head))
        for entry in before.values():
            self.report.changes.append(_change("removed", entry.head))
            self._lost.add(entry.record.id)


def _fate(old: Entry | None, new: Entry, same_bytes: bool) -> Fate:
    if old is None:
        return "added"
    # The same bytes may be understood otherwise than by an earlier version of the program.
    same = old == new if same_bytes and old.file == new.file else old.text == new.text
    return "unchanged" if same else "updated"


def notice_key(notice: Notice) -> str:
    """Return the id of a notice: of its number and issuer, else of its title and day."""
    if notice.doc_number:
        parts = [str(notice.doc_number), notice.issuer or ""]
    else:
        parts = [notice.shown_title, str(notice.issued_on), notice.issuer or ""]
    return hashlib.blake2s("\n".join(parts).encode(), digest_size=5).hexdigest()


def _change(fate: Fate, head: Head) -> Change:
    return Change(fate, head.id, head.name, head.file)
