"""The chat page's behaviour without its widgets: a question in, views of the page out."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rag.answering.model import Answer
from rag.errors import WenceError
from rag.messages import message
from rag.server.caller import Caller
from rag.server.conversation import Conversation, Exchange
from rag.server.door import Asked, Door
from rag.server.memory import recall, remember
from rag.server.ports import Assistant
from rag.server.problems import explain
from rag.server.render import Renderer
from rag.settings import Settings

log = logging.getLogger(__name__)

Message = dict[str, str]


@dataclass(frozen=True, slots=True)
class View:
    """One state of the page.

    ``box`` is what the question box shall hold and ``saved`` what the tab shall keep; None leaves
    either alone.
    """

    messages: list[Message]
    conversation: Conversation
    box: str | None = None
    line: str = ""
    status: str = ""
    saved: str | None = None


class Chat:
    """Answers on the page; one for all visitors, each with a conversation of their own."""

    def __init__(self, assistant: Assistant, settings: Settings, door: Door) -> None:
        self._assistant = assistant
        self._settings = settings
        self._door = door
        self._language = settings.language
        self.render = Renderer(settings.language)

    def head(self) -> str:
        """Return the top of the page with the number of notices that can be used now."""
        try:
            notices = self._assistant.notice_count
        except WenceError as error:
            log.warning("the index cannot be read: %s: %s", error.key, error)
            notices = 0
        return self.render.head(self._settings.server.title, notices)

    def show(self, conversation: Conversation) -> View:
        """Return the page with ``conversation`` and nothing else on it."""
        return View(self._messages(conversation), conversation, saved=remember(conversation))

    def restore(self, saved: str | None) -> View:
        """Return the page with the conversation its tab has kept, if any."""
        return self.show(recall(saved))

    def defect(self, conversation: Conversation) -> View:
        """Return the page as it was before a question that met a defect, with a line about it."""
        line = message("error.internal", self._language)
        return replace(self.show(conversation), line=line)

    def ask(self, question: str, conversation: Conversation, caller: Caller) -> Iterator[View]:
        """Yield the page while ``question`` is answered; nothing when there is no question.

        A question that cannot be answered goes back into the box, with a line that says why.
        """
        if not question.strip():
            return
        before = self._messages(conversation)
        try:
            history = conversation.turns(self._settings.answering.max_history)
            parts = self._door.read(Asked(question, caller, history, door="page"))
            yield from self._answer(question.strip(), parts, conversation, before)
        except WenceError as error:
            log.warning("question failed: %s: %s", error.key, error)
            yield View(before, conversation, box=question, line=explain(error, self._language))

    def _answer(
        self,
        question: str,
        parts: Iterator[str | Answer],
        conversation: Conversation,
        before: list[Message],
    ) -> Iterator[View]:
        asked = [*before, _message("user", self.render.question(question))]

        def showing(answer: str, **changes: str) -> View:
            return View([*asked, _message("assistant", answer)], conversation, **changes)

        yield showing(self.render.waiting(), box="")
        written = ""
        for part in parts:
            if isinstance(part, Answer):
                exchange = Exchange.resolve(question, part, self._assistant)
                yield self._done(conversation.adding(exchange))
            else:
                written += part
                yield showing(self.render.partial(written))

    def _done(self, conversation: Conversation) -> View:
        latest = conversation.exchanges[-1]
        key = "page.abstained" if latest.abstained else "page.answered"
        status = message(key, self._language, count=len(latest.evidence))
        return replace(self.show(conversation), status=status)

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
