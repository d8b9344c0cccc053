"""Ready answers, as ``wence ask --batch`` writes them."""

from __future__ import annotations

import math
from pathlib import Path

from eval.fields import Fields
from eval.jsonl import read
from eval.texts import text
from rag.answering.model import Answer, Citation, Retrieved
from rag.errors import QuestionSetInvalid
from rag.messages import DEFAULT_LANGUAGE


def parse(fields: Fields) -> tuple[str, Answer]:
    """Return (id, answer) of one answer object of the contract; unknown fields are left alone.

    Answers of other programs are scored too, so all but the id may be absent; the confidence of an
    answer that states none is not a number.

    :raises Flaw: the id is absent or a field has another type.
    """
    return fields.identifier("id"), Answer(
        question=fields.text("question"),
        answer=fields.text("answer"),
        abstained=fields.flag("abstained"),
        citations=tuple(_citation(item) for item in fields.objects("citations")),
        warnings=tuple(str(item) for item in fields.items("warnings")),
        retrieved=tuple(_retrieved(item) for item in fields.objects("retrieved")),
        mode="generative" if fields.text("mode") == "generative" else "extractive",
        seconds=fields.number("seconds"),
        confidence=math.nan if (stated := fields.share("confidence")) is None else stated,
        rewritten=fields.optional("rewritten"),
    )


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


def load(path: Path, *, language: str = DEFAULT_LANGUAGE) -> dict[str, Answer]:
    """Return the answers of a JSONL file by id.

    :raises QuestionSetInvalid: a line breaks the schema or an id comes twice.
    """
    out: dict[str, Answer] = {}
    first: dict[str, str] = {}
    for where, (identifier, answer) in read(path, parse, language):
        if identifier in out:
            reason = text("flaw.twice", language, id=identifier, first=first[identifier])
            raise QuestionSetInvalid(where=where, reason=reason)
        out[identifier] = answer
        first[identifier] = where
    return out
