"""Stands before the whole application: gives each request an id, and writes a line about it.

The line has no address, no query and no body; of the path it has what names the door, not what was
looked up behind it. Proxies that want more keep logs of their own.
"""

from __future__ import annotations

import logging
import re
import secrets
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag import logs

log = logging.getLogger(__name__)

HEADER = "X-Request-ID"
_GIVEN = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
# Doors whose whole path is told; of what lies elsewhere only the first step.
_TOLD = re.compile(
    r"/(api/(ask|search|feedback)|v1/(chat/completions|models)|healthz|readyz|metrics|docs"
    r"|openapi\.json|gradio_api/(mcp/?|queue/(join|data))|staff/(login|notices|review|usage|trail))"
)
_STEPS = re.compile(r"/(notices|staff|gradio_api|assets|static|svelte|config|embed)(?=[/-]|$)")
# Asked every few seconds, or by the dozen for one page.
_QUIET = re.compile(r"/(healthz|readyz|metrics|(staff/)?(assets|static|svelte)/.*)", re.DOTALL)
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class Requests:
    """ASGI middleware; outermost, so that answers to defects pass it, too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with the id that both bear."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        began, status = time.perf_counter(), 0
        request = _id_of(Headers(scope=scope))
        logs.tag(request)  # for good: a task answers one request

        async def tagged(event: Message) -> None:
            nonlocal status
            if event["type"] == "http.response.start":
                status = event["status"]
                MutableHeaders(scope=event)[HEADER] = request
            await send(event)

        try:
            await self._app(scope, receive, tagged)
        finally:
            _write(scope, status, time.perf_counter() - began)


def _id_of(headers: Headers) -> str:
    """Return the id that a proxy gave a request, else a new one.

    What is no plain id is not taken: it goes into logs and headers.
    """
    given = headers.getlist(HEADER)
    if len(given) == 1 and _GIVEN.fullmatch(given[0]):
        return given[0]
    return secrets.token_hex(8)


def _write(scope: Scope, status: int, seconds: float) -> None:
    level = logging.DEBUG if _QUIET.fullmatch(scope["path"]) else logging.INFO
    method = scope["method"] if scope["method"] in _METHODS else "?"
    door, took = door_of(scope["path"]), round(seconds, 4)
    fields = {"method": method, "door": door, "status": status, "seconds": took}
    log.log(level, "%s %s %d %.3fs", method, door, status, seconds, extra={logs.FIELDS: fields})


def door_of(path: str) -> str:
    """Return what of ``path`` may be written down.

    >>> door_of("/api/ask"), door_of("/notices/云政发〔2024〕19号"), door_of("/王芳")
    ('/api/ask', '/notices/…', '/…')
    """
    if path == "/" or _TOLD.fullmatch(path):
        return path
    step = _STEPS.match(path)
    if step is None:
        return "/…"
    return step[0] if step[0] == path else f"{step[0]}/…"
