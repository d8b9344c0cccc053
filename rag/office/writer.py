"""Writes what was noted in memory every few seconds, so that no answer waits for a disk."""

from __future__ import annotations

import atexit
import logging
import threading
import time
import weakref
from collections.abc import Callable, Sequence
from functools import partial

from rag.errors import OfficeUnavailable

log = logging.getLogger(__name__)

EVERY = 3.0  # seconds, and what is lost at most when the process is killed
_QUIET = 60.0  # between two lines of the log about the same trouble

Flush = Callable[[], None]


class Writer:
    """Calls ``flushes`` every few seconds, in a thread that the first ``wake`` starts."""

    def __init__(self, flushes: Sequence[Flush], every: float = EVERY) -> None:
        self._flushes = flushes
        self._every = every
        self._lock, self._writing = threading.Lock(), threading.Lock()
        self._stop: threading.Event | None = None  # of the thread that runs
        self._said = -_QUIET

    @property
    def is_running(self) -> bool:
        """Return whether there is a thread that writes."""
        return self._stop is not None

    def wake(self) -> None:
        """Make sure that what was noted will be written; costs nothing once it has begun."""
        if self._stop is not None:
            return
        with self._lock:
            if self._stop is None:
                self._stop = stop = threading.Event()
                run = partial(self._run, stop)
                threading.Thread(target=run, name="wence-office", daemon=True).start()
                _at_exit(self)

    def write(self) -> None:
        """Write now; trouble is logged, once a minute at most, and never raised.

        What another thread is writing is written when this returns: a process may end upon it.
        """
        with self._writing:
            for flush in self._flushes:
                try:
                    flush()
                except OfficeUnavailable as error:
                    if time.monotonic() - self._said >= _QUIET:
                        self._said = time.monotonic()
                        log.error("what was asked cannot be noted: %s: %s", error.key, error)

    def close(self) -> None:
        """Stop the thread and write what is left; the next ``wake`` starts another."""
        with self._lock:
            stop, self._stop = self._stop, None
        if stop is not None:
            stop.set()
        self.write()

    def _run(self, stop: threading.Event) -> None:
        while not stop.wait(self._every):
            self.write()


def _at_exit(writer: Writer) -> None:
    """Write at the end of the process, where nobody has closed the writer."""
    held = weakref.ref(writer)

    def close() -> None:
        alive = held()
        if alive is not None and alive.is_running:
            alive.close()

    atexit.register(close)
