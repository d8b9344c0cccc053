"""An index to write to, and an encoder that tells what it was asked to encode."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from milvus_server import MilvusServer

import embeddings
from rag.index.ingest import Report, ingest
from rag.settings import Settings

Ingest = Callable[..., Report]


class Counting:
    """An encoder that keeps the passages it encoded; ``identity`` may be another's."""

    def __init__(self, encoder: embeddings.Encoder, identity: str | None = None) -> None:
        self._encoder = encoder
        self.identity = identity or encoder.identity
        self.dimension = encoder.dimension
        self.words = encoder.words
        self.encoded: list[str] = []

    def encode_passages(self, texts: Sequence[str], progress: Any = None) -> Any:
        self.encoded += texts
        return self._encoder.encode_passages(texts, progress)

    def encode_query(self, text: str) -> Any:
        return self._encoder.encode_query(text)

    def forget(self) -> None:
        """Start counting anew."""
        self.encoded.clear()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings whose index is in this test's own folder."""
    return Settings(index=tmp_path / "index")


@pytest.fixture
def counting(encoder: embeddings.Encoder) -> Counting:
    return Counting(encoder)


@pytest.fixture
def take_in(settings: Settings, counting: Counting) -> Ingest:
    """Ingest paths into this test's index; what was encoded for it is in ``counting.encoded``."""

    def run(*paths: Path) -> Report:
        counting.forget()
        return ingest(paths, settings, counting)

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for source files."""
    made = tmp_path / "通知 来源"
    made.mkdir()
    return made


@pytest.fixture
def milvus(tmp_path: Path, environment: dict[str, str]) -> Iterator[MilvusServer]:
    """A server of Milvus on loopback, started."""
    server = MilvusServer(tmp_path / "milvus", environment)
    server.start()
    yield server
    server.stop()
