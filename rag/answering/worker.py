"""A process that answers for a server: ``python -m rag.answering.worker``, see ``wire``.

Python runs one thread at a time; several processes answer at the same time. Each opens the index
for itself, and follows it when a new generation comes.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from datetime import date
from functools import partial
from typing import Any, BinaryIO

from rag import logs
from rag.answering import wire
from rag.answering.assistant import Assistant
from rag.answering.course import Course
from rag.answering.model import Answer, SearchResult
from rag.errors import WenceError
from rag.settings import Settings

log = logging.getLogger(__name__)


class Worker:
    """Answers requests with ``assistant``, writing replies to ``out``."""

    def __init__(self, assistant: Assistant, out: BinaryIO) -> None:
        self._assistant, self._out = assistant, out
        assistant.observer = self._observed
        self._writing = threading.Lock()
        self._left: set[int] = set()

    def send(self, line: bytes) -> None:
        """Write one line whole; nothing where the server is gone: standard input ends next."""
        with self._writing:
            try:
                self._out.write(line)
                self._out.flush()
            except BrokenPipeError:
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, self._out.fileno())  # for what is still in the buffer
                os.close(nowhere)

    def leave(self, n: int) -> None:
        """Stop writing the reply to request ``n`` at its next piece."""
        self._left.add(n)

    def answer(self, request: wire.Request) -> None:
        """Write the reply to ``request``."""
        logs.tag(request.tag)
        try:
            for part in self._parts(request):
                if request.n in self._left:
                    break
                self.send(wire.reply_line(request.n, part))
        except WenceError as error:
            self.send(wire.error_line(request.n, error))
        finally:
            self._left.discard(request.n)

    def failed(self, n: int, done: Future[None]) -> None:
        """Tell of a defect that ended the reply to request ``n``."""
        error = done.exception()
        if error is not None:
            log.error("a worker met a defect", exc_info=error)
            self.send(wire.line({"n": n, "defect": type(error).__name__}))

    def _observed(self, course: Course) -> None:
        self.send(wire.line({"course": asdict(course)}))

    def _parts(self, request: wire.Request) -> Iterator[str | Answer | SearchResult]:
        asked = request.question, request.history
        if request.do == "stream":
            yield from self._assistant.stream(*asked, request.filters)
        elif request.do == "ask":
            yield self._assistant.ask(*asked, request.filters)
        else:
            yield self._assistant.search(*asked, request.k, request.filters)


def main() -> None:
    """Answer what comes on standard input until it ends."""
    for ending in (signal.SIGINT, signal.SIGTERM):
        # Meant for the server, which lets answers end; this process ends with its standard input.
        signal.signal(ending, signal.SIG_IGN)
    requests = sys.stdin.buffer
    # Whatever else writes to standard output must not get between the replies.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    opening: dict[str, Any] = json.loads(requests.readline())
    settings = Settings.load(**opening["settings"])
    logs.configure(settings.server.log)
    today = date.fromisoformat(opening["today"]) if opening["today"] else None
    worker = Worker(Assistant.open(settings, today), out)
    worker.send(wire.line({"ready": True}))
    # Without a chat model there is nothing to wait for, and more threads would only get in the way.
    threads = settings.server.max_concurrency if settings.chat.model else 1
    with ThreadPoolExecutor(threads) as pool:
        for line in requests:
            fields = json.loads(line)
            if fields["do"] == "leave":
                worker.leave(fields["n"])
                continue
            request = wire.read_request(fields)
            pool.submit(worker.answer, request).add_done_callback(partial(worker.failed, request.n))


if __name__ == "__main__":
    main()
