"""A worker as its server holds it: the process, what it was asked, what it replied."""

from __future__ import annotations

import itertools
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from rag import logs
from rag.answering import wire
from rag.answering.course import Course, Observer
from rag.answering.model import Answer, SearchResult
from rag.settings import Settings

log = logging.getLogger(__name__)

_PACKAGES = Path(__file__).parents[2]
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS")
_SHUTDOWN = 5.0  # seconds that a worker has to end by itself


class WorkerLost(Exception):
    """A worker ended before its reply did; seen by ``rag.answering.workers`` alone."""


class Process:
    """One running worker; its methods may be called from several threads.

    :param ready: called once when it can answer.
    :param ended: called once when it has ended, for whatever reason.
    :param observed: told the course of each answer.
    """

    def __init__(
        self,
        settings: Settings,
        today: date | None,
        ready: Callable[[Process], None],
        ended: Callable[[Process], None],
        observed: Observer,
    ) -> None:
        self._ready, self._ended, self._observed = ready, ended, observed
        self._numbers = itertools.count(1)
        self._replies: dict[int, SimpleQueue[dict[str, Any] | None]] = {}
        self._lock = threading.Lock()
        self._alive = True
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "rag.answering.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_environment(),
        )
        threading.Thread(target=self._read, name="wence-worker", daemon=True).start()
        self._write(wire.opening_line(settings, today))

    @property
    def id(self) -> int:
        """The number of the process."""
        return self._process.pid

    def parts(self, request: wire.Request) -> Iterator[str | Answer | SearchResult]:
        """Yield the parts of the reply to ``request``, whose ``n`` is given here.

        :raises WorkerLost: the worker ended on the way.
        :raises WenceError: the one that the worker met.
        """
        n = next(self._numbers)
        replies: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        with self._lock:
            if not self._alive:
                raise WorkerLost
            self._replies[n] = replies
        whole = False
        try:
            self._write(wire.request_line(replace(request, n=n, tag=logs.tagged())))
            while not whole:
                fields = replies.get()
                if fields is None:
                    raise WorkerLost
                whole = "text" not in fields
                yield wire.read_reply(fields)
        finally:
            with self._lock:
                del self._replies[n]
            if not whole:
                self._write(wire.line({"n": n, "do": "leave"}))

    def close(self) -> None:
        """Let the worker end, and wait until it has."""
        if self._process.stdin:
            try:
                self._process.stdin.close()
            except OSError:
                log.debug("a worker was gone already")
        try:
            self._process.wait(_SHUTDOWN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _write(self, line: bytes) -> None:
        try:
            with self._lock:
                if self._process.stdin and not self._process.stdin.closed:
                    self._process.stdin.write(line)
                    self._process.stdin.flush()
        except OSError:  # it has ended; its reader says so to whoever waits
            log.debug("a worker was gone already")

    def _read(self) -> None:
        """Hand out replies until the worker ends."""
        for line in self._process.stdout or ():
            fields = json.loads(line)
            if "ready" in fields:
                self._ready(self)
                continue
            if "course" in fields:
                self._observed(Course(**fields["course"]))
                continue
            with self._lock:
                replies = self._replies.get(fields["n"])
            if replies is not None:  # nobody reads any more what was left
                replies.put(fields)
        with self._lock:
            self._alive = False
            waiting = list(self._replies.values())
        for replies in waiting:
            replies.put(None)
        self._ended(self)


def _environment() -> dict[str, str]:
    """Return the variables of a worker: this program's packages, and one thread a library.

    Libraries that share out one question among all cores would only take them from other workers.
    """
    paths = filter(None, [str(_PACKAGES), os.environ.get("PYTHONPATH", "")])
    alone = dict.fromkeys(_THREADS, "1")
    return {**alone, **os.environ, "PYTHONPATH": os.pathsep.join(paths)}
