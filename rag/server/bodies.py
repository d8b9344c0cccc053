"""What the API accepts. Unknown keys are refused: a parameter that does nothing is a lie."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, WithJsonSchema

from rag.answering import model

MAX_TURNS = 200
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


# In the OpenAPI document only: what is blank has an error of its own, with a name.
_SAID = WithJsonSchema({"type": "string", "minLength": 1, "pattern": r"\S"})
Said = Annotated[str, _SAID]


class TurnBody(_Body):
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: str


def _day(value: object) -> date | None:
    """Return a day written as YYYY-MM-DD; pydantic alone would take numbers and times, too."""
    if value is None:
        return None
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("YYYY-MM-DD")
    return date.fromisoformat(value)


Day = Annotated[date | None, BeforeValidator(_day)]


class FiltersBody(_Body):
    """Which notices may be answered from: all that is given must hold."""

    issuer: Annotated[
        Said | None,
        Field(description="who issued it, alone or jointly: a name, or the end of one"),
    ] = None
    kind: Annotated[
        Said | None,
        Field(description="kind of document (文种): how its title ends", examples=["应急预案"]),
    ] = None
    issued_from: Annotated[Day, Field(description="first day of issue")] = None
    issued_to: Annotated[Day, Field(description="last day of issue")] = None
    in_force_on: Annotated[
        Day, Field(description="in effect by that day, not expired and not repealed on it")
    ] = None
    doc_number: Annotated[
        Said | None, Field(description="document number (文号), in any script and brackets")
    ] = None
    source: Annotated[Said | None, Field(description="name of the source file")] = None

    def to_filters(self) -> model.Filters:
        """Return the filters as the assistant takes them.

        :raises FilterInvalid: no notice can meet one.
        """
        return model.Filters(**self.model_dump())


class SearchBody(_Body):
    """A question to find clauses for."""

    question: Annotated[Said, Field(examples=["中小学生在校每天运动多长时间？"])]
    history: Annotated[list[TurnBody] | None, Field(max_length=MAX_TURNS)] = None
    filters: FiltersBody | None = None

    def turns(self) -> tuple[model.Turn, ...]:
        """Return the history as the assistant takes it."""
        return tuple(model.Turn(turn.role, turn.content) for turn in self.history or ())

    def chosen(self) -> model.Filters | None:
        """Return the filters as the assistant takes them, None where there are none.

        :raises FilterInvalid: no notice can meet one.
        """
        return self.filters.to_filters() if self.filters else None


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
