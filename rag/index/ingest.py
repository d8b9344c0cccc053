"""Taking notices in: read what changed, keep what did not, write the next generation."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings import Encoder
from rag.errors import IndexMissing, NoNotice, WenceError
from rag.index import generation
from rag.index.catalogue import Catalogue, Entry, FileEntry, write
from rag.index.dense import DenseIndex
from rag.index.lexical import LexicalIndex
from rag.index.model import Passage
from rag.index.passages import cut_passages
from rag.index.report import Report
from rag.index.rows import record_of
from rag.index.store import check_model
from rag.index.terms import matching_form
from rag.index.words import WordIndex
from rag.notices.formats.model import Pages, pages_within
from rag.notices.model import Appointment, Notice
from rag.notices.sources import SourceFile, digest, extract_of, find_sources, notices_in
from rag.settings import Settings
from rag.tokens import counter

Progress = Callable[[str, int, int], None]


class _Collection:
    """The notices of the next generation, carried over from the one in use."""

    def __init__(self, root: Path, model: str) -> None:
        self.files: dict[str, FileEntry] = {}
        self.entries: dict[str, Entry] = {}
        self.vectors: dict[str, NDArray[np.float32]] = {}
        try:
            folder = generation.current(root)
        except IndexMissing:
            return
        manifest = generation.read_manifest(folder)
        check_model(root, manifest, model)
        catalogue = Catalogue(folder / generation.CATALOGUE)
        self.files = catalogue.files()
        passages = catalogue.passages()
        vectors = DenseIndex.load(folder / generation.VECTORS).vectors() if passages else ()
        self.vectors = {p.indexed: vectors[row] for row, p in passages.items()}
        of_notice: dict[str, list[Passage]] = {}
        for _, passage in sorted(passages.items()):
            of_notice.setdefault(passage.notice, []).append(passage)
        files = catalogue.file_of()
        said: dict[str, list[Appointment]] = {}
        for notice, appointment in catalogue.appointments():
            said.setdefault(notice, []).append(appointment)
        for record in catalogue.records():
            self.entries[record.id] = Entry(
                record,
                files[record.id],
                catalogue.text(record.id),
                tuple(catalogue.clauses(record.id)),
                tuple(of_notice.get(record.id, ())),
                tuple(said.get(record.id, ())),
            )
        catalogue.close()

    def drop_file(self, key: str) -> dict[str, Entry]:
        """Take a file and its notices out; return them."""
        self.files.pop(key, None)
        gone = {i: e for i, e in self.entries.items() if e.file == key}
        for notice in gone:
            del self.entries[notice]
        return gone


def ingest(
    paths: Sequence[Path], settings: Settings, encoder: Encoder, progress: Progress | None = None
) -> Report:
    """Bring the index up to date with ``paths`` and return what was done.

    Files whose bytes did not change are not read again. A file that cannot be used is skipped with
    its reason; where that leaves no notice at all the error is raised and the index stays as it is.
    ``progress(stage, done, total)`` is called for the stages "read" and "embed".

    :raises SourceMissing: a path does not exist.
    :raises NoNotice: no notice was found in any of ``paths``.
    :raises IndexMismatch, IndexDamaged, IndexBusy: the index cannot be written.
    """
    began = time.perf_counter()
    sources = list(find_sources(paths, settings.reading))
    with generation.writing(settings.index):
        collection = _Collection(settings.index, encoder.identity)
        report = Report()
        changed = _vanished(paths, sources, collection, report)
        for done, source in enumerate(sources):
            if progress:
                progress("read", done, len(sources))
            changed |= _take(source, collection, settings, report)
        if progress:
            progress("read", len(sources), len(sources))
        _require_notices(paths, report)
        if changed:
            _write(settings.index, collection, encoder, progress)
    report.notices = len(collection.entries)
    report.clauses = sum(len(e.clauses) for e in collection.entries.values())
    report.seconds = round(time.perf_counter() - began, 3)
    return report


def remove(name: str, settings: Settings, encoder: Encoder, notice: str) -> None:
    """Take the notice with id ``notice`` (known to users as ``name``) out of the index."""
    with generation.writing(settings.index):
        collection = _Collection(settings.index, encoder.identity)
        if collection.entries.pop(notice, None) is None:
            raise NoNotice(path=name)
        _write(settings.index, collection, encoder, None)


def _vanished(
    paths: Sequence[Path], sources: list[SourceFile], collection: _Collection, report: Report
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
        report.removed += [_name(e) for e in collection.drop_file(key).values()]
    return bool(gone)


def _take(source: SourceFile, collection: _Collection, settings: Settings, report: Report) -> bool:
    """Read one file if it changed; return whether the collection did.

    Once notices were removed, an unchanged file is read again: it may hold one of them too.
    """
    known = None if report.removed else collection.files.get(source.key)
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
        report.skipped.append((source.name, error))
        return False
    _replace(entry, notices, extract.pages, collection, settings, report)
    return True


def _keep(file: FileEntry, collection: _Collection, report: Report) -> None:
    report.unchanged += [_name(e) for e in collection.entries.values() if e.file == file.key]


def _replace(
    file: FileEntry,
    notices: list[Notice],
    pages: Pages,
    collection: _Collection,
    settings: Settings,
    report: Report,
) -> None:
    before = collection.drop_file(file.key)
    collection.files[file.key] = file
    tokens = counter(settings.chunking.encoding)
    for notice in notices:
        key = notice_key(notice)
        passages = cut_passages(notice, key, tokens, settings.chunking)
        record = record_of(notice, key, pages_within(pages, notice.span))
        entry = Entry(
            record, file.key, notice.text, notice.clauses, tuple(passages), notice.appointments
        )
        old = before.pop(key, None) or collection.entries.pop(key, None)
        collection.entries[key] = entry
        if old is None:
            report.added.append(_name(entry))
        elif old.text == entry.text:
            report.unchanged.append(_name(entry))
        else:
            report.updated.append(_name(entry))
    report.removed += [_name(e) for e in before.values()]


def notice_key(notice: Notice) -> str:
    """Return the id of a notice: of its number and issuer, else of its title and day."""
    if notice.doc_number:
        parts = [str(notice.doc_number), notice.issuer or ""]
    else:
        parts = [notice.shown_title, str(notice.issued_on), notice.issuer or ""]
    return hashlib.blake2s("\n".join(parts).encode(), digest_size=5).hexdigest()


def _name(entry: Entry) -> str:
    return entry.record.doc_number or entry.record.shown_title or entry.record.id


def _require_notices(paths: Sequence[Path], report: Report) -> None:
    if report.added or report.updated or report.unchanged or report.removed:
        return
    if len(report.skipped) == 1:
        raise report.skipped[0][1]
    raise NoNotice(path=", ".join(str(path) for path in paths))


def _write(
    root: Path, collection: _Collection, encoder: Encoder, progress: Progress | None
) -> None:
    """Write the collection as the next generation and take it into use."""
    entries = _with_repeals(sorted(collection.entries.values(), key=_order))
    passages = [p for entry in entries for p in entry.passages]
    folder = generation.begin(root)
    write(folder / generation.CATALOGUE, collection.files.values(), entries)
    vectors = _encode(passages, collection.vectors, encoder, progress)
    DenseIndex.build(vectors).save(folder / generation.VECTORS)
    folded = [matching_form(p.indexed) for p in passages]
    LexicalIndex.build(folded).save(folder / generation.LEXICAL)
    if encoder.words is not None:
        WordIndex.build(encoder.words, folded).save(folder)
    generation.commit(
        root,
        folder,
        model=encoder.identity,
        dimension=encoder.dimension,
        notices=len(entries),
        passages=len(passages),
    )


def _encode(
    passages: list[Passage],
    known: dict[str, NDArray[np.float32]],
    encoder: Encoder,
    progress: Progress | None,
) -> NDArray[np.float32]:
    """Return the vectors of ``passages``, shape (n, dimension); known texts are not encoded."""
    vectors = np.zeros((len(passages), encoder.dimension), dtype=np.float32)
    fresh = []
    for row, passage in enumerate(passages):
        vector = known.get(passage.indexed)
        if vector is None:
            fresh.append(row)
        else:
            vectors[row] = vector
    if fresh:
        texts = [matching_form(passages[row].indexed) for row in fresh]

        def tell(done: int) -> None:
            if progress:
                progress("embed", done, len(fresh))

        tell(0)  # the first batch of a big model takes a while
        vectors[fresh] = encoder.encode_passages(texts, tell)
    return vectors


def _with_repeals(entries: list[Entry]) -> list[Entry]:
    """Mark the notices that another of the collection says it repeals (废止)."""
    by = {number: e.record for e in entries for number in e.record.abolishes}
    out = []
    for entry in entries:
        other = by.get(entry.record.doc_number or "")
        record = replace(
            entry.record,
            abolished_by=(other.doc_number or f"《{other.shown_title}》") if other else None,
            abolished_on=other.begins_on if other else None,
        )
        out.append(replace(entry, record=record))
    return out


def _order(entry: Entry) -> tuple[str, int]:
    return entry.file, entry.record.span.start
