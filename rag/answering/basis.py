"""What an answer may rest on: the passages found for one question, looked at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from rag.answering.course import Course
from rag.answering.elsewhere import at_home
from rag.answering.extractive.evidence import Found
from rag.answering.extractive.signals import Signals
from rag.answering.extractive.values import Value, asked_for, naming
from rag.answering.reader import Reader
from rag.notices.model import Span
from rag.retrieval.filters import Filters
from rag.retrieval.retriever import Findings


class Basis:
    """Findings with the passages they stand for; what takes time is done when it is asked for."""

    def __init__(
        self,
        reader: Reader,
        findings: Findings,
        filters: Filters | None = None,
        course: Course | None = None,
    ) -> None:
        """Keep what was found.

        :param filters: which notices may be answered from; None for all.
        :param course: is told how long checking takes, and what was dropped.
        """
        self.reader, self.findings, self.filters = reader, findings, filters
        self.course = course or Course()

    @cached_property
    def found(self) -> list[Found]:
        """The passages found, whole, best first."""
        return self.reader.found(self.findings.hits)

    @cached_property
    def at_home(self) -> Sequence[Found]:
        """The passages of the notices that the question names by their whole title, where some are.

        Else all that were found, without those of places that the question does not mean.
        """
        entitled = self.findings.recognised.entitled
        named = [it for it in self.found if it.record.id in entitled]
        return named or at_home(self.findings.question.folded, self.found)

    def without(self, said: Sequence[tuple[str, Span]]) -> Basis:
        """Return what is left when the sentences in ``said``, spans by notice, are said."""
        rest = Basis(self.reader, self.findings, self.filters, self.course)
        rest.found = [
            replace(it, sentences=tuple(s for s in it.sentences if not _is_said(it, s.span, said)))
            for it in self.found
        ]
        return rest

    @cached_property
    def signals(self) -> Signals:
        """What tells the clauses found apart."""
        return Signals(self.reader, self.findings.question)

    @cached_property
    def meant(self) -> Sequence[Found]:
        """What may answer: of passages in clauses that the question names, what is in those.

        Nothing of places that the question does not mean.
        """
        named = []
        for it in self.at_home:
            inside = tuple(s for s in it.sentences if self._is_named(it, s.span))
            if inside:
                named.append(replace(it, sentences=inside))
        return named or self.at_home

    @cached_property
    def naming(self) -> Sequence[Found]:
        """Of what may answer, what names every value that the question asks for."""
        meant = self.meant
        for value in self._values:
            meant = naming(meant, value, self.signals) or meant
        return meant

    @cached_property
    def lacking(self) -> Value | None:
        """The value asked for that nothing found names, None where nothing is wanting."""
        lacking = (v for v in self._values if not naming(self.meant, v, self.signals))
        return next(lacking, None)

    @cached_property
    def _values(self) -> list[Value]:
        return asked_for(self.findings.question.folded)

    def _is_named(self, found: Found, span: Span) -> bool:
        return any(
            found.record.id == notice and span in clause for notice, clause in self.findings.clauses
        )


def _is_said(found: Found, span: Span, said: Sequence[tuple[str, Span]]) -> bool:
    return any(found.record.id == notice and span in cited for notice, cited in said)
