"""What tells the clause that answers a question from the others that were found.

Retrieval ranks passages by their whole text. Here each clause in them is looked at by itself, and
for what retrieval does not know: the kind of value that is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from embeddings import bundled_lexicon
from embeddings.lexicon import translated_scores
from rag.answering.extractive.evidence import Evidence, Found
from rag.answering.extractive.wanted import WantedValues
from rag.answering.reader import Reader
from rag.index.terms import terms
from rag.retrieval.question import Question

Matrix = NDArray[np.float64]

# Names of the columns. Of the passage: place among those found, fused score, a numeral with the
# measure word asked for near its best sentence. Of the clause with its headings: nearness word by
# word, nearest sentence, share of character pairs and of the question's figures; values of all the
# kinds asked for in one sentence, and of some kinds near the best one.
NAMES = (
    *("place", "fused", "measure"),
    *("words", "cosine", "pairs", "figures", "value", "money", "date", "share", "where"),
)
_NO_TOKENS = np.zeros(0, dtype=np.int64)
_FIGURES = re.compile(r"\d+(?:\.\d+)?")


class Signals:
    """Looks at the passages found for one question; ``asked`` is what values it asks for."""

    def __init__(self, reader: Reader, question: Question) -> None:
        self._reader, self.english = reader, question.language == "en"
        self._folded = question.folded
        content, idf = question.keywords, reader.index.lexical.idf
        self._pairs = {t: idf(t) for t in set(terms(content)) if len(t) > 1}
        self.asked = WantedValues(question.folded)
        self._figures = set(_FIGURES.findall(question.asked))
        self._vector = reader.encoder.encode_query(question.asked)
        self._words = reader.encoder.words
        self._tokens, self._weights = _NO_TOKENS, np.zeros(0)
        if self._words is not None and reader.index.words is not None:
            self._tokens = self._words.tokens([content])[0]
            weights = reader.index.words.idf(self._tokens).astype(np.float64)
            self._weights = weights / (weights.sum() or 1.0)
        self._near_of: dict[str, Matrix] = {}

    def of(self, found: Sequence[Found]) -> tuple[list[Evidence], Matrix]:
        """Return the clauses of ``found`` and their signals, shape (clauses, ``len(NAMES)``).

        Each column holds differences from its best clause: 0 for that, below for the others.
        """
        clauses = [evidence for it in found for evidence in it.evidence]
        if not clauses:
            return [], np.zeros((0, len(NAMES)))
        contexts = {it.folded_context for it in found} | {it.folded_context for it in clauses}
        self._look_at(contexts | {text for it in found for text in it.folded})
        near = self._nearest(found)
        of_passage = {id(it): self._of_passage(place, it) for place, it in enumerate(found)}
        rows = [[*of_passage[id(it.found)], *self._of_clause(it, near)] for it in clauses]
        matrix = np.array(rows)
        if self.english:
            matrix[:, NAMES.index("pairs")] = self._translated(clauses)
        return clauses, matrix - matrix.max(axis=0)

    def best(self, sentences: Sequence[str], context: str) -> Matrix:
        """Return how well each of ``sentences`` (matching form) fits the question, 0..1."""
        return np.array(
            [self._fit(text, f"{context} {text}", self._nearness(text)) for text in sentences]
        )

    def best_under(self, sentences: Sequence[str], context: str) -> Matrix:
        """Return how well each of ``sentences`` fits under the headings ``context``, 0..1."""
        around = self._nearness(context)
        return np.array(
            [
                self._fit(f"{context} {text}", text, np.maximum(self._nearness(text), around))
                for text in sentences
            ]
        )

    def _fit(self, text: str, beside: str, nearness: Matrix) -> float:
        covered = 0.45 * self._covered(text) + 0.10 * self._covered(beside)
        return covered + 0.45 * float(self._weights @ nearness)

    def _of_passage(self, place: int, found: Found) -> tuple[float, ...]:
        folded = found.folded
        if not folded:
            return (0.0, 0.0, 0.0)
        near = _around(folded, int(np.argmax(self.best(folded, found.folded_context))))
        return (1 / (1 + place), found.score, self.asked.measured(near))

    def _of_clause(
        self, evidence: Evidence, cosines: dict[tuple[int, str], float]
    ) -> tuple[float, ...]:
        context = evidence.folded_context
        folded = evidence.folded
        text = " ".join(folded)
        near = _around(folded, int(np.argmax(self.best(folded, context))))
        around = self._nearness(context)
        return (
            max(float(self._weights @ np.maximum(self._nearness(it), around)) for it in folded),
            max(cosines[it.span.start, it.record.id] for it in evidence.sentences),
            self._covered(f"{context} {text}"),
            self._share_of_figures(f"{context} {text}"),
            max(self.asked.held(it) for it in folded),
            *self.asked.each(near),
        )

    def _nearest(self, found: Sequence[Found]) -> dict[tuple[int, str], float]:
        """Return the cosine of the question and each sentence with title and headings before it.

        Without them what only says the title again comes nearest to a question that names it.
        """
        placed = [(it.folded_context, sentence) for it in found for sentence in it.sentences]
        texts = [f"{above} {it.folded_heading} {it.folded}" for above, it in placed]
        cosines = (self._reader.encoder.encode_passages(texts) @ self._vector).tolist()
        keys = [(it.span.start, it.record.id) for _, it in placed]
        return dict(zip(keys, cosines, strict=True))

    def _nearness(self, text: str) -> Matrix:
        """Return for each word of the question how near the nearest word of ``text`` comes, 0..1.

        None where the model knows no words by themselves.
        """
        if text not in self._near_of:
            self._look_at({text})
        return self._near_of[text]

    def _look_at(self, texts: Collection[str]) -> None:
        """Compare the words of ``texts`` with the question's, all at once."""
        new = [text for text in texts if text not in self._near_of]
        self._near_of |= {text: np.zeros(len(self._tokens)) for text in new}
        if self._words is None or not len(self._tokens) or not new:
            return
        held = self._words.tokens(new)
        every = np.unique(np.concatenate([*held, _NO_TOKENS]))
        near = np.maximum(self._words.vectors(self._tokens) @ self._words.vectors(every).T, 0.0)
        for text, tokens in zip(new, held, strict=True):
            if len(tokens):
                places = np.searchsorted(every, tokens)
                self._near_of[text] = near[:, places].max(axis=1).astype(np.float64)

    def _covered(self, text: str) -> float:
        """Return the share of the rarity of the question's pairs that ``text`` has, 0..1."""
        total = sum(self._pairs.values())
        return sum(rare for t, rare in self._pairs.items() if t in text) / total if total else 0.0

    def _share_of_figures(self, text: str) -> float:
        if not self._figures:
            return 0.0
        return len(self._figures & set(_FIGURES.findall(text))) / len(self._figures)

    def _translated(self, clauses: Sequence[Evidence]) -> Matrix:
        """Return how well each clause matches an English question word by word, 0..1."""
        texts = [" ".join([it.found.folded_context, *it.folded]) for it in clauses]
        scores = translated_scores(bundled_lexicon(), self._folded, _Texts(texts))
        return scores.astype(np.float64) / (float(scores.max()) or 1.0)


class _Texts:
    """Texts that know which of them hold a word."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    @property
    def count(self) -> int:
        """Number of texts."""
        return len(self._texts)

    def rows_with(self, word: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the texts that hold ``word``, each full of it."""
        rows = np.array([i for i, text in enumerate(self._texts) if word in text], dtype=np.int64)
        return rows, np.ones(len(rows), dtype=np.float32)


def _around(folded: Sequence[str], at: int) -> str:
    """Return a sentence with its neighbours: a value often stands in the next one."""
    return " ".join(folded[max(0, at - 1) : at + 2])
