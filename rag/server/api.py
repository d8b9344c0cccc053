"""The HTTP API: the contract's objects over POST, and two probes; beside it the reader."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from rag.answering.model import Answer, SearchResult
from rag.errors import IndexEmpty
from rag.messages import message
from rag.office import Office
from rag.server import opinions, problems, sse
from rag.server.bodies import AskBody, Problem, SearchBody
from rag.server.door import Asked, Door
from rag.server.headers import Outgoing
from rag.server.inlet import Inlet
from rag.server.keys import Turnstile
from rag.server.metrics import MEDIA_TYPE, Measured
from rag.server.ports import Assistant
from rag.server.reader import router as reader
from rag.server.reference import reference
from rag.server.shield import Shield
from rag.server.staff import Desk, Guard
from rag.server.staff import router as staff
from rag.server.v1.routes import router as openai_routes
from rag.settings import Settings


def create_app(assistant: Assistant, settings: Settings, door: Door, office: Office) -> FastAPI:
    """Return the application that serves ``assistant``; the chat page is mounted onto it.

    ``door`` leads to the same assistant, and is the only way of a question to it.

    ``office`` is what the server keeps; staff see to it under ``/staff``.

    ``/metrics`` gives what ``assistant`` counts, where it is ``Measured``.

    A page that is mounted has to be let in: ``state.inlet.open(path, blocks)``.
    """
    desk = Desk(assistant, settings, office)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(office.open)
        yield
        await run_in_threadpool(office.close)

    app = FastAPI(title=settings.server.title, docs_url=None, redoc_url=None, lifespan=lifespan)
    problems.install(app, settings.language, Outgoing(settings).of)
    turnstile = Turnstile(office, settings)
    app.state.inlet = inlet = Inlet(settings)
    app.add_middleware(
        Shield, settings=settings, guard=Guard(desk), turnstile=turnstile, inlet=inlet
    )
    app.include_router(_questions(door, settings))
    app.include_router(opinions.router(door, settings, office))
    app.include_router(openai_routes(door, assistant, settings))
    app.include_router(_probes(assistant, settings, door))
    app.include_router(reader(assistant, settings))
    app.include_router(staff(desk))

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return HTMLResponse(reference(app.openapi(), settings.language))

    return app


def _questions(door: Door, settings: Settings) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["questions"])

    def asked(body: SearchBody, request: Request) -> Asked:
        caller = door.caller(request)
        return Asked(body.question, caller, body.turns(), body.chosen(), door="api")

    @router.post("/ask", summary="Answer a question", responses=_answers(Answer, sse.CONTENT))
    async def ask(body: AskBody, request: Request) -> Response:
        """Answer with citations; with `stream`, as server-sent events.

        The events are `delta` (`{"text"}`, in order), then one `answer` (the whole object);
        `error` (the body of any error) in its place when something fails on the way.
        """
        if not body.stream:
            answer = await door.ask(asked(body, request))
            return JSONResponse(answer.to_dict())
        parts = door.stream(asked(body, request))
        first = await anext(parts)
        stream = sse.events(first, parts, settings.language)
        return StreamingResponse(stream, media_type=sse.MEDIA_TYPE, headers=sse.HEADERS)

    @router.post("/search", summary="Find clauses", responses=_answers(SearchResult))
    async def search(body: SearchBody, request: Request) -> Response:
        """Give back the clauses found, best first, without wording an answer."""
        found = await door.search(asked(body, request))
        return JSONResponse(found.to_dict())

    return router


def _probes(assistant: Assistant, settings: Settings, door: Door) -> APIRouter:
    router = APIRouter(tags=["probes"])

    if isinstance(assistant, Measured):
        text: dict[str, Any] = {"content": {"text/plain": {"schema": {"type": "string"}}}}

        @router.get(
            "/metrics",
            summary="Figures for Prometheus",
            response_class=Response,
            responses={200: text},
        )
        def metrics() -> Response:
            return Response(assistant.exposition(), media_type=MEDIA_TYPE)

    @router.get("/healthz", summary="Whether the process answers")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @router.get(
        "/readyz",
        summary="Whether questions can be answered",
        response_model=dict[str, str | int],
        responses={503: {"model": Problem}},
    )
    def readyz() -> Response:
        if door.under_way.is_stopping:
            text = message("api.stopping", settings.language)
            return JSONResponse(problems.problem("stopping", text), HTTPStatus.SERVICE_UNAVAILABLE)
        notices = assistant.notice_count
        if not notices:
            raise IndexEmpty(path=settings.index)
        return JSONResponse({"status": "ready", "notices": notices})

    return router


def _answers(
    answer: type, besides: Mapping[str, Any] = MappingProxyType({})
) -> dict[int | str, dict[str, Any]]:
    """Return what an operation may answer with, for the OpenAPI document.

    :param besides: other content of a good answer, by media type.
    """
    responses: dict[int | str, dict[str, Any]] = {200: {"model": answer, "content": dict(besides)}}
    responses.update((status, {"model": Problem}) for status in (400, 408, 413, 422, 429, 500, 503))
    return responses
