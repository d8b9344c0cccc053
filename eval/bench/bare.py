"""The floor of finding: what encoding, FAISS and bm25s cost by themselves on the same text."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import bm25s
import faiss

from embeddings import Encoder
from embeddings.encoder import Vectors
from eval.bench.errors import JiebaMissing

DEPTH = 10


class Bare:
    """One flat FAISS index and one bm25s index over jieba's words; neither knows of the other."""

    def __init__(self, texts: Sequence[str], encoder: Encoder) -> None:
        """Index ``texts``.

        :raises JiebaMissing: the extra ``eval`` is not installed.
        """
        self._jieba, self._encoder = jieba(), encoder
        self.vectors: Vectors = encoder.encode_passages(texts)
        self.flat = faiss.IndexFlatIP(encoder.dimension)
        self.flat.add(self.vectors)
        self._ranker = bm25s.BM25()
        self._ranker.index([self._jieba.lcut(text) for text in texts], show_progress=False)

    def find(self, question: str) -> None:
        """Look for ``question`` in both; what they find is not needed, what it takes is."""
        self.flat.search(self._encoder.encode_query(question)[None], DEPTH)
        words = self._jieba.lcut(question)
        self._ranker.retrieve([words], k=min(DEPTH, self.flat.ntotal), show_progress=False)


def jieba() -> Any:
    """Return the module jieba with its dictionary read, quiet.

    :raises JiebaMissing: the extra ``eval`` is not installed.
    """
    try:
        import jieba as module
    except ImportError as error:
        raise JiebaMissing(reason=error) from error
    module.setLogLevel(logging.WARNING)
    module.initialize()
    logging.getLogger("bm25s").setLevel(logging.WARNING)
    return module
