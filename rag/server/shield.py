"""Stands before every route: the surface that is open, staff, keys, request size, headers.

Gradio brings routes for uploads, files, proxies and components that this page does not use. Only
what the page needs is let through; everything else of Gradio's does not exist here.
"""

from __future__ import annotations

import re
from http import HTTPStatus

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.messages import LANGUAGES, message
from rag.server.keys import Turnstile
from rag.server.metered import Metered
from rag.server.problems import body_for
from rag.server.staff.guard import STAFF, Guard
from rag.server.staff.visit import language_cookie
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
    (re.compile(r"/staff(/(?!gradio_api/).*)?", re.DOTALL), ("GET", "HEAD", "POST")),
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

# The pages for the frame of another site, which may stand there where the settings allow it.
_FRAMED = re.compile(r"/embed(-.*)?", re.DOTALL)

# The reader's pages are plain HTML: no script at all, nothing from elsewhere, in nobody's frame.
_READER = re.compile(r"/notices(/.*)?", re.DOTALL)
_READER_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)

# Those of staff, too, but for a script of ours and what it asks. The chat is Gradio's, as above.
_STAFF_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_STAFF_CHAT = re.compile(r"/staff(/|/(" + "|".join(LANGUAGES) + "))?")
# What is the same for everybody may be kept; nothing else of staff's may, on a shared machine.
_STAFF_KEPT = re.compile(r"/staff/((assets|static|svelte)/.+|staff\.(css|js))", re.DOTALL)

UPLOAD = "/staff/notices/upload"
_UPLOAD_FILES = 20  # of the largest size, in one request


class Shield:
    """ASGI middleware; the only one, so that all requests pass the same door."""

    def __init__(
        self, app: ASGIApp, settings: Settings, guard: Guard, turnstile: Turnstile
    ) -> None:
        self._app = app
        self._language = settings.language
        self._guard, self._turnstile = guard, turnstile
        self._sites = " ".join(settings.server.embed_sites) or "'none'"
        self._most_upload = int(settings.reading.max_mib * _UPLOAD_FILES * 1024 * 1024)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it here when it must not go further."""
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        if scope["type"] != "http":  # no page of ours opens a socket, and no guard would see it
            return await send({"type": "websocket.close"})
        guarded = _guarded(send, scope, self._sites)
        refused = (
            self._outside(scope)
            or await self._guard.refusal(scope)
            or await self._turnstile.refusal(scope)
            or self._oversize(scope)
        )
        if refused is not None:
            return await refused(scope, receive, guarded)
        if self._limit(scope) > MAX_BODY:
            return await self._pass_on(scope, receive, guarded)
        try:
            with anyio.fail_after(_BODY_SECONDS):
                body = await _read(receive)
        except TimeoutError:
            return await self._too_slow(scope)(scope, receive, guarded)
        if body is None:
            return await self._too_large(scope)(scope, receive, guarded)
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


def _guarded(send: Send, scope: Scope, sites: str) -> Send:
    headers, cookie = _headers(scope["path"], sites), None
    if STAFF.fullmatch(scope["path"]):
        cookie = language_cookie(HTTPConnection(scope))

    async def guarded(event: Message) -> None:
        if event["type"] == "http.response.start":
            given = MutableHeaders(scope=event)
            given.update(headers)
            if cookie is not None:
                given.append("Set-Cookie", cookie)
        await send(event)

    return guarded


def _headers(path: str, sites: str) -> dict[str, str]:
    """Return the headers of every answer at ``path``; ``sites`` may frame what is made for it."""
    if _FRAMED.fullmatch(path):
        kept, _, _ = _HEADERS["Content-Security-Policy"].rpartition(
            " "
        )  # its last: frame-ancestors
        policy = f"{kept} {sites}"
        return {**_HEADERS, "Content-Security-Policy": policy}
    if _READER.fullmatch(path):
        return {**_HEADERS, "Content-Security-Policy": _READER_POLICY}
    if not STAFF.fullmatch(path):
        return _HEADERS
    # With "no-referrer" a browser would hide from us, too, that a form is ours: see ``origin``.
    headers = {**_HEADERS, "Referrer-Policy": "same-origin"}
    if not _STAFF_CHAT.fullmatch(path):
        headers["Content-Security-Policy"] = _STAFF_POLICY
    if not _STAFF_KEPT.fullmatch(path):
        headers["Cache-Control"] = "no-store"
    return headers
