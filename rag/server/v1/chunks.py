"""A completion as server-sent events in OpenAI's order: role, text, end, usage, ``[DONE]``."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool

from rag.answering.model import Answer
from rag.errors import WenceError
from rag.server.problems import body_for, explain, said_in_log, status_of
from rag.server.v1.completion import Completion
from rag.server.v1.fault import PREFIX

log = logging.getLogger(__name__)

_DONE = "data: [DONE]\n\n"


async def events(
    completion: Completion,
    first: str | Answer,
    rest: AsyncGenerator[str | Answer],
    language: str,
    include_usage: bool,
) -> AsyncIterator[str]:
    """Yield the events for ``first`` and everything after it.

    One that fails on the way ends with OpenAI's error object and without ``[DONE]``, upon which its
    clients raise ``APIError``.

    :param first: read before the response starts, so that early failures keep their status.
    """
    # Asked for, the counts stand in the last chunk, and null in all before it.
    usage = {"usage": None} if include_usage else {}
    try:
        yield _event({**completion.first(), **usage})
        part = first
        while not isinstance(part, Answer):
            yield _event({**completion.piece(part), **usage})
            part = await anext(rest)
        yield _event({**await run_in_threadpool(completion.last, part), **usage})
        if include_usage:
            yield _event(await run_in_threadpool(completion.counted, part))
        yield _DONE
    except WenceError as error:
        log.error("stream failed: %s", said_in_log(error))
        said = explain(error, language)
        yield _event(body_for(PREFIX, status_of(error), error.key, said))
    finally:
        await rest.aclose()  # a client that has left must not keep its place


def _event(data: Mapping[str, Any]) -> str:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"
