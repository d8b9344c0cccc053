"""Stands before the doors of programs: whose key comes with a request, and what it opens.

Where ``server.keys`` is ``required`` nobody asks without one. Where it is not, requests without a
key of ours pass as they always did (OpenAI's clients send any), and one with a key is held to it.
"""

from __future__ import annotations

import logging
import re
from http import HTTPStatus

from anyio.to_thread import run_sync
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import Scope as Request

from rag.errors import WenceError
from rag.office import Office
from rag.office.errors import KeyRefused
from rag.office.keys import PREFIX, Scope
from rag.server.caller import KEY
from rag.server.problems import body_for, explain, status_of
from rag.settings import Settings

log = logging.getLogger(__name__)

_OPENS: tuple[tuple[re.Pattern[str], Scope], ...] = (
    (re.compile(r"/api/ask|/v1/.+"), "ask"),
    (re.compile(r"/api/search"), "search"),
    (re.compile(r"/gradio_api/mcp/?"), "mcp"),
    (re.compile(r"/metrics"), "metrics"),
)


class Turnstile:
    """Lets requests to the doors of programs pass, or answers them."""

    def __init__(self, office: Office, settings: Settings) -> None:
        self._keys = office.keys
        self._required = settings.server.keys == "required"
        self._language = settings.language

    async def refusal(self, request: Request) -> Response | None:
        """Return the answer to a request that must not pass, None for one that may.

        The key of one that may is in its scope, where ``Caller`` looks for it.
        """
        request.pop(KEY, None)
        path = request["path"]
        wanted = next((scope for route, scope in _OPENS if route.fullmatch(path)), None)
        if wanted is None:
            return None
        given = _given(Headers(scope=request))
        if not given.startswith(PREFIX) and not self._required:
            return None
        try:
            key = await run_sync(self._keys.check, given, wanted)
        except WenceError as error:
            return self._respond(path, error)
        request[KEY] = key.id
        return None

    def _respond(self, path: str, error: WenceError) -> Response:
        status = status_of(error)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.error("request failed: %s: %s", error.key, error)
        line = explain(error, self._language)
        headers = {"WWW-Authenticate": "Bearer"} if isinstance(error, KeyRefused) else {}
        return JSONResponse(body_for(path, status, error.key, line), status, headers)


def _given(headers: Headers) -> str:
    """Return the key of a request: a bearer's, or that of ``X-API-Key``; '' for none."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else headers.get("x-api-key", "").strip()
