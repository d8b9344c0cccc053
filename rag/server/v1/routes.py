"""The routes under ``/v1``: what OpenAI's clients call, answered by the same assistant."""

from __future__ import annotations

import time
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from rag.answering.model import Citation
from rag.server import sse
from rag.server.door import Asked, Door
from rag.server.ports import Assistant
from rag.server.reader.links import link
from rag.server.v1 import chunks
from rag.server.v1.annotations import Address
from rag.server.v1.bodies import CompletionBody
from rag.server.v1.completion import MODEL, Completion, CompletionObject
from rag.server.v1.fault import ModelNotFound
from rag.settings import Settings
from rag.tokens import counter


class Model(BaseModel):
    """The only model: the assistant itself, whatever writes its answers."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int
    owned_by: str = MODEL


class Models(BaseModel):
    """The list of models."""

    object: Literal["list"] = "list"
    data: list[Model]


class OpenAIFault(BaseModel):
    """What went wrong, as OpenAI's clients read it."""

    message: str
    type: str
    param: str | None
    code: str


class OpenAIProblem(BaseModel):
    """The body of every error under ``/v1``."""

    error: OpenAIFault


def router(door: Door, assistant: Assistant, settings: Settings) -> APIRouter:
    """Return the routes; all questions go through ``door`` to ``assistant``."""
    routes = APIRouter(prefix="/v1", tags=["openai"])
    tokens = counter(settings.chunking.encoding)
    only = Model(created=int(time.time()))

    def address(base: str) -> Address:
        if settings.server.https:  # the proxy before this server speaks it, not this server
            base = base.replace("http://", "https://", 1)

        def of(citation: Citation) -> str:
            local = link(citation, assistant.library.locate(citation))
            return f"{base.rstrip('/')}{local}" if local else ""

        return of

    @routes.post(
        "/chat/completions",
        summary="Answer the last message of a conversation",
        responses=_streamed(_answers(CompletionObject, 400, 404, 408, 413, 429, 500, 503)),
    )
    async def completions(body: CompletionBody, request: Request) -> Response:
        """Answer as OpenAI's chat completions do, with `citations` and `wence` in the message.

        With `stream`, both are in the last chunk of the text.
        """
        _check(body.model)
        turns = body.turns(settings.language)
        filters = body.filters.to_filters() if body.filters else None
        caller = door.caller(request)
        asked = Asked(turns[-1].content, caller, turns[:-1], filters, door="openai")
        completion = Completion(turns, tokens, address(str(request.base_url)))
        if not body.stream:
            answer = await door.ask(asked)
            return JSONResponse(await run_in_threadpool(completion.whole, answer))
        parts = door.stream(asked)
        first = await anext(parts)
        stream = chunks.events(completion, first, parts, settings.language, body.include_usage)
        return StreamingResponse(stream, media_type=sse.MEDIA_TYPE, headers=sse.HEADERS)

    @routes.get("/models", summary="List the models", responses=_answers(Models))
    async def models() -> Models:
        """List the one model."""
        return Models(data=[only])

    @routes.get("/models/{name}", summary="Describe a model", responses=_answers(Model, 404))
    async def model(name: str) -> Model:
        """Describe the one model."""
        _check(name)
        return only

    return routes


def _check(name: str) -> None:
    if name != MODEL:
        raise ModelNotFound(name=name, model=MODEL)


def _streamed(responses: dict[int | str, dict[str, Any]]) -> dict[int | str, dict[str, Any]]:
    """Return ``responses`` with the stream beside the whole answer."""
    responses[200]["content"] = dict(sse.CONTENT)
    return responses


def _answers(answer: type, *failures: int) -> dict[int | str, dict[str, Any]]:
    """Return what an operation may answer with, for the OpenAPI document."""
    responses: dict[int | str, dict[str, Any]] = {200: {"model": answer}}
    responses.update((status, {"model": OpenAIProblem}) for status in failures)
    return responses
