"""What an import gives: questions, the texts they rest on, and what could not be taken over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from eval.questions import Question
from eval.texts import text


@dataclass(frozen=True, slots=True)
class Left:
    """Something left out: where it stood, and why, as a key of the section ``left``."""

    where: str
    key: str
    params: Mapping[str, object] = field(default_factory=dict)

    def say(self, language: str) -> str:
        """Return the reason."""
        return text(f"left.{self.key}", language, **self.params)


@dataclass(frozen=True, slots=True)
class Imported:
    """Questions in the order of their file; ``texts`` are (file name, text), to be read once.

    ``repaired``: how many had an answer that was not where the file said.
    """

    questions: tuple[Question, ...]
    texts: Iterable[tuple[str, str]]
    left_out: tuple[Left, ...] = ()
    repaired: int = 0
