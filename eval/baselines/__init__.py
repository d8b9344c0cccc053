"""Stock LangChain pipelines, to be measured beside ours, and one that was thought about.

They need the extra ``eval``; nothing here is imported before a benchmark asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from langchain_core.embeddings import Embeddings

from eval.searching import System

NEEDS = "pip install 'wence[eval]'"


def stock(files: Sequence[Path], encoder: Embeddings) -> list[System]:
    """Return the pipelines over the texts of ``files``.

    :param encoder: the embedding model that the vector store uses: the same that we use.
    :raises ImportError: a package of the extra ``eval`` is not installed.
    """
    # Here, because they are optional and importing them takes seconds.
    from eval.baselines.bm25 import WordBM25
    from eval.baselines.characters import CharacterBM25
    from eval.baselines.ensemble import Ensemble
    from eval.baselines.pages import pieces
    from eval.baselines.vectors import Vectors

    found = pieces(files)
    words, vectors = WordBM25(found), Vectors(found, encoder)
    return [words, vectors, Ensemble(words, vectors), CharacterBM25(found)]
