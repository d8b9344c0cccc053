"""The currency of answers: what the assistant gives to every door and to the evaluation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from rag.retrieval.filters import Filters as Filters  # for the doors, which know answering alone

Mode = Literal["extractive", "generative"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of a conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A span of a source file that bears out the statements carrying ``[mark]``."""

    mark: int
    doc_number: str | None
    title: str
    issuer: str | None
    issued_on: str | None
    paragraph: str
    quote: str
    source: str
    start: int
    end: int
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A passage as the contract prints it: its own text, not the notice's."""

    doc_number: str | None
    title: str
    paragraph: str
    text: str
    score: float
    source: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer object of the contract; ``to_dict`` gives it as JSON values.

    ``confidence`` is the probability, 0..1, that the collection holds a basis for an answer, by
    which a refusal is decided; None where it is not known. ``rewritten`` is the question as it was
    looked for where an earlier turn was taken in, None where it was looked for as asked.
    """

    question: str
    answer: str
    abstained: bool
    citations: tuple[Citation, ...]
    warnings: tuple[str, ...]
    retrieved: tuple[Retrieved, ...]
    mode: Mode
    seconds: float
    confidence: float | None = None
    rewritten: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain JSON values in the contract's order."""
        return _plain(self)


@dataclass(frozen=True, slots=True)
class Understood:
    """What was recognised in a question, as shown beside the passages found.

    ``numbers`` and ``titles`` are of notices held, ``unknown`` numbers that are not held,
    ``candidates`` numbers to choose from, ``labels`` clause labels as typed, ``dates`` the times
    of issue asked for (2024, 2024-02, 2024-02-21).
    """

    numbers: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What ``search`` gives back: passages best first, and what the question was taken to name."""

    question: str
    retrieved: tuple[Retrieved, ...]
    seconds: float
    understood: Understood = Understood()

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain JSON values in the contract's order."""
        return _plain(self)


def _plain(value: Answer | SearchResult) -> dict[str, Any]:
    plain = asdict(value)
    return {k: list(v) if isinstance(v, tuple) else v for k, v in plain.items()}


def turns(history: Sequence[dict[str, str]]) -> tuple[Turn, ...]:
    """Return ``history`` of a batch line or a request (role, content) as turns.

    :raises ValueError: a turn has another role or no text.
    """
    out: list[Turn] = []
    for item in history:
        role, content = item.get("role"), item.get("content")
        if role not in ("user", "assistant") or not isinstance(content, str):
            raise ValueError(
                f"a turn needs a role of user or assistant and a content, got {item!r}"
            )
        out.append(Turn("user" if role == "user" else "assistant", content))
    return tuple(out)


def exchanges(history: Sequence[Turn]) -> list[tuple[str, str]]:
    """Return the user's turns of ``history``, each with what was answered to it, '' for nothing."""
    out: list[tuple[str, str]] = []
    for turn in history:
        if turn.role == "user":
            out.append((turn.content, ""))
        elif out:
            asked, answer = out[-1]
            out[-1] = (asked, f"{answer}\n{turn.content}" if answer else turn.content)
    return out


@dataclass(frozen=True, slots=True)
class Context:
    """A quote with the source text around it, for showing a citation in its surroundings."""

    before: str
    quote: str
    after: str
