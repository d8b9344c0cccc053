"""Runs the blocking assistant beside the event loop, a bounded number of questions at a time."""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator
from contextlib import asynccontextmanager
from typing import Generic, TypeVar

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

    @property
    def waiting(self) -> int:
        """How many questions wait for a place."""
        return self._places.statistics().tasks_waiting

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Hold one place for the time of the block.

        :raises Busy: as many are waiting as the server holds.
        """
        if self.waiting >= self._waiting_limit:
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
            steps = _Steps(items())
            try:
                while (item := await run_in_threadpool(steps.next)) is not None:
                    yield item[0]
            finally:
                # The place is free when the work is over, not when nobody waits for it any more.
                with anyio.CancelScope(shield=True):
                    await run_in_threadpool(steps.close)


class _Steps(Generic[T]):
    """An iterator that may be closed while a thread is at a step of it: after that step."""

    def __init__(self, items: Iterator[T]) -> None:
        self._items = items
        self._stepping = threading.Lock()

    def next(self) -> tuple[T] | None:
        """Return the next item in a tuple, None at the end.

        ``StopIteration`` cannot cross a thread's future.
        """
        with self._stepping:
            try:
                return (next(self._items),)
            except StopIteration:
                return None

    def close(self) -> None:
        """End the work: left to the garbage collector, a chat model would go on for nobody."""
        with self._stepping:
            if isinstance(self._items, Generator):
                self._items.close()
