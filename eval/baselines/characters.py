"""The strongest simple rival: the same BM25 over characters and pairs of them, texts normalised.

No stock pipeline does this, but whoever knows Chinese search would: single characters and pairs
need no dictionary, and notices are printed in two scripts, two widths and with pinyin between.
"""

from __future__ import annotations

from collections.abc import Sequence

from langchain_community.retrievers import BM25Retriever
from langchain_core.documents import Document

from eval.baselines.pages import passages, query
from eval.metrics.table import DEPTH
from eval.normal import normal
from eval.questions import Question
from rag.answering.model import Retrieved


def terms(text: str) -> list[str]:
    """Return the characters of the normal form of ``text`` and the pairs of neighbours.

    >>> terms("補貼！")
    ['补', '贴', '补贴']
    """
    form = normal(text)
    return [*form, *(form[i : i + 2] for i in range(len(form) - 1))]


class CharacterBM25:
    """Pieces ranked by the characters and pairs that they share with the question."""

    name = "Tuned: 500/50, BM25 over characters and pairs"

    def __init__(self, pieces: Sequence[Document]) -> None:
        self.retriever = BM25Retriever.from_documents(list(pieces), preprocess_func=terms, k=DEPTH)

    def search(self, question: Question) -> tuple[Retrieved, ...]:
        """Return the best pieces for the question alone."""
        return passages(self.retriever.invoke(query(question)))
