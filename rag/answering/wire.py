"""Questions and answers as JSON lines between a server and its workers.

A request is ``{"n", "do": "ask" | "stream" | "search", "question", "history", "filters"}`` or
``{"n", "do": "leave"}``. Replies to it bear its ``n``: ``{"text"}`` for a piece of an answer, then
one of ``{"answer"}``, ``{"found"}``, ``{"error", "params"}`` for a named error, ``{"defect"}``.
``{"course"}``, which bears no ``n``, tells how long an answer took by stages.
The first line to a worker is ``{"settings", "today"}``, its first line back ``{"ready"}``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, SecretStr, TypeAdapter

from rag.answering.model import Answer, Filters, SearchResult, Turn
from rag.errors import WenceError
from rag.settings import Settings

_ANSWER, _FOUND = TypeAdapter(Answer), TypeAdapter(SearchResult)


@dataclass(frozen=True, slots=True)
class Request:
    """A question to a worker; ``tag`` is what its log calls the request."""

    n: int
    do: Literal["ask", "stream", "search"]
    question: str
    history: tuple[Turn, ...] = ()
    filters: Filters | None = None
    k: int = 10
    tag: str = ""


_REQUEST = TypeAdapter(Request)


def request_line(request: Request) -> bytes:
    """Return ``request`` as a line."""
    return _REQUEST.dump_json(request) + b"\n"


def read_request(fields: Mapping[str, Any]) -> Request:
    """Return the request that a line held."""
    return _REQUEST.validate_python(fields)


def reply_line(n: int, part: str | Answer | SearchResult) -> bytes:
    """Return one part of the reply to request ``n`` as a line."""
    if isinstance(part, str):
        return line({"n": n, "text": part})
    kind = "answer" if isinstance(part, Answer) else "found"
    return line({"n": n, kind: part.to_dict()})


def error_line(n: int, error: WenceError) -> bytes:
    """Return a named error as a line."""
    params = {name: str(value) for name, value in error.params.items()}
    return line({"n": n, "error": type(error).__name__, "params": params})


def read_reply(fields: Mapping[str, Any]) -> str | Answer | SearchResult:
    """Return the part that a line held.

    :raises WenceError: the one that it names.
    :raises RuntimeError: it tells of a defect.
    """
    if "text" in fields:
        return str(fields["text"])
    if "answer" in fields:
        return _ANSWER.validate_python(fields["answer"])
    if "found" in fields:
        return _FOUND.validate_python(fields["found"])
    named = {kind.__name__: kind for kind in _kinds(WenceError)}
    if fields.get("error") in named:
        raise named[fields["error"]](**fields["params"])
    raise RuntimeError(fields.get("defect", "a worker's reply is not understood"))


def opening_line(settings: Settings, today: date | None) -> bytes:
    """Return the first line to a worker: it goes down a pipe, so that it may hold keys."""
    return line({"settings": _plain(settings), "today": today.isoformat() if today else None})


def line(fields: Mapping[str, Any]) -> bytes:
    """Return ``fields`` as one line of JSON."""
    return json.dumps(fields, ensure_ascii=False, default=str).encode() + b"\n"


def _plain(value: object) -> object:
    """Return settings as JSON values, secrets readable."""
    if isinstance(value, BaseModel):
        return {name: _plain(getattr(value, name)) for name in type(value).model_fields}
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def _kinds(base: type[WenceError]) -> Iterator[type[WenceError]]:
    yield base
    for kind in base.__subclasses__():
        yield from _kinds(kind)
