"""An answer as OpenAI's objects: one completion, or the chunks of a stream.

Two fields are ours: ``citations``, as in the answer object of ``/api/ask``, and ``wence``, what
else a program should know of the answer. Clients keep both as extra fields of the message.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from rag.answering.model import Answer, Citation, Mode, Turn
from rag.server.v1.annotations import Address, Annotation, url_annotations
from rag.tokens import TokenCounter

MODEL = "wence"


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens by the project's own counter; nothing is charged by them."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


@dataclass(frozen=True, slots=True)
class Told:
    """What else a program should know of an answer: fields of the answer object."""

    abstained: bool
    warnings: tuple[str, ...]
    rewritten: str | None
    confidence: float | None
    mode: Mode


@dataclass(frozen=True, slots=True)
class Message:
    """The answer; ``citations`` and ``wence`` are not a part of OpenAI's message.

    ``annotations`` are: the same citations as web sources.
    """

    content: str
    citations: tuple[Citation, ...]
    wence: Told
    annotations: tuple[Annotation, ...]
    role: Literal["assistant"] = "assistant"
    refusal: None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The only choice."""

    message: Message
    index: int = 0
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


@dataclass(frozen=True, slots=True)
class CompletionObject:
    """The whole answer."""

    id: str
    created: int
    choices: tuple[Choice, ...]
    usage: Usage
    model: str = MODEL
    object: Literal["chat.completion"] = "chat.completion"


@dataclass(frozen=True, slots=True)
class Completion:
    """One answer under way; its objects have its name and time in common.

    ``address`` gives the address at which a citation is read.
    """

    turns: Sequence[Turn]
    counter: TokenCounter
    address: Address
    name: str = field(default_factory=lambda: f"chatcmpl-{secrets.token_hex(12)}")
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(self, answer: Answer) -> dict[str, Any]:
        """Return the answer as a ``CompletionObject`` in JSON values."""
        noted = url_annotations(answer, self.address)
        message = Message(answer.answer, answer.citations, _told(answer), noted)
        choices = (Choice(message),)
        return asdict(CompletionObject(self.name, self.created, choices, self._usage(answer)))

    def _usage(self, answer: Answer) -> Usage:
        read = sum(self.counter.count(turn.content) for turn in self.turns)
        written = self.counter.count(answer.answer)
        return Usage(read, written, read + written)

    def first(self) -> dict[str, Any]:
        """Return the chunk that says who speaks."""
        return self._chunk({"role": "assistant", "content": ""})

    def piece(self, text: str) -> dict[str, Any]:
        """Return the chunk of a piece of the answer's text."""
        return self._chunk({"content": text})

    def last(self, answer: Answer) -> dict[str, Any]:
        """Return the chunk that ends the text and carries what belongs to it."""
        return self._chunk(
            {
                "citations": [asdict(one) for one in answer.citations],
                "wence": asdict(_told(answer)),
                "annotations": [asdict(one) for one in url_annotations(answer, self.address)],
            },
            "stop",
        )

    def counted(self, answer: Answer) -> dict[str, Any]:
        """Return the chunk that holds nothing but the token counts."""
        return {**self._chunk({}), "choices": [], "usage": asdict(self._usage(answer))}

    def _chunk(self, delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return {
            "id": self.name,
            "object": "chat.completion.chunk",
            "created": self.created,
            "model": MODEL,
            "choices": [choice],
        }


def _told(answer: Answer) -> Told:
    return Told(answer.abstained, answer.warnings, answer.rewritten, answer.confidence, answer.mode)
