"""What every embedding model looks like to the rest of Wence."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from embeddings.words import WordVectors
else:
    Embeddings = ABC  # see embeddings/langchain.py

Vectors = NDArray[np.float32]
Progress = Callable[[int], None]


class Encoder(Embeddings):
    """A loaded embedding model; safe to share between threads.

    LangChain's ``embed_documents`` and ``embed_query`` give lists; ``encode_passages`` and
    ``encode_query`` give the same numbers as arrays. Every vector has length 1, or is all zeros
    where a static model knows nothing of the text, so that a dot product is a cosine.

    >>> import embeddings
    >>> encoder = embeddings.load("bundled")
    >>> encoder.encode_passages(["补贴标准", "报名时间"]).shape == (2, encoder.dimension)
    True
    """

    def __init__(
        self,
        *,
        name: str,
        fingerprint: str,
        dimension: int,
        query_prefix: str,
        passage_prefix: str,
        batch_size: int,
    ) -> None:
        """Keep what both kinds of model share.

        :param name: the model's name, without its folder's parents: an index may move house.
        :param fingerprint: a short digest of the weights, or what stands for one.
        :param dimension: length of a vector.
        :param query_prefix: put before every question; "" for nothing.
        :param passage_prefix: put before every passage; "" for nothing.
        :param batch_size: texts encoded at a time.
        """
        self.name = name
        self.dimension = dimension
        self._query_prefix = query_prefix
        self._passage_prefix = passage_prefix
        self._batch_size = batch_size
        # An index holds vectors of passages: another prefix of theirs makes others of them, one of
        # the questions' does not.
        marked = f"{name}@{fingerprint}"
        self._identity = f"{marked}+{passage_prefix!r}" if passage_prefix else marked

    @property
    def words(self) -> WordVectors | None:
        """Vectors of single words, None for a model that gives whole texts alone."""
        return None

    @property
    def identity(self) -> str:
        """Name, weights and passage prefix; two models with the same one give the same vectors."""
        return self._identity

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return one vector a passage: float32, shape (len(texts), dimension).

        :param texts: passages, folded by the caller.
        :param progress: called after each batch with the number of passages done so far.
        :raises ModelUnavailable: the model fails, or its endpoint does.
        """
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        # A batch costs as much as its longest text times its size, so that texts go by length;
        # the longest first, so that what memory does not hold is known at once.
        order = sorted(range(len(texts)), key=lambda row: -len(texts[row]))
        for start, rows in self._batches(order):
            vectors[rows] = normalised(self._passages([texts[row] for row in rows]))
            if progress is not None:
                progress(start + len(rows))
        return vectors

    def encode_query(self, text: str) -> Vectors:
        """Return the vector of a question: float32, shape (dimension,).

        :raises ModelUnavailable: the model fails, or its endpoint does.
        """
        vector: Vectors = normalised(self._query(text)[np.newaxis])[0]
        return vector

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return ``encode_passages`` as lists, for LangChain."""
        vectors: list[list[float]] = self.encode_passages(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Return ``encode_query`` as a list, for LangChain."""
        vector: list[float] = self.encode_query(text).tolist()
        return vector

    async def aembed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return ``embed_documents`` without holding up the event loop, for LangChain."""
        return await asyncio.to_thread(self.embed_documents, texts)

    async def aembed_query(self, text: str) -> list[float]:
        """Return ``embed_query`` without holding up the event loop, for LangChain."""
        return await asyncio.to_thread(self.embed_query, text)

    @abstractmethod
    def _passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of one batch, of any length, with the passage prefix applied."""

    @abstractmethod
    def _query(self, text: str) -> Vectors:
        """Return the vector of a question, of any length, with the query prefix applied."""

    def _batches(self, rows: list[int]) -> Iterator[tuple[int, list[int]]]:
        for start in range(0, len(rows), self._batch_size):
            yield start, rows[start : start + self._batch_size]


def normalised(vectors: Vectors) -> Vectors:
    """Return each row divided by its Euclidean length; rows of zeros stay zeros."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: Vectors = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return result
