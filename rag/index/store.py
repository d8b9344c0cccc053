"""An index as readers see it: catalogue, dense and lexical side of one generation."""

from __future__ import annotations

from pathlib import Path

from rag.errors import IndexEmpty, IndexMismatch
from rag.index import generation
from rag.index.catalogue import Catalogue
from rag.index.dense import DenseIndex
from rag.index.lexical import LexicalIndex
from rag.index.model import Passage
from rag.index.terms import matching_form
from rag.index.words import WordIndex


class Index:
    """The generation in use of an index directory, opened for reading."""

    def __init__(self, folder: Path) -> None:
        """Open the generation in ``folder``; ``open`` finds it and checks the model."""
        self.manifest = generation.read_manifest(folder)
        self.folder = folder
        self.catalogue = Catalogue(folder / generation.CATALOGUE)
        self.dense = DenseIndex.load(folder / generation.VECTORS)
        self.lexical = LexicalIndex.load(folder / generation.LEXICAL)
        self.words = WordIndex.load(folder)

    @staticmethod
    def folded(passage: Passage) -> str:
        """Return a passage in the form that was indexed."""
        return matching_form(passage.indexed)

    @classmethod
    def open(cls, root: Path, model: str) -> Index:
        """Open the index in ``root`` for questions encoded by ``model`` (``Encoder.identity``).

        :raises IndexMissing, IndexDamaged: there is none, or it is not whole.
        :raises IndexEmpty: it holds no notice.
        :raises IndexMismatch: it was written with another model.
        """

        def read(folder: Path) -> Index:
            index = cls(folder)
            if not index.manifest.notices:
                raise IndexEmpty(path=root)
            check_model(root, index.manifest, model)
            return index

        return generation.reading(root, read)


def check_model(root: Path, manifest: generation.Manifest, model: str) -> None:
    """:raises IndexMismatch: the index in ``root`` was written with another model."""
    if manifest.model != model:
        raise IndexMismatch(path=root, written=manifest.model, configured=model)
