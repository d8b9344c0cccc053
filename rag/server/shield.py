"""Stands before every route: the surface that is open, staff, keys, request size, headers.

Gradio brings routes for uploads, files, proxies and components that this page does not use. Only
what the page needs is let through; everything else of Gradio's does not exist here. What is said to
the routes that are left is looked at, too: see ``inlet``. Headers of answers: see ``headers``.
"""

from __future__ import annotations

import re
from http import HTTPStatus

import anyio
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.errors import WenceError
from rag.messages import message
from rag.server.headers import Outgoing
from rag.server.inlet import Inlet
from rag.server.keys import Turnstile
from rag.server.metered import Metered
from rag.server.problems import body_for, explain, status_of
from rag.server.staff.guard import Guard
from rag.settings import Settings

MAX_BODY = 256 * 1024
_BODY_SECONDS = 30  # in which it has to come in: whoever sends a byte a minute holds a connection

_GET = ("GET",)
_POST = ("POST",)
_SURFACE: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"/api/(ask|search|feedback)"), _POST),
    (re.compile(r"/v1/chat/completions"), _POST),
    (re.compile(r"/v1/models(/[^/]+)?"), _GET),
    (re.compile(r"/(healthz|readyz|metrics|docs|openapi\.json)"), _GET),
    (re.compile(r"/|/notices(/.*)?", re.DOTALL), ("GET", "HEAD")),
    (re.compile(r"/(zh-Hans|zh-Hant|en|embed(-zh-Hans|-zh-Hant|-en)?)"), _GET),
    (re.compile(r"/(config|theme\.css|manifest\.json|favicon\.ico|robots\.txt)"), _GET),
    (re.compile(r"/(assets|static|svelte)/.+"), _GET),
    (re.compile(r"/gradio_api/(queue/join|cancel|reset)"), _POST),
    (re.compile(r"/gradio_api/mcp/?"), _POST),
    (re.compile(r"/gradio_api/(queue/data|startup-events|heartbeat/\w+)"), _GET),
    (re.compile(r"/staff/gradio_api/(queue/join|cancel|reset)"), _POST),
    (re.compile(r"/staff/gradio_api/(queue/data|startup-events|heartbeat/\w+)"), _GET),
    (
        # All but what is Gradio's and nobody's here.
        re.compile(
            r"/staff(/(?!(gradio_api|monitoring|pwa_icon|openapi\.json)(/|$)).*)?", re.DOTALL
        ),
        ("GET", "HEAD", "POST"),
    ),
)

UPLOAD = "/staff/notices/upload"
_UPLOAD_FILES = 20  # of the largest size, in one request


class Shield:
    """ASGI middleware; the only one, so that all requests pass the same door."""

    def __init__(
        self, app: ASGIApp, settings: Settings, guard: Guard, turnstile: Turnstile, inlet: Inlet
    ) -> None:
        self._app = app
        self._language = settings.language
        self._guard, self._turnstile, self._inlet = guard, turnstile, inlet
        self._outgoing = Outgoing(settings)
        self._most_upload = int(settings.reading.max_mib * _UPLOAD_FILES * 1024 * 1024)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it here when it must not go further."""
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        if scope["type"] != "http":  # no page of ours opens a socket, and no guard would see it
            return await send({"type": "websocket.close"})
        guarded = self._outgoing.around(send, scope)
        refused = (
            self._outgoing.preflight(scope)
            or self._outside(scope)
            or await self._guard.refusal(scope)
            or await self._turnstile.refusal(scope)
            or self._oversize(scope)
        )
        if refused is not None:
            return await refused(scope, receive, guarded)
        scope = self._inlet.without_claims(scope)
        if self._limit(scope) > MAX_BODY:
            return await self._pass_on(scope, receive, guarded)
        try:
            with anyio.fail_after(_BODY_SECONDS):
                body = await _read(receive)
        except TimeoutError:
            return await self._too_slow(scope)(scope, receive, guarded)
        if body is None:
            return await self._too_large(scope)(scope, receive, guarded)
        try:
            body, answer = self._inlet.admitted(scope["path"], body)
        except WenceError as error:
            said = explain(error, self._language)
            status = status_of(error)
            refused = JSONResponse(body_for(scope["path"], status, error.key, said), status)
            return await refused(scope, receive, guarded)
        if answer is not None:
            return await answer(scope, receive, guarded)
        await self._app(scope, _replay(body, receive), guarded)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a large request on as it comes in, up to its limit."""
        metered = Metered(receive, send, self._limit(scope))
        try:
            await self._app(scope, metered.receive, metered.send)
        except ClientDisconnect:
            if not metered.exceeded:
                raise
        if metered.exceeded and not metered.answered:
            await self._too_large(scope)(scope, receive, send)

    def _limit(self, scope: Scope) -> int:
        """Return how many bytes the body of a request may have."""
        uploads = scope["path"] == UPLOAD and scope["method"] == "POST"
        return max(MAX_BODY, self._most_upload) if uploads else MAX_BODY

    def _outside(self, scope: Scope) -> Response | None:
        path, method = scope["path"], scope["method"]
        methods = next((allowed for route, allowed in _SURFACE if route.fullmatch(path)), None)
        if methods is None:
            return self._respond(path, HTTPStatus.NOT_FOUND, "not_found", path=path)
        if method not in methods:
            refused = self._respond(
                path, HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed", path=path, method=method
            )
            refused.headers["Allow"] = ", ".join(methods)
            return refused
        return None

    def _oversize(self, scope: Scope) -> Response | None:
        length = Headers(scope=scope).get("content-length", "0")
        over = not length.isdecimal() or int(length) > self._limit(scope)
        return self._too_large(scope) if over else None

    def _too_large(self, scope: Scope) -> Response:
        status, limit = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, self._limit(scope)
        refused = self._respond(scope["path"], status, "body_too_large", limit=limit)
        refused.headers["Connection"] = "close"  # the rest of the body is not going to be read
        return refused

    def _too_slow(self, scope: Scope) -> Response:
        status = HTTPStatus.REQUEST_TIMEOUT
        refused = self._respond(scope["path"], status, "body_too_slow", seconds=_BODY_SECONDS)
        refused.headers["Connection"] = "close"  # what is still coming is no request
        return refused

    def _respond(self, at: str, status: HTTPStatus, code: str, **params: object) -> Response:
        text = message(f"api.{code}", self._language, **params)
        return JSONResponse(body_for(at, status, code, text), status)


async def _read(receive: Receive) -> bytes | None:
    """Return the whole body; None when it is over the limit, whatever its header said."""
    body = bytearray()
    while True:
        event = await receive()
        body += event.get("body", b"")
        if len(body) > MAX_BODY:
            return None
        if not event.get("more_body", False):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a ``receive`` that gives ``body`` first and then what the connection says."""
    pending = [body]

    async def replayed() -> Message:
        if pending:
            return {"type": "http.request", "body": pending.pop(), "more_body": False}
        return await receive()

    return replayed
