"""What agents may do over MCP (Model Context Protocol): ask, find clauses, read them.

Answers are JSON, the objects of the HTTP API: an agent has to see which clause says what.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from rag.answering.model import Answer, SearchResult
from rag.errors import WenceError
from rag.listing import read, to_dict, with_clauses
from rag.messages import message
from rag.server.door import Asked, Door
from rag.server.ports import Assistant
from rag.server.problems import Busy, explain, said_in_log

log = logging.getLogger(__name__)

Found = TypeVar("Found", Answer, SearchResult)
_BEGINS = 60  # characters of a clause in an outline


class ToolFailed(Exception):
    """What an agent is told when a tool cannot be used; its text is one line for people."""


class Tools:
    """The tools; every call goes through ``door`` and counts as a question."""

    def __init__(self, door: Door, assistant: Assistant, language: str) -> None:
        self._door, self._assistant = door, assistant
        self._language = language

    async def ask(self, question: str, connection: HTTPConnection | None) -> str:
        """Return the answer object without the clauses that were merely considered.

        :raises ToolFailed: the question cannot be asked now, or not at all.
        """
        asked = Asked(question, self._door.caller(connection), door="mcp")
        answer = (await self._said(self._door.ask(asked))).to_dict()
        return _json({name: value for name, value in answer.items() if name != "retrieved"})

    async def search(self, question: str, connection: HTTPConnection | None) -> str:
        """Return the clauses found, best first, each with its whole text.

        :raises ToolFailed: the question cannot be asked now, or not at all.
        """
        asked = Asked(question, self._door.caller(connection), door="mcp")
        return _json((await self._said(self._door.search(asked))).to_dict())

    async def read(self, notice: str, paragraph: str, connection: HTTPConnection | None) -> str:
        """Return a notice with the clause that is asked for and those below it; '' for an outline.

        :param notice: an id, a document number in any writing, a title or part of one.
        :param paragraph: a clause's label, as citations have it.
        :raises ToolFailed: there is no such notice or clause, or several.
        """
        with _Failures(self._language):
            asked = self._door.admit(Asked(notice, self._door.caller(connection), door="mcp"))
            return _json(await run_in_threadpool(self._opened, asked.question, paragraph.strip()))

    def _opened(self, name: str, paragraph: str) -> dict[str, Any]:
        library, day = self._assistant.library, self._assistant.today
        record = library.meant(name)
        clauses, text = library.clauses(record.id, paragraph)
        if paragraph:
            return with_clauses(record, clauses, text, day)
        # A whole notice may be longer than what an agent can take in.
        return {
            **to_dict(record, day),
            "outline": [
                {"paragraph": c.paragraph, "begins": read(record, c.own, text)[:_BEGINS]}
                for c in clauses
            ],
        }

    async def _said(self, found: Awaitable[Found]) -> Found:
        with _Failures(self._language):
            return await found


class _Failures(AbstractContextManager[None]):
    """Turns what fails within into ``ToolFailed``: Gradio would tell the agent any exception."""

    def __init__(self, language: str) -> None:
        self._language = language

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, WenceError):
            log.warning("a tool failed: %s", said_in_log(error))
            raise ToolFailed(explain(error, self._language)) from error
        if isinstance(error, Busy):
            raise ToolFailed(message("api.busy", self._language)) from error
        if isinstance(error, Exception):
            log.error("a tool met a defect", exc_info=error)
            raise ToolFailed(message("error.internal", self._language)) from error


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)
