"""Failures in OpenAI's shape, by which its clients choose the exception they raise."""

from __future__ import annotations

from http import HTTPStatus

from rag.errors import WenceError

PREFIX = "/v1/"


class ModelNotFound(WenceError):
    """A program asks for another model than the one there is. Parameters: ``name``, ``model``."""

    key = "model_not_found"


def body(status: int, code: str, text: str, param: str | None) -> dict[str, dict[str, str | None]]:
    """Return ``{"error": {"message", "type", "param", "code"}}``.

    >>> body(400, "request_invalid", "…", "n")["error"]["type"]
    'invalid_request_error'
    """
    kind = "invalid_request_error"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        kind = "rate_limit_error"
    elif status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        kind = "server_error"
    return {"error": {"message": text, "type": kind, "param": param, "code": code}}
