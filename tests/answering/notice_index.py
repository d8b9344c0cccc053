"""Small indexes of invented notices, and questions looked up in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from embeddings import Encoder
from rag.answering.reader import Reader
from rag.index.ingest import ingest
from rag.index.store import Index
from rag.retrieval.question import understand
from rag.retrieval.retriever import Findings
from rag.settings import Settings

Find = Callable[[str], tuple[Reader, Findings]]


def index_of(pages: dict[str, str], folder: Path, encoder: Encoder) -> Reader:
    """Return a reader of an index of ``pages``, file name to text, written below ``folder``."""
    source = folder / "notices"
    source.mkdir(parents=True)
    for name, text in pages.items():
        (source / name).write_text(text, encoding="utf-8")
    settings = Settings(index=folder / "index")
    ingest([source], settings, encoder)
    return Reader(Index.open(settings.index, encoder.identity), encoder, settings)


def find(reader: Reader, question: str) -> Findings:
    """Return what ``reader`` finds for ``question``."""
    return reader.retriever.find(understand(question))
