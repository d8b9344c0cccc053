"""From a question to ranked passages: what it names first, then both rankers, then a reranker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from embeddings import Encoder, Reranker, bundled_official_pairs
from rag.index.model import Passage
from rag.index.store import Index
from rag.index.terms import terms
from rag.notices.labels import clauses_labelled
from rag.notices.model import Span
from rag.retrieval.candidates import Candidates, Ranker
from rag.retrieval.confidence import Signals, calibration_for
from rag.retrieval.filters import Filters
from rag.retrieval.lookup import Named
from rag.retrieval.mask import notice_mask
from rag.retrieval.question import Question
from rag.retrieval.recognised import Recognised, Recogniser
from rag.settings import Retrieval

# What is named comes first: the passages of a clause named by its label, then those of a notice
# named by its number, then the rest by score.
_CLAUSE_BONUS, _NOTICE_BONUS = 200.0, 100.0
_LEVEL = 4  # decimals that tell scores apart: beyond is the error of adding them up


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, with its fused score; ``row`` is its place in the index.

    ``lexical`` (BM25) and ``semantic`` (words one by one, or the cosine) are what was fused.
    """

    row: int
    passage: Passage
    score: float
    lexical: float = 0.0
    semantic: float = 0.0


@dataclass(frozen=True, slots=True)
class Findings:
    """What retrieval hands to answering: hits best first, and what decides a refusal.

    ``clauses`` are the spans, with their notices, of the clauses that the question names by label.
    """

    question: Question
    hits: tuple[Hit, ...]
    recognised: Recognised
    signals: Signals
    clauses: tuple[tuple[str, Span], ...] = ()

    @property
    def named(self) -> Named:
        """What the numbers in the question name."""
        return self.recognised.named


class Retriever:
    """Finds passages in one index with one encoder; safe to share between threads."""

    def __init__(
        self,
        index: Index,
        encoder: Encoder,
        settings: Retrieval,
        reranker: Reranker | None = None,
    ) -> None:
        """Take in what ``index`` holds.

        :param reranker: puts the best passages in their last order; None leaves them as fused.
        """
        self._index, self._reranker = index, reranker
        self._ranker = Ranker(index, encoder, settings)
        self._model = encoder.identity
        self._recogniser = Recogniser(index.catalogue.records(), index.lexical.idf)
        # What a notice is worth is told once a notice, not once a row.
        self._notices, self._of_row = index.catalogue.notices_by_row()
        self._place = {notice: place for place, notice in enumerate(self._notices)}
        # Of rows that score alike the first in the order of files comes first, however the index
        # came to be.
        self._order = np.zeros(len(self._notices), dtype=np.int32)
        for order, record in enumerate(index.catalogue.records()):
            self._order[self._place[record.id]] = order

    def find(self, question: Question, k: int = 10, filters: Filters | None = None) -> Findings:
        """Return the ``k`` best passages for ``question``, of those that ``filters`` let through.

        :raises RerankerUnavailable: a reranker is set and cannot be used.
        """
        recognised = self._recogniser.recognise(question)
        question = recognised.question
        bonus = recognised.boosts(self._place)
        named = [self._place[notice] for notice in recognised.named.notices]
        bonus[named] += _NOTICE_BONUS
        allowed = self._allowed(filters) if filters else None
        also = self._rows_of((*recognised.named.notices, *recognised.entitled))
        candidates = self._ranker.rank(question, also, allowed)
        scored = candidates.scores + bonus[self._of_row[candidates.rows]]
        candidates = replace(candidates, scores=scored)
        clauses = self._clauses(question, recognised.named, candidates)
        lifted = self._rows_in(clauses)
        if allowed is not None:
            lifted = lifted[allowed[lifted]]
        candidates = candidates.among(lifted)
        candidates.scores[np.searchsorted(candidates.rows, lifted)] += _CLAUSE_BONUS
        hits = self._hits(question, candidates, k)
        signals = Signals(
            self._coverage(question, hits),
            candidates.best_cosine,
            self._unheld(question),
            question.rewritten,
            calibration_for(self._model, english=question.language == "en"),
        )
        return Findings(question, hits, recognised, signals, clauses)

    def _allowed(self, filters: Filters) -> NDArray[np.bool_]:
        """Return which rows ``filters`` let through, shape (rows,)."""
        notices = np.array(self._notices, dtype=np.str_)
        return notice_mask(notices, self._index.catalogue.records(), filters)[self._of_row]

    def _rows_of(self, notices: Sequence[str]) -> NDArray[np.int64]:
        rows = [row for notice in notices for row in self._index.catalogue.rows_of(notice)]
        return np.array(rows, dtype=np.int64)

    def _hits(self, question: Question, candidates: Candidates, k: int) -> tuple[Hit, ...]:
        """Return the best rows in their last order."""
        reach = k if self._reranker is None else max(k, self._reranker.top)
        rows = candidates.rows
        scored = np.round(-candidates.scores, _LEVEL)
        best = np.lexsort((rows, self._order[self._of_row[rows]], scored))[:reach]
        order = rows[best]
        passages = self._index.catalogue.passages(order.tolist())
        # Answering reads them: in any order, on the fused scale.
        scores = candidates.scores[best].tolist()
        told = {
            row: (float(lexical), float(semantic))
            for row, lexical, semantic in zip(
                order.tolist(), candidates.lexical[best], candidates.semantic[best], strict=True
            )
        }
        if self._reranker is not None:
            texts = [passages[int(row)].indexed for row in order]
            # What a question names stays ahead of what a model thinks of it.
            tiers = [round(score / _NOTICE_BONUS) for score in scores]
            order = order[self._reranker.order(question.search, texts, tiers)]
        return tuple(
            Hit(row, passages[row], score, *told[row])
            for row, score in zip(order.tolist()[:k], scores, strict=False)
        )

    def _clauses(
        self, question: Question, named: Named, candidates: Candidates
    ) -> tuple[tuple[str, Span], ...]:
        """Return the clauses that the question names: of the notices it names, else of the best."""
        if not question.labels:
            return ()
        notices = named.notices
        if not notices and len(candidates.rows):
            best = candidates.rows[np.argmax(candidates.scores)]
            notices = (self._notices[self._of_row[best]],)
        return tuple(
            (notice, clause.span)
            for notice in notices
            for clause in clauses_labelled(self._index.catalogue.clauses(notice), question.labels)
        )

    def _rows_in(self, clauses: Sequence[tuple[str, Span]]) -> NDArray[np.int64]:
        """Return the rows of the passages that share text with ``clauses``, candidates or not."""
        catalogue = self._index.catalogue
        spans: dict[str, list[Span]] = {}
        for notice, span in clauses:
            spans.setdefault(notice, []).append(span)
        rows = [
            row
            for notice, named in spans.items()
            for row, passage in catalogue.passages(catalogue.rows_of(notice)).items()
            if any(passage.span.overlaps(span) for span in named)
        ]
        return np.unique(np.array(rows, dtype=np.int64))

    def _unheld(self, question: Question) -> int:
        """Return how many pairs of official Chinese the question has and no passage has."""
        asked = bundled_official_pairs() & set(terms(question.content))
        return sum(1 for pair in asked if not self._index.lexical.holds(pair))

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
