"""What the server counts, for Prometheus: answers by outcome, and how long they take.

Counted around the assistant, so that the page and the API are counted alike. Nothing that was
asked or answered is kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from datetime import date
from typing import Protocol, runtime_checkable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from rag.answering.course import STAGES, Course, Observer
from rag.answering.inspection import Inspection
from rag.answering.library import Library
from rag.answering.model import Answer, Citation, Context, Filters, SearchResult, Turn
from rag.server.ports import Assistant

MEDIA_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


@runtime_checkable
class Observed(Protocol):
    """An assistant that tells how its answers come about."""

    observer: Observer | None

    @property
    def generation(self) -> int:
        """Return the number of the index's generation that is answered from."""


class Measured:
    """An assistant that counts what it does; ``exposition`` gives the figures."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._registry = CollectorRegistry()
        self._answers = Counter(
            "wence_answers_total",
            "Questions asked, by outcome: answered, refused, failed, left",
            ["outcome"],
            registry=self._registry,
        )
        self._turned_away = Counter(
            "wence_turned_away_total",
            "Questions that were not begun with, by reason: a limit's name, or busy",
            ["reason"],
            registry=self._registry,
        )
        self._searches = Counter("wence_searches_total", "Searches", registry=self._registry)
        self._seconds = Histogram(
            "wence_answer_seconds",
            "Time from a question to its whole answer",
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._stages = Histogram(
            "wence_stage_seconds",
            "Time of an answer by stage: understand, retrieve, answer, ground",
            ["stage"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._dropped = Counter(
            "wence_statements_dropped_total",
            "Statements of a chat model that the clauses did not bear out",
            registry=self._registry,
        )
        if isinstance(assistant, Observed):
            assistant.observer = self._observe
            held = Gauge(
                "wence_index_generation",
                "Number of the index's generation that is answered from",
                registry=self._registry,
            )
            held.set_function(lambda: float(assistant.generation))
        notices = Gauge("wence_notices", "Notices in the index", registry=self._registry)
        notices.set_function(lambda: float(assistant.notice_count))
        for outcome in ("answered", "refused", "failed", "left"):
            self._answers.labels(outcome)

    def exposition(self) -> bytes:
        """Return the figures in Prometheus's text format."""
        return generate_latest(self._registry)

    def turned_away(self, reason: str) -> None:
        """Count a question that never came to the assistant."""
        self._turned_away.labels(reason).inc()

    def show(self, name: str, what: str, count: Callable[[], int]) -> None:
        """Show a figure that is asked for when it is read."""
        Gauge(name, what, registry=self._registry).set_function(lambda: float(count()))

    def _observe(self, course: Course) -> None:
        for stage in STAGES:
            self._stages.labels(stage).observe(getattr(course, stage))
        self._dropped.inc(course.dropped)

    @property
    def notice_count(self) -> int:
        """Return how many notices the index holds now."""
        return self._assistant.notice_count

    @property
    def library(self) -> Library:
        """Return the notices of the index now."""
        return self._assistant.library

    @property
    def today(self) -> date:
        """Return the day that answers are as of."""
        return self._assistant.today

    def ask(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Answer:
        """Answer and count."""
        began = time.perf_counter()
        outcome = "failed"
        try:
            answer = self._assistant.ask(question, history, filters)
            outcome = "refused" if answer.abstained else "answered"
            return answer
        finally:
            self._count(outcome, began)

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Iterator[str | Answer]:
        """Stream and count; whoever leaves before the end is counted as ``left``."""
        began = time.perf_counter()
        outcome = "failed"
        parts = self._assistant.stream(question, history, filters)
        try:
            for part in parts:
                if isinstance(part, Answer):
                    outcome = "refused" if part.abstained else "answered"
                yield part
        except GeneratorExit:
            outcome = "left" if outcome == "failed" else outcome
            raise
        finally:
            if isinstance(parts, Generator):  # end what nobody reads any more, now
                parts.close()
            self._count(outcome, began)

    def search(
        self,
        question: str,
        history: Sequence[Turn] = (),
        k: int = 10,
        filters: Filters | None = None,
    ) -> SearchResult:
        """Search and count."""
        self._searches.inc()
        return self._assistant.search(question, history, k, filters)

    def inspect(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Inspection:
        """Return the retrieval behind the answer to ``question``."""
        return self._assistant.inspect(question, history, filters)

    def examples(self, language: str | None = None) -> Sequence[str]:
        """Return questions worth trying on this index."""
        return self._assistant.examples(language)

    def context(self, citation: Citation, chars: int = 120) -> Context:
        """Return the quote of ``citation`` in its surroundings."""
        return self._assistant.context(citation, chars)

    def _count(self, outcome: str, began: float) -> None:
        self._answers.labels(outcome).inc()
        self._seconds.observe(time.perf_counter() - began)
