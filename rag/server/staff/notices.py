"""The page of notices (公文): upload, what became of files, what is held; removing asks first."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from rag.answering.library import Library, Record
from rag.errors import IndexEmpty, IndexMissing, NoNotice, NoticeNotFound, WenceError
from rag.office.check import report
from rag.office.errors import UploadUnknown
from rag.server.markup import join, tag, text
from rag.server.problems import said_in_log
from rag.server.staff.checkreport import CHECK, checkreport
from rag.server.staff.confirming import confirm_file, confirm_notice
from rag.server.staff.desk import Desk
from rag.server.staff.filelist import AGAIN, NOTICES, REMOVE, filelist
from rag.server.staff.frame import Frame
from rag.server.staff.holdings import Looked, holdings, looked_for, name_of
from rag.server.staff.uploading import MOST_FILES, UPLOAD, uploading
from rag.server.staff.visit import Visit

log = logging.getLogger(__name__)

_DONE = ("uploaded", "again", "removed")
_MOST_SHOWN = 100  # files in the list
_GONE = (UploadUnknown, NoNotice, NoticeNotFound)
_Number = Annotated[int, Form(ge=0, le=2**53)]
_Text = Annotated[str, Form()]


def router(desk: Desk) -> APIRouter:
    """Return the routes of the page."""
    routes, pages = APIRouter(include_in_schema=False), _Pages(desk)
    for path, endpoint in (
        (NOTICES, pages.show),
        (CHECK, pages.check),
        (REMOVE, pages.confirm),
    ):
        routes.add_api_route(path, endpoint, methods=["GET", "HEAD"])
    for path, change in ((AGAIN, pages.again), (REMOVE, pages.remove), (UPLOAD, pages.upload)):
        routes.add_api_route(path, change, methods=["POST"])
    return routes


class _Pages:
    """What the routes answer with."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._uploads = desk, desk.office.uploads

    def show(self, request: Request) -> Response:
        """Answer with the page."""
        frame = self._frame(request)
        done = frame.visit.query.get("done")
        told = frame.done(frame.say(f"notices.done_{done}")) if done in _DONE else ""
        return self._page(frame, looked_for(frame.visit), told)

    def check(self, request: Request) -> Response:
        """Answer with what looks wrong in the collection."""
        frame, library = self._frame(request), self._library()
        records = library.all() if library else []
        content = checkreport(frame, report(records, frame.visit.day))
        return HTMLResponse(frame.page(frame.plain("notices.check_title"), NOTICES, content))

    async def upload(self, request: Request) -> Response:
        """Keep the files of a form; answer with the page, or with what could not be kept."""
        frame = self._frame(request)
        try:
            form = await request.form(max_files=MOST_FILES, max_fields=MOST_FILES)
        except HTTPException:  # too many files, or no form
            line = frame.say("notices.unread", most=MOST_FILES)
            return await run_sync(self._refused, frame, [line], HTTPStatus.BAD_REQUEST)
        try:
            given = [one for one in form.getlist("files") if isinstance(one, UploadFile)]
            return await run_sync(self._keep, frame, [one for one in given if one.filename])
        finally:
            await form.close()

    def _keep(self, frame: Frame, files: list[UploadFile]) -> Response:
        lines = [] if files else [frame.say("notices.none_chosen")]
        for file in files:
            try:
                self._uploads.add(file.filename or "", file.file, frame.visit.account)
            except WenceError as error:
                lines.append(text(error.say(frame.visit.language)))
        if lines:
            return self._refused(frame, lines, HTTPStatus.UNPROCESSABLE_ENTITY)
        return _see(Looked("", 1), "uploaded")

    def again(
        self,
        request: Request,
        file: _Number = 0,
        notice: _Text = "",
        q: _Text = "",
        page: _Text = "",
    ) -> Response:
        """Have a file read again, or that of a notice."""
        frame, looked = self._frame(request), Looked.of(q, page)
        account = frame.visit.account
        try:
            if notice:
                self._uploads.reread(notice, name_of(self._record(notice)), account)
            else:
                self._uploads.again(file, account)
        except WenceError as error:
            return self._failed(frame, error, looked)
        return _see(looked, "again")

    def confirm(self, request: Request) -> Response:
        """Ask whether a file or a notice shall be removed."""
        frame = self._frame(request)
        query, looked = frame.visit.query, looked_for(frame.visit)
        try:
            if query.get("notice"):
                content = confirm_notice(frame, self._record(query["notice"]), looked)
            else:
                file = query.get("file", "")
                upload = self._uploads.get(int(file) if file.isdecimal() and len(file) < 16 else 0)
                held, library = self._uploads.notices_of(upload), self._library()
                records = [library.get(one) for one in held] if library else []
                content = confirm_file(frame, upload, [one for one in records if one], looked)
        except WenceError as error:
            return self._failed(frame, error, looked)
        return HTMLResponse(frame.page(frame.plain("notices.confirm"), NOTICES, content))

    def remove(
        self,
        request: Request,
        file: _Number = 0,
        notice: _Text = "",
        q: _Text = "",
        page: _Text = "",
    ) -> Response:
        """Remove a file with its notices, or one notice."""
        frame, looked = self._frame(request), Looked.of(q, page)
        account = frame.visit.account
        try:
            if notice:
                self._uploads.remove_notice(notice, name_of(self._record(notice)), account)
            else:
                self._uploads.remove(file, account)
        except WenceError as error:
            return self._failed(frame, error, looked)
        return _see(looked, "removed")

    def _frame(self, request: Request) -> Frame:
        return Frame(Visit.of(request, self._desk), self._desk.settings.server.title)

    def _library(self) -> Library | None:
        """Return what is held, None while that is nothing."""
        try:
            return self._desk.assistant.library
        except (IndexEmpty, IndexMissing):
            return None

    def _record(self, notice: str) -> Record:
        """Return a notice.

        :raises NoticeNotFound: it is not held, or no more.
        """
        library = self._library()
        record = library.get(notice) if library else None
        if record is None:
            raise NoticeNotFound(name=notice, candidates="")
        return record

    def _failed(self, frame: Frame, error: WenceError, looked: Looked) -> Response:
        """Answer with the page and why nothing was done."""
        status = HTTPStatus.NOT_FOUND if isinstance(error, _GONE) else HTTPStatus.CONFLICT
        log.warning("staff could not change the notices: %s", said_in_log(error))
        line = text(error.say(frame.visit.language))
        return self._page(frame, looked, frame.alert(line), status)

    def _refused(self, frame: Frame, lines: list[str], status: HTTPStatus) -> Response:
        return self._page(frame, Looked("", 1), frame.alert(*lines), status)

    def _page(
        self, frame: Frame, looked: Looked, told: str, status: HTTPStatus = HTTPStatus.OK
    ) -> Response:
        """Return the page, under what it has to say first."""
        library = self._library()
        check = tag("a", frame.say("notices.check"), href=CHECK)
        content = join(
            (
                tag("div", told, id="told"),
                # The script says here, once, what became of a file.
                tag("p", id="news", css="unseen", role="status"),
                uploading(frame, self._desk.settings),
                filelist(frame, self._uploads.newest(_MOST_SHOWN), self._uploads.count(), library),
                tag("p", check) if library else "",
                holdings(frame, looked, library),
            )
        )
        page = frame.page(frame.plain("way_notices"), NOTICES, content, script=True)
        return HTMLResponse(page, status)


def _see(looked: Looked, done: str) -> Response:
    return RedirectResponse(looked.address(done=done), HTTPStatus.SEE_OTHER)
