"""English questions over Chinese passages: translated word by word, found by the lexical index."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from embeddings.lexicon import Lexicon, Rows, Scores, translated_scores
from rag.index.lexical import LexicalIndex
from rag.index.terms import terms


def english_scores(lexicon: Lexicon, folded: str, index: LexicalIndex) -> NDArray[np.float32]:
    """Return how well each row matches an English question, shape (rows,), from 0.

    Words that the question has in common with a row as they stand, Latin or Chinese, count too.

    :param folded: the question in matching form.
    """
    return translated_scores(lexicon, folded, _Words(index))


class _Words:
    """Where words stand in the rows of a lexical index, which knows characters and pairs."""

    def __init__(self, index: LexicalIndex) -> None:
        self._index = index

    @property
    def count(self) -> int:
        """Number of rows."""
        return self._index.count

    def rows_with(self, word: str) -> tuple[Rows, Scores]:
        """Return the rows that hold ``word``, and how full of it each is, 0 to 1.

        A word of more than two characters is taken to stand where all its pairs do, as often as
        the rarest of them.
        """
        parts = terms(word)
        if len(word) > 1 and not word.isascii():
            parts = [part for part in parts if len(part) > 1]
        return self._index.rows_with(*parts)
