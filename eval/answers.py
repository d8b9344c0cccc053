"""Ready answers of one system, as ``wence ask --batch`` or any other program writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.errors import Flaw
from eval.fields import Fields
from eval.jsonl import read
from eval.texts import text
from rag.answering.model import Answer, Citation, Retrieved
from rag.errors import QuestionSetInvalid
from rag.messages import DEFAULT_LANGUAGE

# Fields without which metrics say nothing of a system: not stating them is no answer, not a bad
# one. A system that gives no citations at all is another matter: it has grounded nothing.
OPTIONAL = frozenset(
    {
        "retrieved",
        "citations.quote",
        "citations.source",
        "citations.doc_number",
        "citations.paragraph",
    }
)
_PARTS = tuple(name.partition(".")[2] for name in OPTIONAL if "." in name)


@dataclass(frozen=True, slots=True)
class Answers:
    """What a system called ``name`` answers, by question id.

    ``unstated`` are the fields of ``OPTIONAL`` that no answer has, though some could.
    """

    name: str
    by_id: Mapping[str, Answer]
    unstated: frozenset[str] = frozenset()


@dataclass(slots=True)
class Given:
    """One line of answers: the answer and the fields of ``OPTIONAL`` that it has, or could have."""

    id: str
    answer: Answer
    has: set[str] = field(default_factory=set)
    could: set[str] = field(default_factory=lambda: {"retrieved"})


def parse(fields: Fields) -> Given:
    """Return one answer object of the contract; unknown fields are left alone.

    Answers of other programs are scored too: ``id`` is needed, and ``answer`` unless
    ``abstained``; all else may be absent.

    :raises Flaw: one of these is absent or a field has another type.
    """
    identifier = fields.identifier("id")
    abstained = fields.flag("abstained")
    if not abstained and not fields.has("answer"):
        fields.required("answer")
    citations = fields.objects("citations")
    given = Given(
        identifier,
        Answer(
            question=fields.text("question"),
            answer=fields.text("answer"),
            abstained=abstained,
            citations=tuple(map(_citation, citations)),
            warnings=tuple(str(item) for item in fields.items("warnings")),
            retrieved=tuple(map(_retrieved, fields.objects("retrieved"))),
            mode="generative" if fields.text("mode") == "generative" else "extractive",
            seconds=fields.number("seconds"),
            confidence=fields.share("confidence"),
            rewritten=fields.optional("rewritten"),
        ),
    )
    if fields.states("retrieved"):
        given.has.add("retrieved")
    if citations:
        given.could |= OPTIONAL
    for citation in citations:
        given.has |= {f"citations.{name}" for name in _PARTS if citation.has(name)}
    return given


def _citation(fields: Fields) -> Citation:
    return Citation(
        mark=fields.whole("mark"),
        doc_number=fields.optional("doc_number"),
        title=fields.text("title"),
        issuer=fields.optional("issuer"),
        issued_on=fields.optional("issued_on"),
        paragraph=fields.text("paragraph"),
        quote=fields.text("quote"),
        source=fields.text("source"),
        start=fields.whole("start"),
        end=fields.whole("end"),
    )


def _retrieved(fields: Fields) -> Retrieved:
    return Retrieved(
        doc_number=fields.optional("doc_number"),
        title=fields.text("title"),
        paragraph=fields.text("paragraph"),
        text=fields.text("text"),
        score=fields.number("score"),
        source=fields.text("source"),
        start=fields.whole("start"),
        end=fields.whole("end"),
    )


def _collect(name: str, given: Iterable[tuple[str, Given]], language: str) -> Answers:
    """Return the answers of (place, answer) pairs as one system's.

    :raises QuestionSetInvalid: an id comes twice.
    """
    out: dict[str, Answer] = {}
    first: dict[str, str] = {}
    has: set[str] = set()
    could: set[str] = set()
    for where, it in given:
        if it.id in out:
            reason = text("flaw.twice", language, id=it.id, first=first[it.id])
            raise QuestionSetInvalid(where=where, reason=reason)
        out[it.id], first[it.id] = it.answer, where
        has |= it.has
        could |= it.could
    return Answers(name, out, frozenset(could - has))


def load(path: Path, *, name: str | None = None, language: str = DEFAULT_LANGUAGE) -> Answers:
    """Return the answers of a JSONL file; the file's name is the system's unless ``name`` is given.

    :raises QuestionSetInvalid: a line breaks the schema or an id comes twice.
    """
    return _collect(name or path.stem, read(path, parse, language), language)


def of_objects(
    objects: Iterable[Mapping[str, Any]], *, name: str = "answers", language: str = DEFAULT_LANGUAGE
) -> Answers:
    """Return answer objects of the contract, with their ids, as one system's.

    :raises QuestionSetInvalid: an answer breaks the schema; ``where`` is its place in the list.
    """

    def parsed() -> Iterator[tuple[str, Given]]:
        for place, item in enumerate(objects):
            where = f"{name}[{place}]"
            try:
                yield where, parse(Fields(item))
            except Flaw as flaw:
                raise QuestionSetInvalid(where=where, reason=flaw.say(language)) from flaw

    return _collect(name, parsed(), language)
