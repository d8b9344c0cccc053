"""Prompts as files: read, checked and filled in.

A file of ``prompts/`` is named ``task.language.txt``. Its head gives a version and the names that
it needs; ``=== role`` starts each message. Names are ``$names`` (``string.Template``), so that
braces in a notice can never break a prompt, and what is filled in is not read for names again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from string import Template
from typing import Literal

from rag.errors import PromptInvalid

Role = Literal["system", "user"]
NO_BASIS = "NO_BASIS"  # what the model writes where the passages do not answer

_HEAD = re.compile(r"version: (?P<version>\d+)\nnames: (?P<names>[a-z_ ]+)\n(?==== )")
_PART = re.compile(r"^=== (system|user)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt of ``version`` that needs ``names``; ``parts`` are its messages as templates."""

    path: str
    version: int
    names: frozenset[str]
    parts: tuple[tuple[Role, str], ...]

    @classmethod
    def parse(cls, path: str, text: str) -> Prompt:
        """Return the prompt that ``text`` writes; ``path`` only names it in errors.

        :raises PromptInvalid: the head or the parts are not as this module says, or the names
            used are not the names declared.
        """
        head = _HEAD.match(text)
        if head is None:
            raise PromptInvalid(path=path, reason="version: N / names: … / === system")
        pieces = _PART.split(text[head.end() :])[1:]
        parts: list[tuple[Role, str]] = [
            ("system" if role == "system" else "user", body.strip())
            for role, body in zip(pieces[::2], pieces[1::2], strict=True)
        ]
        used: set[str] = set()
        for _, body in parts:
            template = Template(body)
            if not template.is_valid():
                raise PromptInvalid(path=path, reason="$")
            used.update(template.get_identifiers())
        declared = frozenset(head["names"].split())
        if used != declared:
            names = " ".join(f"${name}" for name in sorted(used ^ declared))
            raise PromptInvalid(path=path, reason=names)
        return cls(path, int(head["version"]), declared, tuple(parts))

    def fill(self, **values: str) -> list[tuple[Role, str]]:
        """Return the messages (role, text) with every name filled in.

        :raises PromptInvalid: a value is missing, or one is given that the prompt has no use for.
        """
        if wrong := self.names ^ values.keys():
            names = " ".join(f"${name}" for name in sorted(wrong))
            raise PromptInvalid(path=self.path, reason=names)
        return [(role, Template(body).substitute(values)) for role, body in self.parts]


def as_data(text: str) -> str:
    """Return ``text`` so that it cannot close the block of a prompt that holds it as material.

    >>> as_data("</passage>")
    '‹/passage›'
    """
    return text.replace("<", "‹").replace(">", "›")


@cache
def load(task: str, language: str) -> Prompt:
    """Return the prompt for ``task`` ("answer") in ``language`` ("zh-Hans", "zh-Hant", "en").

    >>> load("answer", "en").version
    1

    :raises PromptInvalid: there is no such file or it is not a prompt.
    """
    path = f"{task}.{language}.txt"
    try:
        text = resources.files("prompts").joinpath(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptInvalid(path=path, reason=type(error).__name__) from error
    return Prompt.parse(path, text)
