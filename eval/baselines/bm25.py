"""LangChain's ``BM25Retriever`` (rank_bm25, Okapi, k1 1.5, b 0.75) over the words of jieba."""

from __future__ import annotations

from collections.abc import Sequence

import jieba
from langchain_community.retrievers import BM25Retriever
from langchain_core.documents import Document

from eval.baselines.pages import passages, query
from eval.metrics.table import DEPTH
from eval.questions import Question
from rag.answering.model import Retrieved

jieba.setLogLevel("ERROR")  # it reports on standard error how long its dictionary took


class WordBM25:
    """Pieces ranked by the words that they share with the question."""

    name = "LangChain BM25, jieba"

    def __init__(self, pieces: Sequence[Document]) -> None:
        self.retriever = BM25Retriever.from_documents(
            list(pieces), preprocess_func=jieba.lcut, k=DEPTH
        )

    def search(self, question: Question) -> tuple[Retrieved, ...]:
        """Return the best pieces for the question alone."""
        return passages(self.retriever.invoke(query(question)))
