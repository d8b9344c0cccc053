"""Taking notices in: read what changed, keep what did not, write the next generation."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from embeddings import Encoder
from rag.errors import NoNotice, WenceError
from rag.index import generation
from rag.index.catalogue import Entry, FileEntry
from rag.index.collection import Collection
from rag.index.collection import Progress as Progress
from rag.index.passages import cut_passages
from rag.index.report import Change, Fate, Report, Skip
from rag.index.rows import record_of
from rag.notices.formats.model import Pages, pages_within
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
    ``progress(stage, done, total)`` is called for the stages "read" and "embed".

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
    with generation.writing(settings.index):
        collection = Collection(settings.index, encoder.identity)
        report = Report()
        changed = _vanished(paths, sources, collection, report)
        for done, source in enumerate(sources):
            if progress:
                progress("read", done, len(sources))
            changed |= _take(source, collection, settings, report, again)
        if progress:
            progress("read", len(sources), len(sources))
        if changed:
            collection.write(encoder, progress)
    report.notices = len(collection.entries)
    report.clauses = sum(len(e.clauses) for e in collection.entries.values())
    report.seconds = round(time.perf_counter() - began, 3)
    return report


def remove(name: str, settings: Settings, encoder: Encoder, notice: str) -> None:
    """Take the notice with id ``notice`` (known to users as ``name``) out of the index."""
    with generation.writing(settings.index):
        collection = Collection(settings.index, encoder.identity)
        if collection.entries.pop(notice, None) is None:
            raise NoNotice(path=name)
        collection.write(encoder)


def remove_file(path: Path, settings: Settings, encoder: Encoder) -> list[Change]:
    """Take all notices of a file, or of what is in an archive, out of the index; return them.

    The file is forgotten with them: when it comes again, it is read again.

    :raises IndexMismatch, IndexDamaged, IndexBusy: the index cannot be written.
    """
    path = path.resolve()
    with generation.writing(settings.index):
        collection = Collection(settings.index, encoder.identity)
        keys = [key for key in collection.files if Path(key).is_relative_to(path)]
        gone = [entry for key in keys for entry in collection.drop_file(key).values()]
        if keys:
            collection.write(encoder)
    return [_change("removed", entry) for entry in gone]


def _vanished(
    paths: Sequence[Path], sources: list[SourceFile], collection: Collection, report: Report
) -> bool:
    """Take out notices of files that were under a given path and are there no more."""
    seen = {source.key for source in sources}
    above = [path.resolve() for path in paths]  # folders, and archives with their members
    # What was in an archive that cannot be opened today is not known to be gone.
    closed = [Path(s.key) for s in sources if s.member and s.member.problem]
    gone = [
        key
        for key in collection.files
        if key not in seen
        and any(path in Path(key).parents for path in above)
        and not any(Path(key).is_relative_to(path) for path in closed)
    ]
    for key in gone:
        report.changes += [_change("removed", e) for e in collection.drop_file(key).values()]
    return bool(gone)


def _take(
    source: SourceFile, collection: Collection, settings: Settings, report: Report, again: bool
) -> bool:
    """Read one file if it changed, or ``again``; return whether the collection did.

    Once notices were removed, an unchanged file is read again: it may hold one of them too.
    """
    held = collection.files.get(source.key)
    known = None if again or report.removed else held
    if again and held:
        source = replace(source, name=held.name)
    try:
        size, changed = source.stat()
        if known and (known.size, known.mtime) == (size, changed):
            _keep(known, collection, report)
            return False
        data = source.read(settings.reading.max_mib)
        entry = FileEntry(source.key, source.name, digest(data), len(data), changed)
        if known and known.sha256 == entry.sha256:
            _keep(known, collection, report)
            return False
        extract = extract_of(source, data, settings.reading)
        notices = notices_in(source, extract.text)
    except WenceError as error:
        report.skips.append(Skip(source.name, source.key, error))
        return False
    return _replace(entry, notices, extract.pages, collection, settings, report)


def _keep(file: FileEntry, collection: Collection, report: Report) -> None:
    kept = [entry for entry in collection.entries.values() if entry.file == file.key]
    report.changes += [_change("unchanged", entry) for entry in kept]


def _replace(
    file: FileEntry,
    notices: list[Notice],
    pages: Pages,
    collection: Collection,
    settings: Settings,
    report: Report,
) -> bool:
    """Put ``notices`` in the place of those of ``file``; return whether any of it is new."""
    held = collection.files.get(file.key)
    same_bytes = held is not None and held.sha256 == file.sha256
    before = collection.drop_file(file.key)
    collection.files[file.key] = file
    tokens = counter(settings.chunking.encoding)
    changed = not same_bytes
    for notice in notices:
        key = notice_key(notice)
        passages = cut_passages(notice, key, tokens, settings.chunking)
        record = record_of(notice, key, pages_within(pages, notice.span))
        entry = Entry(
            record, file.key, notice.text, notice.clauses, tuple(passages), notice.appointments
        )
        old = before.pop(key, None) or collection.entries.pop(key, None)
        collection.entries[key] = entry
        changed |= entry != old
        report.changes.append(_change(_fate(old, entry, same_bytes), entry))
    report.changes += [_change("removed", entry) for entry in before.values()]
    return changed or bool(before)


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


def _change(fate: Fate, entry: Entry) -> Change:
    record = entry.record
    name = record.doc_number or record.shown_title or record.id
    return Change(fate, record.id, name, entry.file)
