"""The passages that may answer a question, and how well each fits: lexical and semantic side.

The lexical side of a Chinese question is BM25 over what it asks about; of an English one, its
words translated. The semantic side is the nearest words one by one where the model knows words,
else the cosine of whole texts. Both are summed as standard scores over the candidates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings import Encoder, bundled_lexicon
from rag.index.lexical import leading
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
    """Rows that may answer, ascending, with fused scores and what was fused; the highest cosine.

    ``scores``, ``lexical`` and ``semantic`` are of shape (len(rows),).
    """

    rows: Rows
    scores: Scores
    best_cosine: float
    lexical: Scores
    semantic: Scores

    def among(self, others: Rows) -> Candidates:
        """Return these and ``others``, which score 0 where they are not among them already."""
        rows = np.union1d(self.rows, others)
        at = np.searchsorted(rows, self.rows)

        def spread(values: Scores) -> Scores:
            out = np.zeros(len(rows), dtype=np.float32)
            out[at] = values
            return out

        lexical, semantic = spread(self.lexical), spread(self.semantic)
        return Candidates(rows, spread(self.scores), self.best_cosine, lexical, semantic)


class Ranker:
    """Scores the passages of one index for questions; safe to share between threads."""

    def __init__(self, index: Index, encoder: Encoder, settings: Retrieval) -> None:
        self._index, self._encoder, self._settings = index, encoder, settings

    def rank(self, question: Question, also: Rows, allowed: Mask | None = None) -> Candidates:
        """Return the scores of the best rows of either side, and of the rows ``also``.

        :param allowed: the rows that may be found, shape (rows,); None for all.
        """
        english = question.language == "en"
        found, lexical_of = self._lexical(question, allowed)
        vector = self._encoder.encode_query(question.folded)
        near, cosines = self._index.dense.search(vector, self._settings.candidates, allowed=allowed)
        best = float(cosines[0]) if len(cosines) else 0.0
        rows = np.union1d(np.union1d(near, found), also).astype(np.int64)
        if allowed is not None:
            rows = rows[allowed[rows]]
        semantic = None if english else self._by_words(question, rows)
        if semantic is None:
            semantic = self._index.dense.at(rows) @ vector
        weight = self._settings.english_lexical_weight if english else self._settings.lexical_weight
        lexical = lexical_of(rows)
        return Candidates(rows, fuse(lexical, semantic, weight), best, lexical, semantic)

    def _lexical(
        self, question: Question, allowed: Mask | None
    ) -> tuple[Rows, Callable[[Rows], Scores]]:
        """Return the best rows of the lexical side, and what gives its scores of any rows."""
        index, k = self._index.lexical, self._settings.candidates
        if question.language == "en":
            every = english_scores(bundled_lexicon(), question.folded, index)
            rows = np.flatnonzero(every if allowed is None else every * allowed)
            return leading([rows], [every[rows]], k)[0], lambda rows: every[rows]
        # Words that ask (请问、怎么、多少) say nothing of what is asked about.
        asked = question.keywords if terms(question.keywords) else question.folded
        scoring = index.scoring(asked)
        return scoring.top(k, allowed)[0], scoring.at

    def _by_words(self, question: Question, rows: Rows) -> Scores | None:
        """Return how near each row comes to the question word by word, None where nobody knows.

        The mean of a static model drowns the one word that is asked for; its words do not.
        """
        words, held = self._encoder.words, self._index.words
        if words is None or held is None or not self._settings.words:
            return None
        return held.scores(words, question.keywords, rows)
