"""What the server asks of an assistant; ``rag.answering.assistant.Assistant`` provides it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol

from rag.answering.inspection import Inspection
from rag.answering.library import Library
from rag.answering.model import Answer, Citation, Context, Filters, SearchResult, Turn


class Assistant(Protocol):
    """Answers questions; every method may be called from several threads at once."""

    @property
    def notice_count(self) -> int:
        """Return how many notices the index holds now."""

    @property
    def library(self) -> Library:
        """Return the notices of the index now, to look through and to read."""

    @property
    def today(self) -> date:
        """Return the day that answers are as of."""

    def ask(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Answer:
        """Return the answer to ``question`` after the earlier turns in ``history``.

        :param filters: which notices may be answered from; None for all.
        """

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Iterator[str | Answer]:
        """Yield the answer's text in pieces, then exactly one whole answer."""

    def search(
        self,
        question: str,
        history: Sequence[Turn] = (),
        k: int = 10,
        filters: Filters | None = None,
    ) -> SearchResult:
        """Return the ``k`` passages found, best first."""

    def inspect(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Inspection:
        """Return the retrieval behind the answer to ``question``: what matched, and how well."""

    def examples(self, language: str | None = None) -> Sequence[str]:
        """Return questions worth trying on this index; may be empty.

        :param language: what they are asked in; None for that of the settings.
        """

    def context(self, citation: Citation, chars: int = 120) -> Context:
        """Return the quote of ``citation`` with up to ``chars`` characters on either side."""


__all__ = ["Assistant", "Context"]
