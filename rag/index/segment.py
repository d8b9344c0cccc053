"""Segments: what one ingest took in, written once and never changed.

A segment has its own tables, vectors, postings and words; row i of each is passage i.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings import Encoder
from rag.errors import IndexDamaged
from rag.index import generation, manifest
from rag.index.manifest import SegmentEntry
from rag.index.model import Passage
from rag.index.postings import Postings
from rag.index.report import Progress
from rag.index.tables import Entry, FileEntry, write
from rag.index.terms import matching_form
from rag.index.vectorstore import SegmentVectors, VectorStore
from rag.index.words import Words

Known = Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Segment:
    """What is searched in a segment, mapped; ``words`` is None where its model has none."""

    vectors: SegmentVectors
    postings: Postings
    words: Words | None

    @classmethod
    def open(cls, folder: Path, rows: int, dimension: int, store: VectorStore) -> Segment:
        """Map the segment in ``folder``, which has so many ``rows``; its vectors are in ``store``.

        :raises IndexDamaged: a file is missing, or is not what it should be.
        """
        it = cls(
            store.read(folder, rows, dimension),
            Postings.load(folder / generation.LEXICAL),
            Words.load(folder),
        )
        counts = {it.vectors.count, it.postings.count, it.words.count if it.words else rows}
        if counts != {rows}:
            raise IndexDamaged(path=folder, reason=f"{sorted(counts)} != {rows}")
        return it


def write_segment(
    root: Path,
    files: Sequence[FileEntry],
    entries: Sequence[Entry],
    encoder: Encoder,
    known: Known,
    progress: Progress | None = None,
    *,
    store: VectorStore,
) -> SegmentEntry:
    """Write a segment of ``entries`` into the index in ``root`` and return its entry.

    :param known: vectors of texts that need not be encoded again, by ``Passage.indexed``.
    :param progress: told the stage "embed" after each batch.
    :param store: where its vectors go.
    :raises ModelUnavailable: the model fails.
    :raises StoreUnavailable: the vectors cannot be kept.
    """
    passages = [passage for entry in entries for passage in entry.passages]
    folder = generation.begin_segment(root)
    write(folder / generation.CATALOGUE, files, entries)
    folded = [matching_form(passage.indexed) for passage in passages]
    vectors = _encode(passages, folded, known, encoder, progress)
    store.write(folder, [vectors], encoder.dimension)
    Postings.build(folded).save(folder / generation.LEXICAL)
    if encoder.words is not None:
        Words.build(encoder.words, folded).save(folder)
    return manifest.seal(folder, len(passages), len(entries))


def _encode(
    passages: Sequence[Passage],
    folded: Sequence[str],
    known: Known,
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

        def tell(done: int) -> None:
            if progress:
                progress("embed", done, len(fresh))

        tell(0)  # the first batch of a big model takes a while
        vectors[fresh] = encoder.encode_passages([folded[row] for row in fresh], tell)
    return vectors
