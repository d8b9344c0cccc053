"""What ``POST /v1/chat/completions`` accepts of OpenAI's request, and what it must refuse.

Unlike our own API, unknown keys are let through: clients send whatever OpenAI has, and most of it
changes nothing here. What would change the answer's shape or number is refused, for an answer that
ignores it would be a lie.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    TypeAdapter,
    ValidationError,
)

from rag.answering.model import Turn
from rag.errors import RequestInvalid
from rag.messages import message
from rag.server.bodies import MAX_TURNS, FiltersBody

# By parameter: whether a value asks for what is not offered. None always means "not given".
_UNMET: Mapping[str, Callable[[Any], bool]] = {
    "n": lambda value: value != 1,
    "tools": lambda value: value != [],
    "tool_choice": lambda value: value not in ("none", "auto"),
    "functions": lambda value: value != [],
    "function_call": lambda value: value not in ("none", "auto"),
    "response_format": lambda value: value != {"type": "text"},
    "logprobs": lambda value: value is not False,
    "top_logprobs": lambda value: value != 0,
    "modalities": lambda value: value != ["text"],
    "audio": lambda _: True,
    "web_search_options": lambda _: True,
}


class _Open(BaseModel):
    model_config = ConfigDict(extra="allow")


class TextPart(_Open):
    """A part of a message; pictures, sound and files are not read."""

    type: Literal["text"]
    text: str


_PARTS = TypeAdapter(list[TextPart])


def _text(content: object) -> object:
    """Return the text of all parts of a message; left to pydantic, a fault would name types."""
    if isinstance(content, list):
        try:
            return "\n".join(part.text for part in _PARTS.validate_python(content))
        except ValidationError as error:
            raise ValueError("only text is read") from error
    return "" if content is None else content


class MessageBody(_Open):
    """One message; those of ``system`` and ``developer`` are not read."""

    role: Literal["system", "developer", "user", "assistant"]
    content: Annotated[
        str, BeforeValidator(_text, json_schema_input_type=str | list[TextPart] | None)
    ] = ""


class StreamOptions(_Open):
    """``include_usage`` adds a chunk with the token counts."""

    include_usage: StrictBool | None = None


class CompletionBody(_Open):
    """A conversation whose last message is the question."""

    model: Annotated[str, Field(examples=["wence"])]
    messages: Annotated[list[MessageBody], Field(min_length=1)]
    stream: StrictBool | None = None
    stream_options: StreamOptions | None = None
    filters: Annotated[
        FiltersBody | None, Field(description="as in /api/ask; not a part of OpenAI's request")
    ] = None

    @property
    def include_usage(self) -> bool:
        """Whether a stream shall end with the token counts."""
        return bool(self.stream_options and self.stream_options.include_usage)

    def turns(self, language: str) -> tuple[Turn, ...]:
        """Return the conversation that is read, oldest first; its last turn is the question.

        :raises RequestInvalid: a parameter asks for what is not offered, or the user does not have
            the last word.
        """
        extra = self.model_extra or {}
        for name, unmet in _UNMET.items():
            if extra.get(name) is not None and unmet(extra[name]):
                raise RequestInvalid(where=name, reason=message("v1.unmet", language))
        turns = [
            Turn(one.role, one.content)
            for one in self.messages
            if one.role == "user" or one.role == "assistant"
        ]
        if not turns or turns[-1].role != "user":
            raise RequestInvalid(where="messages", reason=message("v1.last_word", language))
        return tuple(turns[-MAX_TURNS - 1 :])
