"""Answers written by a chat model and checked by code.

The model sees numbered passages as data and marks what it says with their numbers. Nothing it
writes is passed on as it comes: each statement is held until it is whole, its marks are resolved to
passages, and it is dropped when it has none or says what they do not.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Protocol

from rag.answering.course import Course
from rag.answering.generative.endpoint import Endpoint
from rag.answering.generative.visible import RESTART, Visible, unlinked, unmarked
from rag.answering.grounding import Unsupported, check
from rag.answering.language import in_language
from rag.answering.prompting import NO_BASIS, as_data, load
from rag.answering.statements import Statement, split_statements
from rag.errors import ChatUnavailable
from rag.settings import Chat
from rag.tokens import TokenCounter

log = logging.getLogger(__name__)

# A token of Chinese or English is rarely longer than this; past the limit in characters the model
# is not stopping by itself.
TOKEN_CHARS = 6
_UNFINISHED_MARK = re.compile(r"[\[［【][\d\s,，、;；-]{0,40}$")
_STOP = re.compile(r"[。！？!?；;.\n]")
_INK = re.compile(r"\w")


class Passage(Protocol):
    """What is put before the model: ``label`` says where ``text`` stands (number, title, issuer,
    date, paragraph). A statement may repeat either."""

    @property
    def text(self) -> str: ...
    @property
    def label(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Dropped:
    """A statement that was not passed on: without valid marks, or with ``unsupported`` facts."""

    statement: Statement
    unsupported: tuple[Unsupported, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """A statement with valid marks, as indices of passages, and what of it they do not bear out."""

    statement: Statement
    unsupported: tuple[Unsupported, ...] = ()


@dataclass(slots=True)
class Generation:
    """What became of one generated answer; filled while ``GenerativeAnswerer.answer`` runs.

    ``course`` is told how long checking takes, and how many statements were dropped.
    """

    statements: list[Statement] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    truncated: bool = False
    course: Course = field(default_factory=Course)

    def drop(self, dropped: Dropped) -> None:
        """Note a statement that is not passed on."""
        self.dropped.append(dropped)
        self.course.dropped += 1

    @property
    def no_basis(self) -> bool:
        """Whether nothing could be said from the passages."""
        return not self.statements


class GenerativeAnswerer:
    """Answers from passages with the chat model of ``chat``; ``counter`` counts their tokens."""

    def __init__(self, chat: Chat, counter: TokenCounter) -> None:
        self._chat = chat
        self._counter = counter
        self._endpoint = Endpoint(chat)

    def messages(
        self, question: str, passages: Sequence[Passage], language: str
    ) -> list[tuple[str, str]]:
        """Return the prompt (role, text): as many passages as fit ``context_tokens``, in order.

        :raises PromptInvalid: the prompt file of ``language`` is missing or damaged.
        """
        prompt = load("answer", language)
        blocks = "\n\n".join(self._blocks(passages).values())
        return list(prompt.fill(passages=blocks, question=as_data(question), no_basis=NO_BASIS))

    def _blocks(self, passages: Sequence[Passage]) -> dict[int, str]:
        """Return the passages that fit ``context_tokens`` as they are shown, by number from 1."""
        left = self._chat.context_tokens
        shown: dict[int, str] = {}
        for number, passage in enumerate(passages, 1):
            head = f'<passage id="{number}">\n{as_data(passage.label)}\n'
            frame = self._counter.count(head + "\n</passage>\n\n") + 1
            text = as_data(passage.text)
            cost = self._counter.count(text) + frame
            if cost > left:
                if number > 1:
                    continue  # a later, shorter one may still fit
                text = self._counter.truncate(text, max(0, left - frame))
                cost = left
            left -= cost
            shown[number] = f"{head}{text}\n</passage>"
        return shown

    def stream(
        self, question: str, passages: Sequence[Passage], language: str
    ) -> Generator[str, None, None]:
        """Yield the model's output as it comes, unchecked: for tests and measurements.

        :raises ChatUnavailable: the endpoint fails, see ``Endpoint.deltas``.
        """
        return self._endpoint.deltas(self.messages(question, passages, language))

    def answer(
        self,
        question: str,
        passages: Sequence[Passage],
        language: str,
        generation: Generation | None = None,
    ) -> Iterator[Statement]:
        """Yield the statements that the passages bear out, each as soon as it is whole.

        ``marks`` of a statement are indices into ``passages``. Nothing yielded means that there is
        no basis for an answer. ``generation`` is filled with the course of events.

        :raises ChatUnavailable: the endpoint fails or says nothing; its parameter ``yielded``
            counts the statements that came before.
        """
        for checked in self.checked(question, passages, language, generation):
            if not checked.unsupported:
                yield checked.statement

    def checked(
        self,
        question: str,
        passages: Sequence[Passage],
        language: str,
        generation: Generation | None = None,
    ) -> Iterator[Checked]:
        """Yield every statement with valid marks, each once, with what is not borne out of it.

        :raises ChatUnavailable: as ``answer`` does.
        """
        course = Generation() if generation is None else generation
        shown = frozenset(self._blocks(passages))
        seen: set[str] = set()
        wrote = False
        try:
            for piece in self._whole(question, passages, language, course):
                wrote = True
                if NO_BASIS in piece.text:
                    return
                checked = self._checked(piece, passages, shown, language, course)
                if checked is None or checked.statement.text in seen:
                    continue
                if not checked.unsupported:
                    seen.add(checked.statement.text)
                    course.statements.append(checked.statement)
                yield checked
        except ChatUnavailable as error:
            error.params["yielded"] = len(course.statements)
            raise
        if not wrote:
            raise ChatUnavailable(model=self._chat.model, reason="empty answer", yielded=0)

    def _whole(
        self, question: str, passages: Sequence[Passage], language: str, course: Generation
    ) -> Iterator[Statement]:
        """Yield the statements of the output, marks as the model wrote them."""
        view = Visible()
        buffer = ""
        read, limit = 0, self._chat.max_tokens * TOKEN_CHARS
        with closing(self.stream(question, passages, language)) as deltas:
            for delta in deltas:
                read += len(delta)
                buffer += view.feed(delta)
                if RESTART in buffer:
                    buffer = buffer.rpartition(RESTART)[2]
                if read > limit:
                    course.truncated = True
                    log.warning("chat model %s wrote past its limit, cut off", self._chat.model)
                    return
                buffer = yield from _complete(unlinked(buffer))
        yield from (s for s in split_statements(unlinked(buffer)) if _INK.search(s.text))

    def _checked(
        self,
        piece: Statement,
        passages: Sequence[Passage],
        shown: frozenset[int],
        language: str,
        course: Generation,
    ) -> Checked | None:
        """Return ``piece`` with marks as indices of the passages shown, None where it has none.

        A number whose passage did not fit the prompt is as made up as one that is out of range.
        """
        text = unmarked(piece.text)
        cited = tuple(n - 1 for n in piece.marks if n in shown)
        if not cited or not _INK.search(text):
            course.drop(Dropped(piece))
            return None
        sources = [part for n in cited for part in (passages[n].text, passages[n].label)]
        with course.course.timing("ground"):
            unsupported = check(text, sources)
        if not in_language(text, language):
            unsupported = (Unsupported("language", text), *unsupported)
        if unsupported:
            log.info("dropped a statement: %s", ", ".join(u.kind for u in unsupported))
            course.drop(Dropped(piece, unsupported))
        return Checked(Statement(text, cited, piece.start, piece.end), unsupported)


def _complete(buffer: str) -> Generator[Statement, None, str]:
    """Yield the statements that are whole; return the rest.

    The last one waits: its marks may still come, and so may the rest of a mark.
    """
    if not _STOP.search(buffer):
        return buffer
    unfinished = _UNFINISHED_MARK.search(buffer)
    found = split_statements(buffer[: unfinished.start()] if unfinished else buffer)
    for statement in found[:-1]:
        if _INK.search(statement.text):
            yield statement
    return buffer[found[-1].start :] if found else buffer
