"""Logging in and out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from urllib.parse import parse_qsl

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from rag.office.lockout import LockedOut, Lockout
from rag.office.passwords import folded
from rag.server.caller import Caller
from rag.server.markup import tag, text, void
from rag.server.problems import Busy
from rag.server.staff.cookie import Cookie
from rag.server.staff.desk import Desk
from rag.server.staff.frame import LOGIN, LOGOUT, ROOT, Frame
from rag.server.staff.onward import HOME, onward
from rag.server.staff.visit import ACCOUNT, Visit
from rag.server.work import Slots

_AT_ONCE = 2  # passwords checked at a time: each takes 64 MiB, so that guessing costs the guesser
_MOST_FIELDS = 10
_BUSY_SECONDS = 5
_COMMAND = "wence staff add"


def router(desk: Desk) -> APIRouter:
    """Return the routes of the login."""
    routes, login = APIRouter(include_in_schema=False), _Login(desk)
    routes.add_api_route(LOGIN, login.show, methods=["GET", "HEAD"])
    routes.add_api_route(LOGIN, login.enter, methods=["POST"])
    routes.add_api_route(LOGOUT, login.leave, methods=["POST"])
    routes.add_api_route(LOGOUT, login.home, methods=["GET", "HEAD"])
    routes.add_api_route(ROOT, login.home, methods=["GET", "HEAD"])
    return routes


class _Login:
    """What the routes answer with."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._cookie = Cookie(desk.settings)
        self._lockout, self._slots = Lockout(), Slots(_AT_ONCE)

    def show(self, request: Request) -> Response:
        """Answer with the form, or with the page asked for to who is logged in already."""
        there = onward(request.query_params.get("next", ""))
        if ACCOUNT in request.scope:
            return RedirectResponse(there, HTTPStatus.SEE_OTHER)
        frame = self._frame(request)
        over = frame.alert(frame.say("over")) if self._cookie.read(request) else ""
        return self._page(frame, there, over)

    async def enter(self, request: Request) -> Response:
        """Answer with the page asked for and a new session, or with the form again and why."""
        given = _fields(await request.body())
        try:
            return await self._slots.run(partial(self._enter, request, given))
        except Busy:
            again = partial(self._again, request, given, "busy", HTTPStatus.SERVICE_UNAVAILABLE)
            return await run_sync(partial(again, wait=_BUSY_SECONDS))

    def _enter(self, request: Request, given: Mapping[str, str]) -> Response:
        name, office = folded(given.get("name", "")), self._desk.office
        address = Caller.of(request, self._desk.settings.server.trusted_proxies).address
        try:
            self._lockout.attempt(name, address)
        except LockedOut as error:
            status = HTTPStatus.TOO_MANY_REQUESTS
            return self._again(request, given, "locked", status, wait=error.seconds)
        account = office.accounts.verify(name, given.get("password", ""))
        if account is None:
            return self._again(request, given, "wrong", HTTPStatus.UNAUTHORIZED)
        self._lockout.succeeded(name, address)
        # The session that the browser came with is over; no token is ever taken on from outside.
        office.sessions.close(self._cookie.read(request))
        response = RedirectResponse(onward(given.get("next", "")), HTTPStatus.SEE_OTHER)
        self._cookie.write(response, office.sessions.open(account), office.sessions.seconds)
        return response

    def _again(
        self,
        request: Request,
        given: Mapping[str, str],
        key: str,
        status: HTTPStatus,
        wait: int | None = None,
    ) -> Response:
        """Return the form with the line ``key``; ``wait`` is when to come back (s)."""
        frame = self._frame(request)
        line = frame.alert(frame.say(key, wait=wait))
        response = self._page(frame, onward(given.get("next", "")), line, given.get("name", ""))
        response.status_code = status
        if wait is not None:
            response.headers["Retry-After"] = str(wait)
        return response

    def leave(self, request: Request) -> Response:
        """End the session and answer with the login."""
        self._desk.office.sessions.close(self._cookie.read(request))
        response = RedirectResponse(LOGIN, HTTPStatus.SEE_OTHER)
        self._cookie.clear(response)
        return response

    def home(self) -> Response:
        """Answer with where the chat is."""
        return RedirectResponse(HOME, HTTPStatus.SEE_OTHER)

    def _frame(self, request: Request) -> Frame:
        return Frame(Visit.before_login(request, self._desk), self._desk.settings.server.title)

    def _page(self, frame: Frame, there: str, line: str, name: str = "") -> Response:
        """Return the form under ``line``, or how to make the first account."""
        if self._desk.office.accounts.all():
            content = line + _form(frame, there, name)
        else:
            content = _no_account(frame)
        return HTMLResponse(frame.page(frame.plain("login"), LOGIN, content))


def _form(frame: Frame, there: str, name: str) -> str:
    """Return the form; ``name`` is what was typed before."""
    fields = [
        tag("label", frame.say("name"), **{"for": "name"}),
        void(
            "input",
            id="name",
            name="name",
            value=name,
            autocomplete="username",
            autocapitalize="none",
            spellcheck="false",
            required=True,
        ),
        tag("label", frame.say("password"), **{"for": "password"}),
        void(
            "input",
            id="password",
            name="password",
            type="password",
            autocomplete="current-password",
            required=True,
        ),
    ]
    return frame.form(
        LOGIN,
        void("input", type="hidden", name="next", value=there),
        tag("div", *fields[:2], css="field"),
        tag("div", *fields[2:], css="field"),
        tag("div", tag("button", frame.say("enter"), type="submit"), css="buttons"),
        css="card narrow",
    )


def _no_account(frame: Frame) -> str:
    command = text(f"{_COMMAND} {frame.plain('no_account_name')}")
    return "".join(
        (
            tag("p", frame.say("no_account")),
            tag("pre", tag("code", command)),
            tag("p", frame.say("no_account_hint"), css="quiet"),
        )
    )


def _fields(body: bytes) -> Mapping[str, str]:
    """Return the fields of a form; none of a body that is no form."""
    try:
        return dict(parse_qsl(body.decode(), True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        return {}
