"""LangChain's FAISS vector store, in memory, with the embedding model that we use ourselves."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings

from embeddings.langchain import register
from eval.baselines.pages import passages, query
from eval.metrics.table import DEPTH
from eval.questions import Question
from rag.answering.model import Retrieved


class Vectors:
    """Pieces ranked by the distance of their vector from the question's."""

    name = "LangChain FAISS"

    def __init__(self, pieces: Sequence[Document], encoder: Embeddings) -> None:
        register()
        store = FAISS.from_documents(list(pieces), encoder)
        self.retriever = store.as_retriever(search_kwargs={"k": DEPTH})

    def search(self, question: Question) -> tuple[Retrieved, ...]:
        """Return the nearest pieces to the question alone."""
        return passages(self.retriever.invoke(query(question)))
