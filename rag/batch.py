"""Many questions in one process: a JSON object a line in, an answer object a line out."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.answering.model import Answer, Turn, turns
from rag.errors import RequestInvalid, SourceMissing, SourceUnreadable

Ask = Callable[[str, Sequence[Turn]], Answer]


@dataclass(frozen=True, slots=True)
class Request:
    """One line of a batch."""

    id: Any
    question: str
    history: tuple[Turn, ...]


def read_requests(path: Path) -> list[Request]:
    """Return the questions of a batch file; all lines are checked before the first is asked.

    :raises SourceMissing, SourceUnreadable: the file cannot be read.
    :raises RequestInvalid: a line is no request; the message names it.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError as error:
        raise SourceMissing(path=path) from error
    except (OSError, UnicodeDecodeError) as error:
        raise SourceUnreadable(path=path, reason=type(error).__name__) from error
    return [_request(line, f"{path}:{n}") for n, line in enumerate(lines, 1) if line.strip()]


def _request(line: str, where: str) -> Request:
    try:
        item = json.loads(line)
    except json.JSONDecodeError as error:
        raise RequestInvalid(where=where, reason=error.msg) from error
    if not isinstance(item, dict) or "id" not in item:
        raise RequestInvalid(where=where, reason='{"id", "question", "history"?}')
    question, history = item.get("question"), item.get("history") or []
    if not isinstance(question, str) or not question.strip():
        raise RequestInvalid(where=where, reason="question")
    try:
        return Request(item["id"], question, turns(history))
    except (ValueError, AttributeError, TypeError) as error:
        raise RequestInvalid(where=where, reason="history") from error


def answer_all(requests: Sequence[Request], ask: Ask, out: Path) -> None:
    """Write the answers to ``requests`` to ``out`` in the same order, each as soon as it is there.

    :raises SourceUnreadable: ``out`` cannot be written.
    """
    try:
        with out.open("w", encoding="utf-8", newline="\n") as file:
            for request in requests:
                answer = {"id": request.id, **ask(request.question, request.history).to_dict()}
                file.write(json.dumps(answer, ensure_ascii=False) + "\n")
    except OSError as error:
        raise SourceUnreadable(path=out, reason=error.strerror or error) from error
