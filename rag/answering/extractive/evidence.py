"""The passages found, whole, with the clauses and sentences in them that can be quoted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from rag.answering.extractive.sentences import Sentence
from rag.index.model import Record
from rag.index.terms import matching_form
from rag.notices.model import Clause, Span


@dataclass(frozen=True)
class Found:
    """A passage found, its windows put together; ``score`` is the fused one of its best window.

    ``context`` is the short title and the chain of headings, ``text`` is cleaned for reading.
    ``sentences`` are those that can be quoted, in reading order: maybe none.
    """

    record: Record
    span: Span
    paragraph: str
    context: str
    text: str
    score: float
    sentences: tuple[Sentence, ...]

    @cached_property
    def folded_context(self) -> str:
        """The context in matching form."""
        return matching_form(self.context)

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The sentences in matching form."""
        return tuple(sentence.folded for sentence in self.sentences)

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """The sentences by the clause in which they stand, in reading order."""
        by_clause: dict[int, list[Sentence]] = {}
        for sentence in self.sentences:
            by_clause.setdefault(sentence.clause.span.start, []).append(sentence)
        return tuple(Evidence(self, tuple(inside)) for inside in by_clause.values())


@dataclass(frozen=True)
class Evidence:
    """What a passage found holds of one clause: what an answer is chosen from."""

    found: Found
    sentences: tuple[Sentence, ...]

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The sentences in matching form."""
        return tuple(sentence.folded for sentence in self.sentences)

    @cached_property
    def folded_context(self) -> str:
        """The chain of headings down to the clause's own, in matching form."""
        return f"{self.found.folded_context} {self.sentences[0].folded_heading}"

    @property
    def clause(self) -> Clause:
        """The clause in which the sentences stand."""
        return self.sentences[0].clause

    @property
    def record(self) -> Record:
        """The notice of the clause."""
        return self.found.record
