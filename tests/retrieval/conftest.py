"""The samples, opened for retrieval."""

from __future__ import annotations

from pathlib import Path

import pytest

from embeddings import Encoder
from rag.index.store import Index
from rag.retrieval.retriever import Retriever
from rag.settings import Settings


@pytest.fixture(scope="module")
def index(sample_index: Path, encoder: Encoder) -> Index:
    return Index.open(sample_index, encoder.identity)


@pytest.fixture(scope="module")
def retriever(index: Index, encoder: Encoder) -> Retriever:
    return Retriever(index, encoder, Settings().retrieval)
