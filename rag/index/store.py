"""An index as readers see it: catalogue, dense and lexical side of one generation."""

from __future__ import annotations

from pathlib import Path

from rag.errors import IndexDamaged, IndexEmpty, IndexMismatch, StoreMismatch
from rag.index import generation, words
from rag.index.catalogue import catalogue_of
from rag.index.lexical import LexicalIndex
from rag.index.model import Passage
from rag.index.segment import Segment
from rag.index.terms import matching_form
from rag.index.vectorstore import FaissStore, VectorStore


class Index:
    """The generation in use of an index directory, opened for reading."""

    def __init__(
        self, folder: Path, manifest: generation.Manifest, store: VectorStore | None = None
    ) -> None:
        """Open the generation in ``folder``; ``open`` finds it and checks the model."""
        store = store or FaissStore()
        self.manifest, self.folder = manifest, folder
        root = folder.parent
        self.catalogue = catalogue_of(root, manifest)
        self.segments = [
            Segment.open(root / it.name, it.rows, manifest.dimension, store)
            for it in manifest.segments
        ]
        live = [part.live for part in self.catalogue.parts]
        if [it.size for it in live] != [it.rows for it in manifest.segments]:
            raise IndexDamaged(path=folder, reason=generation.CATALOGUE)
        parts = list(zip(self.segments, live, strict=True))
        self.dense = store.dense([(it.vectors, rows) for it, rows in parts], manifest.dimension)
        self.lexical = LexicalIndex([(it.postings, rows) for it, rows in parts])
        known = [words.Part(it.words, rows) for it, rows in parts if it.words is not None]
        self.words = words.WordIndex(known) if len(known) == len(parts) else None

    @property
    def version(self) -> str:
        """What changes whenever the content does."""
        return self.manifest.digest

    @staticmethod
    def folded(passage: Passage) -> str:
        """Return a passage in the form that was indexed."""
        return matching_form(passage.indexed)

    @classmethod
    def open(
        cls,
        root: Path,
        model: str,
        store: VectorStore | None = None,
        *,
        every_byte: bool = False,
    ) -> Index:
        """Open the index in ``root`` for questions encoded by ``model`` (``Encoder.identity``).

        :param store: where its vectors are; None for its own folder.
        :param every_byte: compare large files with their digests, too: it takes a second a GB.
        :raises IndexMissing, IndexDamaged: there is none, or it is not whole.
        :raises IndexEmpty: it holds no notice.
        :raises IndexMismatch: it was written with another model.
        :raises StoreMismatch, StoreUnavailable: its vectors are elsewhere, or cannot be reached.
        """
        kept = store or FaissStore()
        checked = generation.verified if every_byte else generation.read_manifest

        def read(folder: Path) -> Index:
            manifest = checked(folder)
            if not manifest.notices:
                raise IndexEmpty(path=root)
            check_model(root, manifest, model)
            check_store(root, manifest, kept)
            kept.prepare(root, manifest.dimension, writing=False)
            return cls(folder, manifest, kept)

        return generation.reading(root, read)


def check_model(root: Path, manifest: generation.Manifest, model: str) -> None:
    """:raises IndexMismatch: the index in ``root`` was written with another model."""
    if manifest.model != model:
        raise IndexMismatch(path=root, written=manifest.model, configured=model)


def check_store(root: Path, manifest: generation.Manifest, store: VectorStore) -> None:
    """:raises StoreMismatch: the vectors of the index in ``root`` are in another store."""
    if manifest.store != store.kind:
        raise StoreMismatch(path=root, written=manifest.store, configured=store.kind)
