"""The generative way: what the chat model may say, with the sentences that bear it out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rag.answering.draft import Said
from rag.answering.generative import GenerativeAnswerer
from rag.answering.grounding import check
from rag.answering.reader import Quote, Reader
from rag.answering.sentences import Sentence
from rag.index.model import Record
from rag.index.terms import terms
from rag.notices.model import Span
from rag.retrieval.retriever import Findings, Hit

_SHOWN = 8  # passages put before the model, as far as its token budget goes


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage as the model sees it."""

    label: str
    text: str


def generate(reader: Reader, findings: Findings, answerer: GenerativeAnswerer) -> Iterator[Said]:
    """Yield the model's statements that their passages bear out, each with what it rests on.

    :raises ChatUnavailable: the endpoint fails; its parameter ``yielded`` counts what came before.
    """
    hits = findings.hits[:_SHOWN]
    shown = [Shown(_label(reader.records[h.passage.notice], h), h.passage.text) for h in hits]
    question = findings.question
    for statement in answerer.answer(question.search, shown, question.language):
        quotes = tuple(
            quote
            for index in statement.marks
            for quote in _resting_on(reader, hits[index], shown[index], statement.text)
        )
        yield Said(statement.text, quotes)


def _resting_on(reader: Reader, hit: Hit, shown: Shown, statement: str) -> list[Quote]:
    """Return the sentences of a passage that a statement rests on: as few as bear it out."""
    wanted = set(terms(statement.lower()))
    ranked = sorted(
        (sentence for sentence, _ in reader.sentences([hit])),
        key=lambda s: -len(wanted & set(terms(s.folded))),
    )
    taken: list[Sentence] = []
    for sentence in ranked:
        taken.append(sentence)
        if not check(statement, [shown.label, *(s.text for s in taken)]):
            break
    taken.sort(key=lambda s: s.span.start)
    if not taken:
        record = reader.records[hit.passage.notice]
        return [Quote(record, reader.clause_at(record, hit.passage.span.start), hit.passage.span)]
    return [Quote(s.record, s.clause, Span(s.span.start, s.span.end)) for s in taken]


def _label(record: Record, hit: Hit) -> str:
    number = f"（{record.doc_number}）" if record.doc_number else ""
    day = f"{record.issued_on:%Y年%m月%d日}" if record.issued_on else ""
    parts = (f"《{record.shown_title}》{number}", hit.passage.paragraph, record.issuer or "", day)
    return " ".join(part for part in parts if part)
