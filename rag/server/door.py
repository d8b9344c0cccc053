"""The one way to the assistant: whatever asks on the network passes the same checks here.

Routes and pages hold a door, not an assistant, so that none of them can forget a check.
"""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import partial

from starlette.requests import HTTPConnection

from rag.answering.model import Answer, Filters, SearchResult, Turn
from rag.errors import QuestionEmpty, QuestionInvalid, QuestionTooLong
from rag.messages import message
from rag.office import Office
from rag.office.usage import DoorName
from rag.server.caller import Caller
from rag.server.limits import Clock, LimitReached, Limits
from rag.server.metrics import Measured
from rag.server.noting import Noting
from rag.server.ports import Assistant
from rag.server.problems import Busy
from rag.server.stopping import UnderWay
from rag.server.work import Slots
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what belongs to it, who asks, and by which door."""

    question: str
    caller: Caller
    history: tuple[Turn, ...] = ()
    filters: Filters | None = None
    door: DoorName = field(kw_only=True)


class Door:
    """Checks and counts a question, then hands it to the assistant; one for the whole server.

    Every method that takes a question raises what ``admit`` raises.
    """

    def __init__(
        self,
        assistant: Assistant,
        settings: Settings,
        office: Office | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        """Lead to ``assistant``; ``office`` is where questions are noted, None for nowhere."""
        self.assistant = assistant
        self._settings = settings
        self._limits = Limits(settings.limits, clock)
        self._slots = Slots(settings.server.max_concurrency)
        self.under_way = UnderWay()
        measured = assistant if isinstance(assistant, Measured) else None
        self._noting = Noting(office, measured)
        if measured is not None:
            under_way, waiting = "wence_questions_under_way", "wence_questions_waiting"
            measured.show(under_way, "Questions asked and not ended", lambda: self.under_way.count)
            measured.show(waiting, "Of these, waiting for a place", lambda: self._slots.waiting)

    def caller(self, connection: HTTPConnection | None, session: str | None = None) -> Caller:
        """Return who stands behind ``connection``, by the proxies that the settings trust."""
        return Caller.of(connection, self._settings.server.trusted_proxies, session)

    def admit(self, asked: Asked) -> Asked:
        """Return ``asked`` in order and counted.

        :raises QuestionEmpty, QuestionTooLong, QuestionInvalid: it cannot be asked.
        :raises LimitReached: the caller, or everybody together, has asked too much.
        :raises Busy: the server is about to end.
        """
        self.under_way.admit()
        question = admit(asked.question, self._settings)
        for turn in asked.history:
            readable(turn.content, self._settings)
        try:
            self._limits.count(asked.caller)
        except LimitReached as error:
            self._noting.turned_away(asked.door, error)
            raise
        return replace(asked, question=question)

    def count(self, caller: Caller) -> None:
        """Count something else of ``caller`` that is as limited as questions are.

        :raises LimitReached: as ``admit``.
        """
        self._limits.count(caller)

    async def ask(self, asked: Asked) -> Answer:
        """Return the answer.

        :raises Busy: too many are waiting already.
        """
        asked = self.admit(asked)
        work = partial(self.assistant.ask, asked.question, asked.history, asked.filters)
        watching = self._noting.watch(asked.door, asked.question)
        with self.under_way.one(), watching as watch:
            answer = await self._slots.run(work)
            watch.saw(answer)
        return answer

    async def search(self, asked: Asked) -> SearchResult:
        """Return the clauses found.

        :raises Busy: too many are waiting already.
        """
        asked = self.admit(asked)
        search = partial(self.assistant.search, filters=asked.filters)
        try:
            with self.under_way.one():
                return await self._slots.run(partial(search, asked.question, asked.history))
        except Busy as error:
            self._noting.turned_away(asked.door, error)
            raise

    def stream(self, asked: Asked) -> AsyncGenerator[str | Answer]:
        """Admit at once; return the answer's text in pieces, then the answer.

        :raises Busy: with the first piece: too many are waiting already.
        """
        asked = self.admit(asked)
        return self._noted(asked, self._slots.iterate(partial(self._read, asked)))

    async def _noted(
        self, asked: Asked, parts: AsyncGenerator[str | Answer]
    ) -> AsyncGenerator[str | Answer]:
        watching = self._noting.watch(asked.door, asked.question)
        with self.under_way.one(), watching as watch:
            async with aclosing(parts):
                async for part in parts:
                    watch.saw(part)
                    yield part

    def _read(self, asked: Asked) -> Iterator[str | Answer]:
        return self.assistant.stream(asked.question, asked.history, asked.filters)


def admit(question: str, settings: Settings) -> str:
    """Return ``question`` without blanks around it.

    :raises QuestionEmpty: nothing is left.
    :raises QuestionTooLong: it is longer than the settings allow.
    :raises QuestionInvalid: it is not ``readable``.
    """
    question = question.strip()
    if not question:
        raise QuestionEmpty
    limit = settings.retrieval.max_question_chars
    if len(question) > limit:
        raise QuestionTooLong(chars=len(question), limit=limit)
    readable(question, settings)
    return question


def readable(text: str, settings: Settings) -> None:
    """Let ``text`` pass.

    :raises QuestionInvalid: it holds half a character (a lone surrogate), which nothing could
        repeat.
    """
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise QuestionInvalid(reason=message("api.question_unreadable", settings.language))
