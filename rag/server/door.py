"""The one way to the assistant: whatever asks on the network passes the same checks here.

Routes and pages hold a door, not an assistant, so that none of them can forget a check.
"""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass, replace
from functools import partial

from starlette.requests import HTTPConnection

from rag.answering.model import Answer, Filters, SearchResult, Turn
from rag.errors import QuestionEmpty, QuestionInvalid, QuestionTooLong
from rag.messages import message
from rag.server.caller import Caller
from rag.server.limits import Clock, Limits
from rag.server.ports import Assistant
from rag.server.work import Slots
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what belongs to it, and who asks."""

    question: str
    caller: Caller
    history: tuple[Turn, ...] = ()
    filters: Filters | None = None


class Door:
    """Checks and counts a question, then hands it to the assistant; one for the whole server.

    Every method that takes a question raises what ``admit`` raises.
    """

    def __init__(
        self, assistant: Assistant, settings: Settings, clock: Clock = time.monotonic
    ) -> None:
        self._assistant = assistant
        self._settings = settings
        self._limits = Limits(settings.limits, clock)
        self._slots = Slots(settings.server.max_concurrency)

    def caller(self, connection: HTTPConnection | None, session: str | None = None) -> Caller:
        """Return who stands behind ``connection``, by the proxies that the settings trust."""
        return Caller.of(connection, self._settings.server.trusted_proxies, session)

    def admit(self, asked: Asked) -> Asked:
        """Return ``asked`` in order and counted.

        :raises QuestionEmpty, QuestionTooLong, QuestionInvalid: it cannot be asked.
        :raises LimitReached: the caller, or everybody together, has asked too much.
        """
        question = admit(asked.question, self._settings)
        if any(_broken(turn.content) for turn in asked.history):
            raise _unreadable(self._settings)
        self._limits.count(asked.caller)
        return replace(asked, question=question)

    async def ask(self, asked: Asked) -> Answer:
        """Return the answer.

        :raises Busy: too many are waiting already.
        """
        asked = self.admit(asked)
        work = partial(self._assistant.ask, asked.question, asked.history, asked.filters)
        return await self._slots.run(work)

    async def search(self, asked: Asked) -> SearchResult:
        """Return the clauses found.

        :raises Busy: too many are waiting already.
        """
        asked = self.admit(asked)
        search = partial(self._assistant.search, filters=asked.filters)
        return await self._slots.run(partial(search, asked.question, asked.history))

    def stream(self, asked: Asked) -> AsyncGenerator[str | Answer]:
        """Admit at once; return the answer's text in pieces, then the answer.

        :raises Busy: with the first piece: too many are waiting already.
        """
        return self._slots.iterate(partial(self._read, self.admit(asked)))

    def read(self, asked: Asked) -> Iterator[str | Answer]:
        """Admit at once; return the same pieces for a caller that has a thread and queue itself."""
        return self._read(self.admit(asked))

    def _read(self, asked: Asked) -> Iterator[str | Answer]:
        return self._assistant.stream(asked.question, asked.history, asked.filters)


def admit(question: str, settings: Settings) -> str:
    """Return ``question`` without blanks around it.

    :raises QuestionEmpty: nothing is left.
    :raises QuestionTooLong: it is longer than the settings allow.
    :raises QuestionInvalid: it holds half a character (a lone surrogate), which no answer could
        repeat.
    """
    question = question.strip()
    if not question:
        raise QuestionEmpty
    limit = settings.retrieval.max_question_chars
    if len(question) > limit:
        raise QuestionTooLong(chars=len(question), limit=limit)
    if _broken(question):
        raise _unreadable(settings)
    return question


def _broken(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _unreadable(settings: Settings) -> QuestionInvalid:
    return QuestionInvalid(reason=message("api.question_unreadable", settings.language))
