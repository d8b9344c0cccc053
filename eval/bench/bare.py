"""The floor of finding: what encoding, FAISS and bm25s cost by themselves on the same text."""

from __future__ import annotations

import json
import logging
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import bm25s
import faiss
import numpy as np

from embeddings import Encoder
from embeddings.encoder import Vectors
from eval.bench.errors import JiebaMissing

DEPTH = 10
_VECTORS, _RANKER, _WHOLE = "vectors.npy", "ranker", "whole.json"


class Bare:
    """One flat FAISS index and one bm25s index over jieba's words; neither knows of the other."""

    def __init__(self, folder: Path, texts: Callable[[], Sequence[str]], encoder: Encoder) -> None:
        """Open what an earlier run left in ``folder``, else index ``texts`` into it.

        :raises JiebaMissing: the extra ``eval`` is not installed.
        """
        self._jieba, self._encoder = jieba(), encoder
        if not _is_whole(folder, encoder):
            self._build(folder, texts())
        vectors: Vectors = np.load(folder / _VECTORS, allow_pickle=False)
        self._flat = faiss.IndexFlatIP(encoder.dimension)
        self._flat.add(vectors)
        self._ranker = bm25s.BM25.load(folder / _RANKER)

    @property
    def count(self) -> int:
        """How many texts were indexed."""
        return int(self._flat.ntotal)

    def find(self, question: str) -> None:
        """Look for ``question`` in both; what they find is not needed, what it takes is."""
        self._flat.search(self._encoder.encode_query(question)[None], DEPTH)
        words = self._jieba.lcut(question)
        self._ranker.retrieve([words], k=min(DEPTH, self.count), show_progress=False)

    def _build(self, folder: Path, texts: Sequence[str]) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        np.save(folder / _VECTORS, self._encoder.encode_passages(texts), allow_pickle=False)
        ranker = bm25s.BM25()
        # A word is kept once, however often it stands: a million clauses have thirty million.
        cut = [[sys.intern(word) for word in self._jieba.lcut(text)] for text in texts]
        ranker.index(cut, show_progress=False)
        ranker.save(folder / _RANKER, show_progress=False)
        whole = json.dumps({"model": self._encoder.identity})
        (folder / _WHOLE).write_text(whole, encoding="utf-8")


def _is_whole(folder: Path, encoder: Encoder) -> bool:
    try:
        facts: dict[str, str] = json.loads((folder / _WHOLE).read_text(encoding="utf-8"))
    except OSError:
        return False
    return facts["model"] == encoder.identity


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
