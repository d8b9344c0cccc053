"""The notices of the next generation: carried over from the one in use, changed, written out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings import Encoder
from rag.errors import IndexMissing
from rag.index import generation
from rag.index.catalogue import Catalogue, Entry, FileEntry, write
from rag.index.dense import DenseIndex
from rag.index.lexical import LexicalIndex
from rag.index.model import Passage
from rag.index.store import check_model
from rag.index.terms import matching_form
from rag.index.words import WordIndex
from rag.notices.model import Appointment

Progress = Callable[[str, int, int], None]


class Collection:
    """Files and notices of an index, to be changed in memory while its writer's lock is held."""

    def __init__(self, root: Path, model: str) -> None:
        """Read the generation in use, if there is one.

        :raises IndexMismatch, IndexDamaged: it is of another model, or not whole.
        """
        self._root = root
        self.files: dict[str, FileEntry] = {}
        self.entries: dict[str, Entry] = {}
        self._vectors: dict[str, NDArray[np.float32]] = {}
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
        self._vectors = {p.indexed: vectors[row] for row, p in passages.items()}
        of_notice: dict[str, list[Passage]] = {}
        for _, passage in sorted(passages.items()):
            of_notice.setdefault(passage.notice, []).append(passage)
        files = catalogue.file_of()
        said: dict[str, list[Appointment]] = {}
        for notice, appointment in catalogue.appointments():
            said.setdefault(notice, []).append(appointment)
        for record in catalogue.records():
            # Who repeals whom is told anew of every generation, see ``_with_repeals``.
            self.entries[record.id] = Entry(
                replace(record, abolished_by=None, abolished_on=None),
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

    def write(self, encoder: Encoder, progress: Progress | None = None) -> None:
        """Write the next generation and take it into use."""
        entries = _with_repeals(sorted(self.entries.values(), key=_order))
        passages = [p for entry in entries for p in entry.passages]
        folder = generation.begin(self._root)
        write(folder / generation.CATALOGUE, self.files.values(), entries)
        vectors = self._encode(passages, encoder, progress)
        DenseIndex.build(vectors).save(folder / generation.VECTORS)
        folded = [matching_form(p.indexed) for p in passages]
        LexicalIndex.build(folded).save(folder / generation.LEXICAL)
        if encoder.words is not None:
            WordIndex.build(encoder.words, folded).save(folder)
        generation.commit(
            self._root,
            folder,
            model=encoder.identity,
            dimension=encoder.dimension,
            notices=len(entries),
            passages=len(passages),
        )

    def _encode(
        self, passages: list[Passage], encoder: Encoder, progress: Progress | None
    ) -> NDArray[np.float32]:
        """Return the vectors of ``passages``, (n, dimension); known texts are not encoded."""
        vectors = np.zeros((len(passages), encoder.dimension), dtype=np.float32)
        fresh = []
        for row, passage in enumerate(passages):
            vector = self._vectors.get(passage.indexed)
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
