"""Stands before everything under ``/staff``, the chat and its requests too, not before each route.

Two questions are asked of a request. Whose session is it? And does it come from our own page? A
page elsewhere can make a browser send a form here. A browser says where a request comes from in
``Sec-Fetch-Site``, over plain HTTP only in ``Origin``; both are out of reach of a page's script.
A POST that says neither is refused: what is no browser can name the origin itself.
"""

from __future__ import annotations

import logging
import re
from http import HTTPStatus
from urllib.parse import urlencode

from anyio.to_thread import run_sync
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import Scope

from rag.errors import WenceError
from rag.server.access import ForeignOrigin, LoginRequired
from rag.server.markup import tag, text
from rag.server.problems import explain, problem, status_of
from rag.server.staff.cookie import Cookie
from rag.server.staff.desk import Desk
from rag.server.staff.frame import LOGIN, STYLE, Frame
from rag.server.staff.origin import is_ours
from rag.server.staff.visit import ACCOUNT, Visit

log = logging.getLogger(__name__)

STAFF = re.compile(r"/staff(/.*)?", re.DOTALL)
_OPEN = frozenset({LOGIN, STYLE})  # the login, and what it looks like


class Guard:
    """Lets requests under ``/staff`` pass, or answers them."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._settings = desk, desk.settings
        self._cookie = Cookie(desk.settings)

    async def refusal(self, scope: Scope) -> Response | None:
        """Return the answer to a request that must not pass, None for one that may.

        The account of one that may is in its scope, where ``Visit`` looks for it.
        """
        if not STAFF.fullmatch(scope["path"]):
            return None
        connection = HTTPConnection(scope)
        try:
            await self._admit(connection)
        except LoginRequired as error:
            if _wants_page(connection) and scope["method"] in ("GET", "HEAD"):
                there = f"{LOGIN}?{urlencode({'next': _address(scope)})}"
                return RedirectResponse(there, HTTPStatus.SEE_OTHER)
            return self._respond(connection, error)
        except WenceError as error:
            return self._respond(connection, error)
        return None

    async def _admit(self, connection: HTTPConnection) -> None:
        scope = connection.scope
        scope.pop(ACCOUNT, None)
        token = self._cookie.read(connection)
        account = await run_sync(self._desk.office.sessions.account, token) if token else None
        if account is not None:
            scope[ACCOUNT] = account
        elif scope["path"] not in _OPEN:
            raise LoginRequired
        if scope["method"] not in ("GET", "HEAD") and not is_ours(connection, self._settings):
            raise ForeignOrigin

    def _respond(self, connection: HTTPConnection, error: WenceError) -> Response:
        status = status_of(error)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.error("request failed: %s: %s", error.key, error)
        visit = Visit.before_login(connection, self._desk)
        line = explain(error, visit.language)
        if not _wants_page(connection):
            return JSONResponse(problem(error.key, line), status)
        frame = Frame(visit, self._settings.server.title)
        onward = tag("a", frame.say("login"), href=LOGIN)
        content = (frame.alert(text(line)), tag("p", onward))
        return HTMLResponse(frame.page(frame.plain("refused"), "", *content), status)


def _wants_page(connection: HTTPConnection) -> bool:
    return "text/html" in connection.headers.get("accept", "")


def _address(scope: Scope) -> str:
    """Return the path and query of a request as they came."""
    path: bytes = scope.get("raw_path") or scope["path"].encode()
    query: bytes = scope["query_string"]
    return (path + (b"?" + query if query else b"")).decode("latin-1")
