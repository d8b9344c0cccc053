"""Runs the blocking assistant beside the event loop, a bounded number of questions at a time."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator
from contextlib import asynccontextmanager
from typing import TypeVar

import anyio
from starlette.concurrency import run_in_threadpool

from rag.server.problems import Busy

T = TypeVar("T")

WAITING_PER_SLOT = 8


class Slots:
    """Places for questions; whoever finds too long a queue is turned away with ``Busy``."""

    def __init__(self, places: int) -> None:
        self._places = anyio.Semaphore(places)
        self._waiting_limit = places * WAITING_PER_SLOT

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Hold one place for the time of the block.

        :raises Busy: as many are waiting as the server holds.
        """
        if self._places.statistics().tasks_waiting >= self._waiting_limit:
            raise Busy
        async with self._places:
            yield

    async def run(self, work: Callable[[], T]) -> T:
        """Return what ``work`` returns, from a worker thread."""
        async with self.place():
            return await run_in_threadpool(work)

    async def iterate(self, items: Callable[[], Iterator[T]]) -> AsyncGenerator[T]:
        """Yield what ``items()`` yields, each step in a worker thread; one place throughout."""
        async with self.place():
            iterator = items()
            try:
                while True:
                    item = await run_in_threadpool(_next, iterator)
                    if item is None:
                        return
                    yield item[0]
            finally:
                # Left to the garbage collector, a chat model would go on writing for nobody.
                if isinstance(iterator, Generator):
                    iterator.close()


def _next(iterator: Iterator[T]) -> tuple[T] | None:
    # StopIteration cannot cross a thread's future, so the end travels as None.
    try:
        return (next(iterator),)
    except StopIteration:
        return None
