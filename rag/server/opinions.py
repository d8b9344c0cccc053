"""``POST /api/feedback``: what a visitor thought of an answer, for staff to review."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool
from pydantic_core import PydanticCustomError

from rag.office import Office
from rag.office.feedback import Cited, Feedback
from rag.server.bodies import Problem, Said
from rag.server.door import Door, admit, readable
from rag.settings import Settings

MAX_ANSWER, MAX_COMMENT, MAX_NAME = 20_000, 1_000, 500  # characters
MAX_CITATIONS = 50


def _within(limit: int) -> AfterValidator:
    """Return what refuses a text of more than ``limit`` characters.

    Pydantic's own limit would refuse half a character as a wrong type, before ``readable`` does.
    """

    def checked(said: str) -> str:
        if len(said) > limit:
            raise PydanticCustomError("string_too_long", "longer than {limit}", {"limit": limit})
        return said

    return AfterValidator(checked)


def _length(limit: int) -> Any:
    """Return the same for the OpenAPI document."""
    return Field(json_schema_extra={"maxLength": limit})


_Short = Annotated[str, _within(MAX_NAME), _length(MAX_NAME)]
_Answer = Annotated[str, _within(MAX_ANSWER), _length(MAX_ANSWER)]
_Comment = Annotated[str, _within(MAX_COMMENT), _length(MAX_COMMENT)]


class CitedBody(BaseModel):
    """A clause that the answer cited."""

    model_config = ConfigDict(extra="forbid")

    doc_number: Annotated[
        _Short | None, Field(description="document number (文号); null where there is none")
    ] = None
    title: _Short
    paragraph: _Short


class FeedbackBody(BaseModel):
    """An answer, and whether it helped."""

    model_config = ConfigDict(extra="forbid")

    question: Said
    answer: _Answer
    helpful: StrictBool
    comment: _Comment | None = None
    citations: Annotated[list[CitedBody], Field(max_length=MAX_CITATIONS)] = []


class Recorded(BaseModel):
    """The feedback is kept."""

    recorded: bool = True


def router(door: Door, settings: Settings, office: Office) -> APIRouter:
    """Return the route; each feedback counts as a question does."""
    routes = APIRouter(prefix="/api", tags=["questions"])
    failures = (400, 408, 413, 422, 429, 500, 503)
    responses: dict[int | str, dict[str, Any]] = {one: {"model": Problem} for one in failures}

    @routes.post(
        "/feedback",
        summary="Say whether an answer helped",
        status_code=HTTPStatus.CREATED,
        responses=responses,
    )
    def feedback(body: FeedbackBody, request: Request) -> Recorded:
        """Keep it for staff, without who says so.

        Telephone numbers and the like are taken out before.
        """
        given = _feedback(body, settings)
        door.count(door.caller(request))
        office.feedback.add(given, date.today())
        return Recorded()

    return routes


def _feedback(body: FeedbackBody, settings: Settings) -> Feedback:
    """Return what is said.

    :raises QuestionEmpty, QuestionTooLong, QuestionInvalid: as of a question.
    """
    question = admit(body.question, settings)
    cited = tuple(Cited(c.doc_number or None, c.title, c.paragraph) for c in body.citations)
    comment = (body.comment or "").strip()
    named = [part for c in cited for part in (c.doc_number or "", c.title, c.paragraph)]
    for said in (body.answer, comment, *named):
        readable(said, settings)
    return Feedback(question, body.answer, body.helpful, comment, cited)
