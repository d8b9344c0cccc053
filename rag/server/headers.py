"""What every answer bears: what a browser may load, who may frame it, who may read it.

Gradio lets every site read its answers, credentials included, as soon as it is not called by a
name of this machine. Whatever it says of that is taken out: other sites may read what
``server.allow_origins`` lets them, which is the API for programs and never a page.
"""

from __future__ import annotations

import re
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Message, Scope, Send

from rag.messages import LANGUAGES
from rag.server.staff.guard import STAFF
from rag.server.staff.visit import language_cookie
from rag.settings import Settings

# Inline scripts are Gradio's; nothing may be loaded from, or sent to, another origin.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors "
)
_NOBODY = "'none'"
_FIXED = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), "
        "serial=(), usb=()"
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

# Programs' doors, which pages of other sites may be allowed to call; no cookie opens any of them.
_SHARED = re.compile(r"/api/(ask|search|feedback)|/v1/(chat/completions|models(/[^/]+)?)")
_READABLE = "Retry-After, X-Request-ID, X-Should-Retry"
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    # The star is for what clients say of themselves; it does not stand for the first.
    "Access-Control-Allow-Headers": "Authorization, *",
    "Access-Control-Max-Age": "600",
}


class Outgoing:
    """Puts headers on answers; one for the whole server."""

    def __init__(self, settings: Settings) -> None:
        self._sites = " ".join(settings.server.embed_sites)
        self._origins = frozenset(settings.server.allow_origins)
        # Over plain HTTP browsers ignore it, and complain.
        self._opener = (
            {"Cross-Origin-Opener-Policy": "same-origin"} if settings.server.https else {}
        )

    def around(self, send: Send, scope: Scope) -> Send:
        """Return a ``send`` that puts the headers of its path on the answer."""
        headers, cookie = self.of(scope["path"]), None
        shared = self._shared(scope)
        if STAFF.fullmatch(scope["path"]):
            cookie = language_cookie(HTTPConnection(scope))

        async def guarded(event: Message) -> None:
            if event["type"] == "http.response.start":
                given = MutableHeaders(scope=event)
                for name in {name for name in given if name.startswith("access-control-")}:
                    del given[name]
                given.update(headers)
                given.update(shared)
                if self._origins and _SHARED.fullmatch(scope["path"]):
                    given.add_vary_header("Origin")
                if cookie is not None:
                    given.append("Set-Cookie", cookie)
            await send(event)

        return guarded

    def preflight(self, scope: Scope) -> Response | None:
        """Return the answer to a browser that asks whether a page elsewhere may call a door.

        None where it may not: then the request is one by a method that no door has.
        """
        asks = "access-control-request-method" in Headers(scope=scope)
        if scope["method"] != "OPTIONS" or not asks or not self._shared(scope):
            return None
        return Response(status_code=HTTPStatus.NO_CONTENT)

    def of(self, path: str) -> dict[str, str]:
        """Return the headers of every answer at ``path``, whoever asks."""
        fixed = {**_FIXED, **self._opener}
        if _FRAMED.fullmatch(path) and self._sites:
            return {**fixed, "Content-Security-Policy": _POLICY + self._sites}
        # The older header has no list of sites; browsers that know the newer one pass over it.
        fixed["X-Frame-Options"] = "DENY"
        if _READER.fullmatch(path):
            return {**fixed, "Content-Security-Policy": _READER_POLICY}
        if not STAFF.fullmatch(path):
            return {**fixed, "Content-Security-Policy": _POLICY + _NOBODY}
        # With "no-referrer" a browser would hide from us, too, that a form is ours: see ``origin``.
        fixed["Referrer-Policy"] = "same-origin"
        chat = _STAFF_CHAT.fullmatch(path)
        fixed["Content-Security-Policy"] = _POLICY + _NOBODY if chat else _STAFF_POLICY
        if not _STAFF_KEPT.fullmatch(path):
            fixed["Cache-Control"] = "no-store"
        return fixed

    def _shared(self, scope: Scope) -> dict[str, str]:
        """Return what lets the page of another site read the answer; nothing where none may."""
        origin = Headers(scope=scope).get("origin", "")
        if origin not in self._origins or not _SHARED.fullmatch(scope["path"]):
            return {}
        preflight = _PREFLIGHT if scope["method"] == "OPTIONS" else {}
        return {
            **preflight,
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Expose-Headers": _READABLE,
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
