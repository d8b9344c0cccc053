"""From a question to ranked passages: exact look-ups first, then both rankers, then fusion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from embeddings import Encoder
from rag.index.model import Passage
from rag.index.store import Index
from rag.index.terms import terms
from rag.notices.labels import clauses_labelled
from rag.notices.model import Span
from rag.retrieval.confidence import Signals, calibration_for
from rag.retrieval.fusion import fuse
from rag.retrieval.lookup import Named, NumberBook
from rag.retrieval.question import Question
from rag.settings import Retrieval

# What is named comes first: the passages of a clause named by its label, then those of a notice
# named by its number, then the rest by score.
_CLAUSE_BONUS, _NOTICE_BONUS = 200.0, 100.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, with its fused score; ``row`` is its place in the index."""

    row: int
    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Findings:
    """What retrieval hands to answering: hits best first, and what decides a refusal.

    ``clauses`` are the spans, with their notices, of the clauses that the question names by label.
    """

    question: Question
    hits: tuple[Hit, ...]
    named: Named
    signals: Signals
    clauses: tuple[tuple[str, Span], ...] = ()


class Retriever:
    """Finds passages in one index with one encoder; safe to share between threads."""

    def __init__(self, index: Index, encoder: Encoder, settings: Retrieval) -> None:
        self._index, self._encoder, self._settings = index, encoder, settings
        self._calibration = calibration_for(encoder.identity)
        self._book = NumberBook(index.catalogue.records())
        self._notices = np.array(index.catalogue.notice_of_row())

    def find(self, question: Question, k: int = 10) -> Findings:
        """Return the ``k`` best passages for ``question``."""
        # Words that ask (请问、怎么、多少) say nothing of what is asked about.
        asked = question.content if terms(question.content) else question.folded
        lexical = self._index.lexical.scores(asked)
        vector = self._encoder.encode_query(question.folded)
        near, cosines = self._index.dense.search(vector, self._settings.candidates)
        rows = np.union1d(near, self._top(lexical))
        named = self._book.find(question)
        of_named = np.flatnonzero(np.isin(self._notices, named.notices))
        scored = self._score(question, np.union1d(rows, of_named), lexical, near, cosines, vector)
        scored = scored + _NOTICE_BONUS * np.isin(self._notices, named.notices)
        clauses = self._clauses(question, named, scored)
        scored[self._rows_in(clauses)] += _CLAUSE_BONUS
        order = np.argsort(-scored, kind="stable")[:k]
        order = order[np.isfinite(scored[order])]
        passages = self._index.catalogue.passages(order.tolist())
        hits = tuple(Hit(int(row), passages[int(row)], float(scored[row])) for row in order)
        best = float(cosines[0]) if len(cosines) else 0.0
        english = question.language == "en"
        coverage = self._coverage(question, hits)
        signals = Signals(coverage, best, english, question.rewritten, self._calibration)
        return Findings(question, hits, named, signals, clauses)

    def _score(
        self,
        question: Question,
        rows: np.ndarray,
        lexical: np.ndarray,
        near: np.ndarray,
        cosines: np.ndarray,
        vector: np.ndarray,
    ) -> np.ndarray:
        """Return the fused score of every row of the index, −inf where it is no candidate."""
        semantic = self._by_words(question, rows)
        if semantic is None:
            semantic = self._cosines(rows, near, cosines, vector)
        scored = np.full(len(lexical), -np.inf, dtype=np.float32)
        scored[rows] = fuse(lexical[rows], semantic, self._weight(question))
        return scored

    def _by_words(self, question: Question, rows: np.ndarray) -> np.ndarray | None:
        """Return how near each row comes to the question word by word, None where nobody knows.

        The mean of a static model drowns the one word that is asked for; its words do not. An
        English question meets no word of its own in Chinese text.
        """
        words, held = self._encoder.words, self._index.words
        if words is None or held is None or question.language == "en":
            return None
        return held.scores(words, question.content, rows)

    def _clauses(
        self, question: Question, named: Named, scored: np.ndarray
    ) -> tuple[tuple[str, Span], ...]:
        """Return the clauses that the question names: of the notices it names, else of the best."""
        if not question.labels:
            return ()
        notices = named.notices or (str(self._notices[int(np.argmax(scored))]),)
        return tuple(
            (notice, clause.span)
            for notice in notices
            for clause in clauses_labelled(self._index.catalogue.clauses(notice), question.labels)
        )

    def _rows_in(self, clauses: Sequence[tuple[str, Span]]) -> list[int]:
        """Return the rows of the passages that share text with ``clauses``, candidates or not."""
        catalogue = self._index.catalogue
        spans: dict[str, list[Span]] = {}
        for notice, span in clauses:
            spans.setdefault(notice, []).append(span)
        return [
            row
            for notice, named in spans.items()
            for row, passage in catalogue.passages(catalogue.rows_of(notice)).items()
            if any(passage.span.overlaps(span) for span in named)
        ]

    def _top(self, lexical: np.ndarray) -> np.ndarray:
        k = min(self._settings.candidates, len(lexical))
        top = np.argpartition(-lexical, k - 1)[:k]
        return top[lexical[top] > 0]

    def _cosines(
        self, rows: np.ndarray, near: np.ndarray, cosines: np.ndarray, vector: np.ndarray
    ) -> np.ndarray:
        """Return the cosine of every row, those not among the nearest computed exactly."""
        known = dict(zip(near.tolist(), cosines.tolist(), strict=True))
        missing = [row for row in rows.tolist() if row not in known]
        if missing:
            exact = self._index.dense.at(missing) @ vector
            known.update(zip(missing, exact.tolist(), strict=True))
        return np.array([known[row] for row in rows.tolist()], dtype=np.float32)

    def _weight(self, question: Question) -> float:
        """Return BM25's share; next to nothing of an English question stands in Chinese text."""
        if question.language == "en":
            return self._settings.english_lexical_weight
        return self._settings.lexical_weight

    def _coverage(self, question: Question, hits: Sequence[Hit]) -> float:
        """Return the idf-weighted share of the question's terms in the best three passages."""
        wanted = set(terms(question.content))
        if not wanted or not hits:
            return 0.0
        idf = {term: self._index.lexical.idf(term) for term in wanted}
        total = sum(idf.values())
        best = 0.0
        for hit in hits[:3]:
            have = set(terms(self._index.folded(hit.passage)))
            best = max(best, sum(idf[t] for t in wanted & have))
        return best / total if total else 0.0
