"""What every embedding model looks like to the rest of Wence."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

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
        :param fingerprint: a short digest of the weights.
        :param dimension: length of a vector.
        :param query_prefix: put before every question.
        :param passage_prefix: put before every passage.
        :param batch_size: texts encoded at a time.
        """
        self.dimension = dimension
        self._query_prefix = query_prefix
        self._passage_prefix = passage_prefix
        self._batch_size = batch_size
        # Vectors of passages change with their prefix, those of an index do not with the query's.
        marked = f"{name}@{fingerprint}"
        self._identity = f"{marked}+{passage_prefix!r}" if passage_prefix else marked

    @property
    def identity(self) -> str:
        """Name, weights and passage prefix; two models with the same one give the same vectors."""
        return self._identity

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return one vector a passage: float32, shape (len(texts), dimension).

        :param texts: passages, folded by the caller.
        :param progress: called after each batch with the number of passages done so far.
        """
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for start, batch in self._batches(texts):
            vectors[start : start + len(batch)] = normalised(self._passages(batch))
            if progress is not None:
                progress(start + len(batch))
        return vectors

    def encode_query(self, text: str) -> Vectors:
        """Return the vector of a question: float32, shape (dimension,)."""
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

    @abstractmethod
    def _passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of one batch, of any length, with the passage prefix applied."""

    @abstractmethod
    def _query(self, text: str) -> Vectors:
        """Return the vector of a question, of any length, with the query prefix applied."""

    def _batches(self, texts: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
        for start in range(0, len(texts), self._batch_size):
            yield start, texts[start : start + self._batch_size]


def normalised(vectors: Vectors) -> Vectors:
    """Return each row divided by its Euclidean length; rows of zeros stay zeros."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: Vectors = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return result
