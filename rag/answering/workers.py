"""Several processes that answer as one assistant: as many questions at a time as there are cores.

What is quick (lists, texts, places of citations) is done by the assistant of this process; so is
everything until two questions come at the same time, upon which the workers are started, and while
none of them is ready.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from rag.answering import wire
from rag.answering.assistant import Assistant
from rag.answering.course import Course, Observer
from rag.answering.inspection import Inspection
from rag.answering.library import Library
from rag.answering.model import Answer, Citation, Context, Filters, SearchResult, Turn
from rag.answering.process import Process, WorkerLost
from rag.settings import BUNDLED, Settings

log = logging.getLogger(__name__)

_TOO_SOON = 10.0  # seconds; a worker that ends sooner would only end again


class Workers:
    """An assistant whose questions are answered by up to ``count`` processes; ``close`` ends them.

    :param today: the day answers are as of; None for the day of asking.
    """

    def __init__(
        self, assistant: Assistant, settings: Settings, count: int, today: date | None = None
    ) -> None:
        self._here, self._settings, self._today = assistant, settings, today
        # With a chat model a worker mostly waits, and takes more questions meanwhile.
        self._places = settings.server.max_concurrency if settings.chat.model else 1
        self._changed = threading.Condition()
        self._ready: set[Process] = set()
        self._free: list[Process] = []
        self._started: dict[Process, float] = {}
        self._count, self._here_now = count, 0
        self._begun = self._closing = False

    def ask(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Answer:
        """Return the answer to ``question``; see ``Assistant.ask``."""
        request = wire.Request(0, "ask", question, tuple(history), filters)
        for part in self._parts(request):
            if isinstance(part, Answer):
                return part
        with self._staying():
            return self._here.ask(question, history, filters)

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Iterator[str | Answer]:
        """Yield the answer's text in pieces, then the answer; see ``Assistant.stream``."""
        request = wire.Request(0, "stream", question, tuple(history), filters)
        begun = False
        for part in self._parts(request):
            if not isinstance(part, SearchResult):
                begun = True
                yield part
        if not begun:
            with self._staying():
                yield from self._here.stream(question, history, filters)

    def search(
        self,
        question: str,
        history: Sequence[Turn] = (),
        k: int = 10,
        filters: Filters | None = None,
    ) -> SearchResult:
        """Return the ``k`` passages found; see ``Assistant.search``."""
        request = wire.Request(0, "search", question, tuple(history), filters, k)
        for part in self._parts(request):
            if isinstance(part, SearchResult):
                return part
        with self._staying():
            return self._here.search(question, history, k, filters)

    def inspect(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Inspection:
        """Return the retrieval behind an answer; see ``Assistant.inspect``."""
        return self._here.inspect(question, history, filters)

    def examples(self, language: str | None = None) -> list[str]:
        """Return questions worth trying on this index; see ``Assistant.examples``."""
        return self._here.examples(language)

    def context(self, citation: Citation, chars: int = 120) -> Context:
        """Return the quote of ``citation`` in its surroundings."""
        return self._here.context(citation, chars)

    @property
    def observer(self) -> Observer | None:
        """Who is told of the course of each answer, in whatever process it was made."""
        return self._here.observer

    @observer.setter
    def observer(self, observer: Observer | None) -> None:
        self._here.observer = observer

    @property
    def generation(self) -> int:
        """The number of the index's generation that is answered from."""
        return self._here.generation

    @property
    def notice_count(self) -> int:
        """How many notices the index holds now."""
        return self._here.notice_count

    @property
    def library(self) -> Library:
        """The notices of the index now."""
        return self._here.library

    @property
    def today(self) -> date:
        """The day that answers are as of."""
        return self._here.today

    def start(self, seconds: float) -> int:
        """Start the workers now; return how many are ready after at most ``seconds``."""
        with self._changed:
            self._start_all()
            self._changed.wait_for(lambda: len(self._ready) == len(self._started), seconds)
            return len(self._ready)

    def close(self) -> None:
        """End the workers; questions are answered in this process from now on."""
        with self._changed:
            self._closing = True
            ending = list(self._started)
        for process in ending:
            process.close()

    def _parts(self, request: wire.Request) -> Iterator[str | Answer | SearchResult]:
        """Yield a worker's reply; nothing where none is ready, or it was lost before it began.

        :raises RuntimeError: it was lost on the way.
        """
        process = self._take()
        if process is None:
            return
        begun = False
        try:
            for part in process.parts(request):
                begun = True
                yield part
        except WorkerLost as error:
            if begun:
                raise RuntimeError("a worker ended in the middle of an answer") from error
        finally:
            self._give_back(process)

    def _take(self) -> Process | None:
        """Return a worker with a free place, once there is one; None where no worker is ready."""
        with self._changed:
            if self._here_now:  # somebody else's question is being answered in this process
                self._start_all()
            self._changed.wait_for(lambda: self._free or not self._ready)
            return self._free.pop() if self._free else None

    @contextmanager
    def _staying(self) -> Iterator[None]:
        """Count a question that is answered in this process."""
        with self._changed:
            self._here_now += 1
        try:
            yield
        finally:
            with self._changed:
                self._here_now -= 1

    def _give_back(self, process: Process) -> None:
        with self._changed:
            if process in self._ready:
                self._free.append(process)
                self._changed.notify()

    def _start_all(self) -> None:
        if not self._begun and not self._closing:
            self._begun = True
            for _ in range(self._count):
                self._start()

    def _start(self) -> None:
        with self._changed:  # so that nobody hears of it before it is known
            process = Process(
                self._settings, self._today, self._is_ready, self._has_ended, self._observed
            )
            self._started[process] = time.monotonic()

    def _observed(self, course: Course) -> None:
        if self._here.observer is not None:
            self._here.observer(course)

    def _is_ready(self, process: Process) -> None:
        with self._changed:
            self._ready.add(process)
            self._free += [process] * self._places
            self._changed.notify_all()

    def _has_ended(self, process: Process) -> None:
        """Forget a worker; another takes its place, unless it would only end as soon."""
        with self._changed:
            began = self._started.pop(process, time.monotonic())
            self._ready.discard(process)
            self._free = [one for one in self._free if one is not process]
            closing = self._closing
            self._changed.notify_all()
        if closing:
            return
        soon = time.monotonic() - began < _TOO_SOON
        log.error("worker %d ended%s", process.id, " at once" if soon else "; another is started")
        if not soon:
            self._start()


def wanted(settings: Settings) -> int:
    """Return how many workers ``settings`` ask for.

    Of themselves none where a process would load a big model again, or where there is one core.
    """
    asked = settings.server.workers
    if asked != "auto":
        return asked
    is_small = settings.embedding.model == BUNDLED and not settings.reranker.model
    cores = _cores()
    return cores if is_small and cores > 1 else 0


def _cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):  # not on every system
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
