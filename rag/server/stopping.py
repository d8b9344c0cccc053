"""Ending a server: not ready any more, then no new questions, then the end of those under way."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn

from rag.server.problems import Busy

log = logging.getLogger(__name__)

# Seconds more for open pages, files that are being read and workers to come to an end.
_CUT = 10.0


class UnderWay:
    """Questions under way, and whether the server is to end; one for all doors."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0
        self._stopping: float | None = None

    @property
    def count(self) -> int:
        """How many questions are being answered, or wait for it."""
        return self._count

    @property
    def is_stopping(self) -> bool:
        """Whether the server was told to end."""
        return self._stopping is not None

    @property
    def stopping_for(self) -> float:
        """Seconds since the server was told to end."""
        return 0.0 if self._stopping is None else time.monotonic() - self._stopping

    def stop(self) -> None:
        """Take no more questions; may be called from a handler of signals, hence without a lock."""
        self._stopping = time.monotonic()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Count a question for the time of the block."""
        with self._lock:
            self._count += 1
        try:
            yield
        finally:
            with self._lock:
                self._count -= 1

    def admit(self) -> None:
        """Let a question pass.

        :raises Busy: the server ends; another one may answer, or this one when it is back.
        """
        if self.is_stopping:
            raise Busy


class Server(uvicorn.Server):
    """A server that ends, when it is told to, with the answers under way and exit status 0.

    :param seconds: that answers have for it. A second signal ends it at once.
    :param last: called before the process is cut off, as it is when a thread does not come back:
        nothing ends a thread that waits for a chat model.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        under_way: UnderWay,
        seconds: float,
        last: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self._under_way, self._seconds, self._last = under_way, seconds, last

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to end; uvicorn would end at once, and with the signal as exit status."""
        again = self._under_way.is_stopping
        self.should_exit = self.should_exit or again
        self._under_way.stop()
        cut = threading.Timer((0 if again else self._seconds) + _CUT, self._cut)
        cut.daemon = True
        cut.start()

    def _cut(self) -> None:
        log.warning("answers that would not end were cut off")
        self._last()
        os._exit(0)

    async def on_tick(self, counter: int) -> bool:
        """Return whether to end now: asked ten times a second."""
        it = self._under_way
        if it.is_stopping and (not it.count or it.stopping_for >= self._seconds):
            self.should_exit = True
        return await super().on_tick(counter)
