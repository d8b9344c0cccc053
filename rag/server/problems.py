"""Failures as HTTP says them: a status, and one JSON shape for all; under ``/v1`` OpenAI's."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from rag import errors
from rag.errors import WenceError
from rag.messages import message
from rag.office import errors as office
from rag.server import access
from rag.server.limits import MINUTE, LimitReached
from rag.server.v1 import fault

log = logging.getLogger(__name__)

_STATUS: Mapping[type[WenceError], HTTPStatus] = {
    errors.RequestInvalid: HTTPStatus.BAD_REQUEST,
    errors.FilterInvalid: HTTPStatus.BAD_REQUEST,
    errors.QuestionInvalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.NoticeNotFound: HTTPStatus.NOT_FOUND,
    errors.ParagraphNotFound: HTTPStatus.NOT_FOUND,
    errors.NoticeAmbiguous: HTTPStatus.UNPROCESSABLE_ENTITY,
    fault.ModelNotFound: HTTPStatus.NOT_FOUND,
    access.LoginRequired: HTTPStatus.UNAUTHORIZED,
    access.ForeignOrigin: HTTPStatus.FORBIDDEN,
    office.KeyRefused: HTTPStatus.UNAUTHORIZED,
    office.ScopeMissing: HTTPStatus.FORBIDDEN,
    LimitReached: HTTPStatus.TOO_MANY_REQUESTS,
}

# What pydantic calls a fault, and which of our lines says it.
_FAULTS: Mapping[str, str] = {
    "missing": "api.field_missing",
    "extra_forbidden": "api.field_unknown",
    "json_invalid": "api.not_json",
    "literal_error": "api.field_value",
    "value_error": "api.field_value",
    "string_too_long": "review.field_too_long",
    "too_long": "review.field_too_long",
}


class Busy(Exception):
    """More questions are waiting than the server will hold; the client should come back later."""


def status_of(error: WenceError) -> HTTPStatus:
    """Return the status for ``error``: what the client cannot mend is 503."""
    known = (_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)
    return next(known, HTTPStatus.SERVICE_UNAVAILABLE)


def explain(error: WenceError, language: str) -> str:
    """Return the line for the client.

    Errors of the installation carry paths and endpoints; those belong in the log alone.
    """
    if status_of(error) < HTTPStatus.INTERNAL_SERVER_ERROR:
        return error.say(language)
    return message("api.unavailable", language)


def said_in_log(error: WenceError) -> str:
    """Return what the log says of ``error``.

    What is wrong with a question may repeat the question; what is wrong here does not.
    """
    if status_of(error) < HTTPStatus.INTERNAL_SERVER_ERROR:
        return error.key
    return f"{error.key}: {error}"


def problem(code: str, text: str) -> dict[str, dict[str, str]]:
    """Return the body of every error outside ``/v1``."""
    return {"error": {"code": code, "message": whole(text)}}


def whole(text: str) -> str:
    """Return ``text`` as it can be sent: it may repeat half a character (a lone surrogate)."""
    return text.encode("utf-8", "replace").decode()


def body_for(
    path: str, status: int, code: str, text: str, param: str | None = None
) -> Mapping[str, object]:
    """Return the body of an error at ``path``."""
    if path.startswith(fault.PREFIX):
        return fault.body(status, code, whole(text), None if param is None else whole(param))
    return problem(code, text)


def install(app: FastAPI, language: str, headers_at: Callable[[str], Mapping[str, str]]) -> None:
    """Make ``app`` answer every failure in the shape of its path, in ``language``.

    :param headers_at: returns what an answer at a path bears. That to a defect passes no middleware
        of ours that would put it on.
    """

    def respond(
        request: Request,
        status: int,
        code: str,
        text: str,
        param: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> JSONResponse:
        path = request.url.path
        if status == HTTPStatus.UNPROCESSABLE_ENTITY and path.startswith(fault.PREFIX):
            status = HTTPStatus.BAD_REQUEST  # what OpenAI says to a prompt that it cannot take
        content = body_for(path, status, code, text, param)
        return JSONResponse(content, status_code=status, headers=headers)

    @app.exception_handler(WenceError)
    def _named(request: Request, error: WenceError) -> JSONResponse:
        status = status_of(error)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.error("request failed: %s", said_in_log(error))
        where = error.params.get("where")
        param = str(where) if where else None
        headers = _waiting(error) if isinstance(error, LimitReached) else None
        return respond(request, status, error.key, explain(error, language), param, headers)

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        key = _FAULTS.get(first["type"], "api.field_mistyped")
        # The first step is "body" itself; a position in broken JSON is a number and helps nobody.
        steps = [str(step) for step in first["loc"][1:]] if first["type"] != "json_invalid" else []
        named = errors.RequestInvalid(
            where=".".join(steps) or "body", reason=message(key, language)
        )
        return _named(request, named)

    @app.exception_handler(Busy)
    def _busy(request: Request, _: Busy) -> JSONResponse:
        text = message("api.busy", language)
        status = HTTPStatus.SERVICE_UNAVAILABLE
        return respond(request, status, "busy", text, headers={"Retry-After": "5"})

    @app.exception_handler(HTTPException)
    def _unreadable(request: Request, error: HTTPException) -> JSONResponse:
        # Raised by FastAPI itself, and only for a body that is not text.
        named = errors.RequestInvalid(where="body", reason=message("api.not_json", language))
        return respond(request, error.status_code, named.key, named.say(language), "body")

    @app.exception_handler(Exception)
    def _defect(request: Request, _: Exception) -> JSONResponse:
        # Starlette raises it again after this response, so that the traceback reaches the log.
        text = message("error.internal", language)
        # It also closes the connection, which the client had better know.
        headers = {**headers_at(request.url.path), "Connection": "close"}
        status = HTTPStatus.INTERNAL_SERVER_ERROR
        return respond(request, status, "internal", text, headers=headers)


def _waiting(error: LimitReached) -> dict[str, str]:
    """Return when to come back; OpenAI's clients, which retry by themselves, obey the second."""
    worth = error.seconds <= MINUTE
    return {"Retry-After": str(error.seconds), "X-Should-Retry": str(worth).lower()}
