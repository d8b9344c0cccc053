"""Vectors of single words, for models that have them: what late interaction needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from embeddings.encoder import Vectors

Tokens = NDArray[np.int64]


class WordVectors(Protocol):
    """The words of a model: which stand in a text, and where each lies."""

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """Return the distinct known words of each text, as ascending numbers."""
        ...

    def vectors(self, tokens: Tokens) -> Vectors:
        """Return a unit vector a word: float32, shape (len(tokens), dimension)."""
        ...


class StaticWords:
    """The words of a static model: its tokens, a row of its matrix each."""

    def __init__(self, tokenizer: Tokenizer, rows: Vectors) -> None:
        self._tokenizer, self._rows = tokenizer, rows

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """Return the distinct known words of each text, as ascending numbers."""
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [np.unique(np.asarray(encoding.ids, dtype=np.int64)) for encoding in encodings]

    def vectors(self, tokens: Tokens) -> Vectors:
        """Return a unit vector a word: float32, shape (len(tokens), dimension)."""
        rows = np.take(self._rows, tokens, axis=0)
        lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
        rows /= np.maximum(lengths, np.finfo(np.float32).tiny)[:, None]
        return rows
