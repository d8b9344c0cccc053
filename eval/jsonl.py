"""JSON lines, read with the place of every line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn, TypeVar

from eval.errors import Flaw
from eval.fields import Fields
from rag.errors import QuestionSetInvalid, SourceMissing, SourceUnreadable
from rag.messages import DEFAULT_LANGUAGE

T = TypeVar("T")


def _refuse(constant: str) -> NoReturn:
    # Python writes and reads NaN and Infinity; JSON (RFC 8259) has no such numbers.
    raise ValueError(constant)


def decode(text: str) -> Fields:
    """Return the object that a JSON text spells.

    :raises Flaw: it is no JSON, no object, or holds half a surrogate pair.
    """
    try:
        value = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Flaw("not_json", reason=error) from error
    # JSON can spell half a surrogate pair, which no report could be written with.
    if "\\ud" in text.lower():
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            raise Flaw("not_text") from error
    return Fields(value)


def lines(path: Path) -> Iterator[tuple[str, str | Flaw]]:
    """Yield ("file:line", text) for every line of ``path`` that is not blank.

    Lines end as ``bytes.splitlines`` knows it: U+2028 inside a JSON string is no line end. In the
    place of a line that is not UTF-8 stands the flaw.

    :raises SourceMissing: there is no such file.
    :raises SourceUnreadable: the operating system refuses to read it.
    """
    number = 0
    try:
        with path.open("rb") as file:
            for raw in file:
                # Read by \n, so that a file of gigabytes is not held; \r alone ends a line, too.
                for line in raw.splitlines():
                    number += 1
                    text = _utf8(line)
                    if isinstance(text, Flaw) or text.strip():
                        yield f"{path}:{number}", text
    except FileNotFoundError as error:
        raise SourceMissing(path=path) from error
    except OSError as error:
        raise SourceUnreadable(path=path, reason=error.strerror or error) from error


def each(path: Path, parse: Callable[[Fields], T]) -> Iterator[tuple[str, T | Flaw]]:
    """Yield ("file:line", parsed object) for every line that is not blank, or its first flaw.

    :raises SourceMissing, SourceUnreadable: as ``lines``.
    """
    for where, line in lines(path):
        if isinstance(line, Flaw):
            yield where, line
            continue
        try:
            yield where, parse(decode(line))
        except Flaw as flaw:
            yield where, flaw


def read(
    path: Path, parse: Callable[[Fields], T], language: str = DEFAULT_LANGUAGE
) -> list[tuple[str, T]]:
    """Return ("file:line", parsed object) for every line of ``path`` that is not blank.

    :raises SourceMissing: there is no such file.
    :raises SourceUnreadable: the operating system refuses to read it.
    :raises QuestionSetInvalid: a line is no JSON object or breaks the schema.
    """
    out: list[tuple[str, T]] = []
    for where, found in each(path, parse):
        if isinstance(found, Flaw):
            raise QuestionSetInvalid(where=where, reason=found.say(language)) from found
        out.append((where, found))
    return out


def _utf8(line: bytes) -> str | Flaw:
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Flaw("not_utf8")
