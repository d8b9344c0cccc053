"""What the API accepts. Unknown keys are refused: a parameter that does nothing is a lie."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from rag.answering import model
from rag.errors import RequestInvalid
from rag.messages import message

MAX_TURNS = 200


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TurnBody(_Body):
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: str


class SearchBody(_Body):
    """A question to find clauses for."""

    question: Annotated[str, Field(examples=["中小学生在校每天运动多长时间？"])]
    history: Annotated[list[TurnBody] | None, Field(max_length=MAX_TURNS)] = None
    filters: Annotated[
        dict[str, Any] | None, Field(description="reserved; only null or an empty object for now")
    ] = None

    def turns(self) -> tuple[model.Turn, ...]:
        """Return the history as the assistant takes it."""
        return tuple(model.Turn(turn.role, turn.content) for turn in self.history or ())

    def refuse_filters(self, language: str) -> None:
        """Check that no filter is asked for.

        :raises RequestInvalid: one is; none is supported yet.
        """
        if self.filters:
            raise RequestInvalid(
                where=f"filters.{next(iter(self.filters))}",
                reason=message("api.filters_unsupported", language),
            )


class AskBody(SearchBody):
    """A question to answer; ``stream`` asks for server-sent events."""

    stream: StrictBool = False


class Fault(BaseModel):
    """What went wrong: a stable code for programs, a line for people."""

    code: str
    message: str


class Problem(BaseModel):
    """The body of every error."""

    error: Fault
