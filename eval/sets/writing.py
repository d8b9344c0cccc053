"""Question sets and source texts on disk."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from eval.questions import Question
from eval.sets.errors import FileTaken, SetUnwritable


def line(question: Question) -> str:
    """Return ``question`` as one line of JSON, as ``eval.questions.parse`` reads it."""
    fields = asdict(question)
    if not question.draft:
        del fields["draft"]
    # What is on U+2028 and the like is no line end in JSON lines, but is one to some editors.
    text = json.dumps(fields, ensure_ascii=False)
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\x85", "\\u0085")


def write_set(questions: Iterable[Question], path: Path, *, fresh: bool = False) -> None:
    """Write a question set to ``path``.

    :param fresh: whether a file that is there already must be left alone.
    :raises FileTaken: it is there, and ``fresh``.
    :raises SetUnwritable: the operating system refuses.
    """
    text = "".join(f"{line(question)}\n" for question in questions)
    try:
        with path.open("x" if fresh else "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise FileTaken(path=path) from error
    except OSError as error:
        raise SetUnwritable(path=path, reason=error.strerror or error) from error


def write_texts(texts: Iterable[tuple[str, str]], folder: Path) -> None:
    """Write (file name, text) pairs into ``folder``, which is made where it is not there.

    :raises FileTaken: a file of one of these names is there, and holds another text.
    :raises SetUnwritable: the operating system refuses.
    """
    path = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts:
            path, raw = folder / name, text.encode("utf-8")
            # Nobody asked for files of other names to be kept, nor for these to be lost.
            if not path.exists():
                path.write_bytes(raw)
            elif path.read_bytes() != raw:
                raise FileTaken(path=path)
    except OSError as error:
        raise SetUnwritable(path=path, reason=error.strerror or error) from error
