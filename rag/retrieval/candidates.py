"""The passages that may answer a question, and how well each fits: lexical and semantic side.

The lexical side of a Chinese question is BM25 over what it asks about; of an English one, its
words translated. The semantic side is the nearest words one by one where the model knows words,
else the cosine of whole texts. Both are summed as standard scores over the candidates.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings import Encoder, bundled_lexicon
from rag.index.store import Index
from rag.index.terms import terms
from rag.retrieval.english import english_scores
from rag.retrieval.fusion import Scores, fuse
from rag.retrieval.question import Question
from rag.settings import Retrieval

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Fused scores, −inf where a row is no candidate, with what was fused; and the highest cosine.

    ``lexical`` and ``semantic`` are as the two sides gave them, 0 where a row is no candidate. All
    three are of shape (rows,).
    """

    scores: Scores
    best_cosine: float
    lexical: Scores
    semantic: Scores


class Ranker:
    """Scores the passages of one index for questions; safe to share between threads."""

    def __init__(self, index: Index, encoder: Encoder, settings: Retrieval) -> None:
        self._index, self._encoder, self._settings = index, encoder, settings

    def rank(self, question: Question, also: Rows, allowed: Mask | None = None) -> Candidates:
        """Return the scores of the best rows of either side, and of the rows ``also``.

        :param allowed: the rows that may be found, shape (rows,); None for all.
        """
        english = question.language == "en"
        lexical = self._lexical(question)
        if allowed is not None:
            lexical = np.where(allowed, lexical, 0)
        vector = self._encoder.encode_query(question.folded)
        near, cosines = self._index.dense.search(vector, self._settings.candidates)
        best = float(cosines[0]) if len(cosines) else 0.0
        rows = np.union1d(np.union1d(near, self._top(lexical)), also).astype(np.int64)
        if allowed is not None:
            rows = rows[allowed[rows]]
            if not len(rows):  # nothing near is let through: what is, then
                rows = np.flatnonzero(allowed)[: self._settings.candidates]
        semantic = None if english else self._by_words(question, rows)
        if semantic is None:
            semantic = self._index.dense.at(rows.tolist()) @ vector if len(rows) else cosines[:0]
        weight = self._settings.english_lexical_weight if english else self._settings.lexical_weight
        scores = np.full(len(lexical), -np.inf, dtype=np.float32)
        scores[rows] = fuse(lexical[rows], semantic, weight)
        near_by = np.zeros(len(lexical), dtype=np.float32)
        near_by[rows] = semantic
        return Candidates(scores, best, lexical, near_by)

    def _lexical(self, question: Question) -> Scores:
        if question.language == "en":
            return english_scores(bundled_lexicon(), question.folded, self._index.lexical)
        # Words that ask (请问、怎么、多少) say nothing of what is asked about.
        asked = question.content if terms(question.content) else question.folded
        return self._index.lexical.scores(asked)

    def _by_words(self, question: Question, rows: Rows) -> Scores | None:
        """Return how near each row comes to the question word by word, None where nobody knows.

        The mean of a static model drowns the one word that is asked for; its words do not.
        """
        words, held = self._encoder.words, self._index.words
        if words is None or held is None or not self._settings.words:
            return None
        return held.scores(words, question.content, rows)

    def _top(self, lexical: Scores) -> Rows:
        k = min(self._settings.candidates, len(lexical))
        top = np.argpartition(-lexical, k - 1)[:k]
        return top[lexical[top] > 0]
