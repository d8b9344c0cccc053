"""What the program writes to standard error: lines for people, or one JSON object a line.

Neither has an address, a question or a secret in it. Of a defect the log has what kind it was and
where in the program it came from, but not its message: that may repeat what somebody typed. Each
line about a request bears its id, which whoever asked was given, too (``X-Request-ID``).
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import PurePath
from types import TracebackType
from typing import Any, Literal

from rag.terminal import visible

Form = Literal["text", "json"]

_ID: ContextVar[str] = ContextVar("wence_request", default="")
_PLAIN = "%(levelname)s %(name)s: %(message)s"
# At this level their lines are wanted; all else is heard from warnings on.
_TOLD = ("uvicorn.error", "rag.server.requests")
# What came with a record beside its message, as a mapping of JSON values.
FIELDS = "wence_fields"


def tag(request: str) -> None:
    """Let what is logged from here on, in this task or thread, bear the id of a request."""
    _ID.set(request)


def tagged() -> str:
    """Return the id of the request that is being answered here, "" where none is."""
    return _ID.get()


def configure(form: Form) -> None:
    """Write the logs of this process in ``form``, in place of what was set before."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if form == "json" else _Text(_PLAIN))
    handler.addFilter(_is_ours_to_tell)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in _TOLD:
        logging.getLogger(name).setLevel(logging.INFO)


def _is_ours_to_tell(record: logging.LogRecord) -> bool:
    """Return whether a line may stand: what MCP warns of repeats what an agent sent."""
    return record.levelno >= logging.ERROR or "mcp" not in PurePath(record.pathname).parts


def one_line(text: str) -> str:
    r"""Return ``text`` with what could begin another line, or steer a terminal, spelled out.

    >>> one_line("a\nERROR b")
    'a\\nERROR b'
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


class _Text(logging.Formatter):
    """Lines for people."""

    def format(self, record: logging.LogRecord) -> str:
        said = super().format(record)
        return visible(f"{said} [{tagged()}]" if tagged() else said)

    def formatMessage(self, record: logging.LogRecord) -> str:
        return one_line(super().formatMessage(record).rstrip())

    def formatException(self, ei: Any) -> str:
        return "\n".join(
            line
            for defect in _defects(ei)
            for line in (defect["type"], *(f"  {place}" for place in defect["at"]))
        )


class _Json(logging.Formatter):
    """One object a line: time, level, logger, message; fields, request, defects where there are."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, FIELDS, {}),
        }
        if tagged():
            line["request"] = tagged()
        if record.exc_info:
            line["defects"] = list(_defects(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


_Raised = tuple[type[BaseException], BaseException, TracebackType | None]


def _defects(raised: _Raised | tuple[None, None, None]) -> Iterator[dict[str, Any]]:
    """Yield an exception and what it came from: its type, and where it passed, outermost first."""
    error, seen = raised[1], set[int]()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        frames = traceback.extract_tb(error.__traceback__)
        at = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        yield {"type": type(error).__name__, "at": at}
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
