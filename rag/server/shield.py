"""Stands before every route: request size, the surface that is open, headers that keep pages in.

Gradio brings routes for uploads, files, proxies and components that this page does not use. Only
what the page needs is let through; everything else of Gradio's does not exist here.
"""

from __future__ import annotations

import re
from http import HTTPStatus

from fastapi.responses import JSONResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.messages import message
from rag.server.problems import body_for

MAX_BODY = 256 * 1024

_GET = ("GET",)
_POST = ("POST",)
_SURFACE: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"/api/(ask|search)"), _POST),
    (re.compile(r"/v1/chat/completions"), _POST),
    (re.compile(r"/v1/models(/[^/]+)?"), _GET),
    (re.compile(r"/(healthz|readyz|metrics|docs|openapi\.json)"), _GET),
    (re.compile(r"/|/notices(/.*)?", re.DOTALL), ("GET", "HEAD")),
    (re.compile(r"/(config|theme\.css|manifest\.json|favicon\.ico|robots\.txt)"), _GET),
    (re.compile(r"/(assets|static|svelte)/.+"), _GET),
    (re.compile(r"/gradio_api/(queue/join|cancel|reset)"), _POST),
    (re.compile(r"/gradio_api/mcp/?"), _POST),
    (re.compile(r"/gradio_api/(queue/data|startup-events|heartbeat/\w+)"), _GET),
)

# Inline scripts are Gradio's; nothing may be loaded from, or sent to, another origin.
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

# The reader's pages are plain HTML: no script at all, nothing from elsewhere, in nobody's frame.
_READER = re.compile(r"/notices(/.*)?", re.DOTALL)
_READER_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


class Shield:
    """ASGI middleware; the only one, so that all requests pass the same door."""

    def __init__(self, app: ASGIApp, language: str) -> None:
        self._app = app
        self._language = language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it here when it must not go further."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        guarded = _guarded(send, scope["path"])
        refused = self._refusal(scope)
        if refused is not None:
            return await refused(scope, receive, guarded)
        body = await _read(receive)
        if body is None:
            return await self._too_large(scope)(scope, receive, guarded)
        await self._app(scope, _replay(body, receive), guarded)

    def _refusal(self, scope: Scope) -> JSONResponse | None:
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
        length = Headers(scope=scope).get("content-length", "0")
        if not length.isdecimal() or int(length) > MAX_BODY:
            return self._too_large(scope)
        return None

    def _too_large(self, scope: Scope) -> JSONResponse:
        refused = self._respond(
            scope["path"], HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body_too_large", limit=MAX_BODY
        )
        refused.headers["Connection"] = "close"  # the rest of the body is not going to be read
        return refused

    def _respond(self, at: str, status: HTTPStatus, code: str, **params: object) -> JSONResponse:
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


def _guarded(send: Send, path: str) -> Send:
    headers = dict(_HEADERS)
    if _READER.fullmatch(path):
        headers["Content-Security-Policy"] = _READER_POLICY

    async def guarded(event: Message) -> None:
        if event["type"] == "http.response.start":
            MutableHeaders(scope=event).update(headers)
        await send(event)

    return guarded
