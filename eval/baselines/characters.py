"""The strongest simple rival: BM25 over characters and pairs of them, texts normalised.

No stock pipeline does this, but whoever knows Chinese search would: single characters and pairs
need no dictionary, and notices are printed in two scripts, two widths and with pinyin between.
bm25s instead of rank_bm25, whose idf turns negative for terms of more than half of the pieces.
"""

from __future__ import annotations

from collections.abc import Sequence

import bm25s
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

    name = "Tuned BM25, characters"

    def __init__(self, pieces: Sequence[Document]) -> None:
        self._pieces = list(pieces)
        self._index = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
        self._index.index([terms(it.page_content) for it in pieces], show_progress=False)

    def search(self, question: Question) -> tuple[Retrieved, ...]:
        """Return the best pieces for the question alone."""
        places, _ = self._index.retrieve(
            [terms(query(question))], k=min(DEPTH, len(self._pieces)), show_progress=False
        )
        return passages(self._pieces[place] for place in places[0])
