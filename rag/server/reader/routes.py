"""The routes of the reader. None of them is in the API's description: they are pages."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from datetime import datetime
from email.utils import formatdate, parsedate_to_datetime
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from rag.answering.library import Library
from rag.errors import WenceError
from rag.server.ports import Assistant
from rag.server.reader import faults, links, notice
from rag.server.reader.asked import Asked
from rag.server.reader.frame import ICON, Frame, style, version
from rag.server.reader.listing import listing
from rag.settings import Settings

log = logging.getLogger(__name__)

_STARTED = time.time()  # another program may lay the same notices out in another way
_YEAR = 365 * 24 * 60 * 60
_REVALIDATED = {"Cache-Control": "no-cache"}

Page = Callable[[Frame, Library], Response]
Held = Callable[[Library], bool]


def router(assistant: Assistant, settings: Settings) -> APIRouter:
    """Return the routes under ``/notices``; errors are pages in the language asked for."""
    routes, pages = APIRouter(include_in_schema=False), _Pages(assistant, settings)
    for path, endpoint in (
        (links.ROOT, pages.catalogue),
        (links.STYLE, fixed(style(), "text/css")),
        (links.ICON, fixed(ICON, "image/svg+xml")),
        (f"{links.ROOT}/by-number/{{number:path}}", pages.by_number),
        (f"{links.ROOT}/{{key:path}}", pages.notice),  # whatever is left, so that all 404 are pages
    ):
        routes.add_api_route(path, endpoint, methods=["GET", "HEAD"])
    return routes


def fixed(content: bytes, media_type: str) -> Callable[[Request], Response]:
    """Return what answers with ``content``, to be kept where the address names its version."""

    def answer(request: Request) -> Response:
        named = request.query_params.get("v") == version(content)
        age = f"public, max-age={_YEAR}, immutable" if named else "no-cache"
        return Response(content, media_type=media_type, headers={"Cache-Control": age})

    return answer


class _Pages:
    """What the routes answer with."""

    def __init__(self, assistant: Assistant, settings: Settings) -> None:
        self._assistant, self._language = assistant, settings.language
        self._site = settings.server.title

    def catalogue(self, request: Request) -> Response:
        """Answer with the list."""

        def page(frame: Frame, library: Library) -> Response:
            found = library.find(frame.asked.wanted, frame.asked.day)
            return _html(listing(frame, library, found), _status(frame))

        return self._answer(request, page, lambda _: True)

    def by_number(self, request: Request, number: str) -> Response:
        """Answer with the way to the notice that bears ``number``, or with why there is none."""

        def page(frame: Frame, library: Library) -> Response:
            found = [r for r in map(library.get, library.bearing(number)) if r]
            if len(found) == 1:
                there = links.notice(found[0].id, query=frame.asked.kept)
                return RedirectResponse(there, HTTPStatus.FOUND, headers=_REVALIDATED)
            if found:
                shown = faults.several(frame, number, found)
                return _html(shown, HTTPStatus.MULTIPLE_CHOICES)
            near = library.near(number)
            return _html(faults.no_number(frame, number, near), HTTPStatus.NOT_FOUND)

        return self._answer(request, page)

    def notice(self, request: Request, key: str) -> Response:
        """Answer with the notice whose id is ``key``."""
        if not key:
            whole = links.catalogue(dict(request.query_params))
            return RedirectResponse(whole, HTTPStatus.PERMANENT_REDIRECT)

        def page(frame: Frame, library: Library) -> Response:
            reading = library.read(key)
            if reading is None:
                return _html(faults.missing(frame), HTTPStatus.NOT_FOUND)
            return _html(notice.page(frame, library, reading), _status(frame))

        return self._answer(request, page, lambda library: library.get(key) is not None)

    def _answer(self, request: Request, page: Page, held: Held = lambda _: False) -> Response:
        """Answer with ``page``, or that it did not change where ``held`` says there is one."""
        asked = Asked.of(request.query_params, self._language, self._assistant.today)
        frame = Frame(asked, self._site)
        try:
            library = self._assistant.library
            if asked.faults or not held(library):
                return page(frame, library)
            stamp = _Stamp(request, library, asked)
            return stamp.unchanged() or stamp.on(page(frame, library))
        except WenceError as error:
            log.error("a page cannot be shown: %s: %s", error.key, error)
            return _html(faults.unavailable(frame), HTTPStatus.SERVICE_UNAVAILABLE)


class _Stamp:
    """What tells a browser whether the page that it has is the page of now.

    A page changes with the notices, with the day (a notice expires), with what is asked and with
    the program.
    """

    def __init__(self, request: Request, library: Library, asked: Asked) -> None:
        self._request = request
        day, url = asked.day, request.url
        about = [library.version, day, asked.language, url.path, url.query, _STARTED]
        self._tag = hashlib.blake2s("\n".join(map(str, about)).encode(), digest_size=10).hexdigest()
        midnight = datetime.combine(day, datetime.min.time()).timestamp()
        passed = [at for at in (library.modified, midnight, _STARTED) if at <= time.time()]
        self._modified = int(max(passed, default=_STARTED))

    def unchanged(self) -> Response | None:
        """Return the answer to a browser that has this page already, else None."""
        headers = self._request.headers
        if "if-none-match" in headers:
            given = [one.strip().removeprefix("W/") for one in headers["if-none-match"].split(",")]
            known = f'"{self._tag}"' in given
        else:
            since = _moment(headers.get("if-modified-since", ""))
            known = since is not None and since >= self._modified
        return self.on(Response(status_code=HTTPStatus.NOT_MODIFIED)) if known else None

    def on(self, response: Response) -> Response:
        """Return ``response`` with the stamp on it."""
        response.headers["ETag"] = f'"{self._tag}"'
        response.headers["Last-Modified"] = formatdate(self._modified, usegmt=True)
        response.headers.update(_REVALIDATED)
        return response


def _moment(given: str) -> float | None:
    try:
        return parsedate_to_datetime(given).timestamp()
    except (ValueError, OverflowError):
        return None


def _status(frame: Frame) -> HTTPStatus:
    return HTTPStatus.BAD_REQUEST if frame.asked.faults else HTTPStatus.OK


def _html(page: str, status: HTTPStatus) -> HTMLResponse:
    return HTMLResponse(page, status, headers=_REVALIDATED)
