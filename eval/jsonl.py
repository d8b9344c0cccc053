"""JSON lines, read with the place of every line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from eval.errors import Flaw
from eval.fields import Fields
from rag.errors import QuestionSetInvalid, SourceMissing, SourceUnreadable
from rag.messages import DEFAULT_LANGUAGE

T = TypeVar("T")


def _decode(line: str) -> Fields:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Flaw("not_json", reason=error) from error
    # JSON can spell half a surrogate pair, which no report could be written with.
    if "\\ud" in line.lower():
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            raise Flaw("not_text") from error
    return Fields(value)


def read(
    path: Path, parse: Callable[[Fields], T], language: str = DEFAULT_LANGUAGE
) -> list[tuple[str, T]]:
    """Return ("file:line", parsed object) for every line of ``path`` that is not blank.

    :raises SourceMissing: there is no such file.
    :raises SourceUnreadable: the operating system refuses to read it.
    :raises QuestionSetInvalid: a line is no JSON object or breaks the schema.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise SourceMissing(path=path) from error
    except OSError as error:
        raise SourceUnreadable(path=path, reason=error.strerror or error) from error
    out: list[tuple[str, T]] = []
    # bytes.splitlines knows only \n, \r and \r\n: U+2028 inside a JSON string is no line end.
    for number, line in enumerate(raw.splitlines(), start=1):
        where = f"{path}:{number}"
        try:
            text = _utf8(line)
            if text.strip():
                out.append((where, parse(_decode(text))))
        except Flaw as flaw:
            raise QuestionSetInvalid(where=where, reason=flaw.say(language)) from flaw
    return out


def _utf8(line: bytes) -> str:
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Flaw("not_utf8") from error
