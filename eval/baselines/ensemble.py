"""LangChain's ``EnsembleRetriever``: both rankings joined by reciprocal rank, half and half."""

from __future__ import annotations

from langchain_classic.retrievers import EnsembleRetriever

from eval.baselines.bm25 import WordBM25
from eval.baselines.pages import passages, query
from eval.baselines.vectors import Vectors
from eval.metrics.table import DEPTH
from eval.questions import Question
from rag.answering.model import Retrieved


class Ensemble:
    """Pieces ranked by the sum of 0.5 / (60 + rank) over both retrievers, LangChain's default."""

    name = "LangChain Ensemble"

    def __init__(self, words: WordBM25, vectors: Vectors) -> None:
        self.retriever = EnsembleRetriever(
            retrievers=[words.retriever, vectors.retriever], weights=[0.5, 0.5]
        )

    def search(self, question: Question) -> tuple[Retrieved, ...]:
        """Return the best pieces for the question alone; the union of both lists is cut."""
        return passages(self.retriever.invoke(query(question))[:DEPTH])
