"""An answer as server-sent events: ``delta`` …, then ``answer``; or ``error`` and the end."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from rag.answering.model import Answer
from rag.errors import WenceError
from rag.server.problems import explain, problem, said_in_log

log = logging.getLogger(__name__)

MEDIA_TYPE = "text/event-stream"
CONTENT: dict[str, dict[str, str]] = {MEDIA_TYPE: {}}
"""What the OpenAPI document says of it: a schema there would be of one event, and they differ."""
# Proxies that buffer would turn the stream into one late lump.
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def event(name: str, data: dict[str, Any]) -> str:
    """Return one event; JSON keeps line breaks of the text out of the framing.

    >>> event("delta", {"text": "一、\\n"})
    'event: delta\\ndata: {"text": "一、\\\\n"}\\n\\n'
    """
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


async def events(
    first: str | Answer, rest: AsyncGenerator[str | Answer], language: str
) -> AsyncIterator[str]:
    """Yield the events for ``first`` and everything after it.

    :param first: read before the response starts, so that early failures keep their status.
    """
    try:
        yield _event(first)
        async for part in rest:
            yield _event(part)
    except WenceError as error:
        log.error("stream failed: %s", said_in_log(error))
        yield event("error", problem(error.key, explain(error, language)))
    finally:
        await rest.aclose()  # a client that has left must not keep its place


def _event(part: str | Answer) -> str:
    if isinstance(part, Answer):
        return event("answer", part.to_dict())
    return event("delta", {"text": part})
