"""The chat page's behaviour without its widgets: a question in, views of the page out."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace

from starlette.concurrency import run_in_threadpool

from rag.answering.model import Answer, Filters
from rag.errors import WenceError
from rag.messages import message
from rag.office.usage import DoorName
from rag.server.caller import Caller
from rag.server.door import Asked, Door
from rag.server.page.conversation import Conversation, Exchange
from rag.server.page.memory import recall, remember
from rag.server.page.render import Renderer
from rag.server.ports import Assistant
from rag.server.problems import Busy, explain, said_in_log
from rag.settings import Settings

log = logging.getLogger(__name__)

Message = dict[str, str]
Choose = Callable[[], Filters | None]


def all_notices() -> None:
    """Choose no filters."""


@dataclass(frozen=True, slots=True)
class View:
    """One state of the page.

    ``box`` is what the question box shall hold and ``saved`` what the tab shall keep; None leaves
    either alone. ``answered`` is the question whose answer has just been given.
    """

    messages: list[Message]
    conversation: Conversation
    box: str | None = None
    line: str = ""
    status: str = ""
    saved: str | None = None
    answered: Asked | None = None


class Chat:
    """Answers on the pages of one language; one for all visitors, whose tabs keep what was said."""

    def __init__(
        self,
        assistant: Assistant,
        settings: Settings,
        door: Door,
        language: str | None = None,
        name: DoorName = "page",
    ) -> None:
        """Answer through ``door``.

        :param language: of all but the answers; None for that of ``settings``.
        :param name: what the door is called here.
        """
        self._assistant = assistant
        self._settings = settings
        self._door, self.name = door, name
        self.language = language or settings.language
        self.title = settings.server.title
        self.generates = bool(settings.chat.model)
        self.longest = settings.retrieval.max_question_chars
        self.render = Renderer(self.language, self.longest)

    def tagline(self) -> str:
        """Return what the page answers from, with the number of notices that can be used now."""
        try:
            notices = self._assistant.notice_count
        except WenceError as error:
            log.warning("the index cannot be read: %s: %s", error.key, error)
            notices = 0
        return self.render.tagline(notices)

    def examples(self) -> list[str]:
        """Return questions worth trying on the notices held now."""
        try:
            return list(self._assistant.examples(self.language))
        except WenceError as error:
            log.warning("the index cannot be read: %s: %s", error.key, error)
            return []

    def show(self, conversation: Conversation) -> View:
        """Return the page with ``conversation`` and nothing else on it."""
        return View(self._messages(conversation), conversation, saved=remember(conversation))

    def resume(self, before: Conversation, saved: str | None) -> Conversation:
        """Return the conversation of a page; what its tab has kept where the server forgot it."""
        return before if before.exchanges else recall(saved)

    def restore(self, saved: str | None) -> View:
        """Return the page with the conversation its tab has kept, if any."""
        return self.show(recall(saved))

    def defect(self, conversation: Conversation) -> View:
        """Return the page as it was before a question that met a defect, with a line about it."""
        line = message("error.internal", self.language)
        return replace(self.show(conversation), line=line)

    async def ask(
        self,
        question: str,
        conversation: Conversation,
        caller: Caller,
        choose: Choose = all_notices,
    ) -> AsyncGenerator[View]:
        """Yield the page while ``question`` is answered; nothing when there is no question.

        A question that cannot be answered goes back into the box, with a line that says why.

        :param choose: gives the notices that may be answered from; it may raise ``WenceError``.
        """
        if not question.strip():
            return
        before = await run_in_threadpool(self._messages, conversation)
        try:
            history = conversation.turns(self._settings.answering.max_history)
            asked = Asked(question, caller, history, choose(), door=self.name)
            answering = self._answer(asked, conversation, before)
            async with aclosing(answering):
                async for view in answering:
                    yield view
        except Busy:
            line = message("api.busy", self.language)
            yield View(before, conversation, box=question, line=line)
        except WenceError as error:
            log.warning("question failed: %s", said_in_log(error))
            yield View(before, conversation, box=question, line=explain(error, self.language))

    async def _answer(
        self, asked: Asked, conversation: Conversation, before: list[Message]
    ) -> AsyncGenerator[View]:
        question = asked.question.strip()
        shown = [*before, _message("user", self.render.question(question))]

        def showing(answer: str, box: str | None = None) -> View:
            return View([*shown, _message("assistant", answer)], conversation, box=box)

        async with aclosing(self._door.stream(asked)) as parts:
            yield showing(self.render.waiting(), box="")
            written = ""
            async for part in parts:
                if isinstance(part, Answer):
                    yield await run_in_threadpool(self._done, asked, part, conversation)
                else:
                    written += part
                    yield showing(self.render.partial(written))

    def _done(self, asked: Asked, answer: Answer, conversation: Conversation) -> View:
        latest = Exchange.resolve(asked.question.strip(), answer, self._assistant)
        key = "page.abstained" if latest.abstained else "page.answered"
        status = message(key, self.language, count=len(latest.evidence))
        return replace(self.show(conversation.adding(latest)), status=status, answered=asked)

    def _messages(self, conversation: Conversation) -> list[Message]:
        return [
            _message(role, html)
            for exchange in conversation.exchanges
            for role, html in (
                ("user", self.render.question(exchange.question)),
                ("assistant", self.render.exchange(exchange)),
            )
        ]


def _message(role: str, html: str) -> Message:
    return {"role": role, "content": html}
