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
from rag.index.terms import matching_form, terms
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
        cited = [(hits[index], shown[index]) for index in statement.marks]
        yield Said(statement.text, tuple(_resting_on(reader, cited, statement.text)))


def _resting_on(reader: Reader, cited: list[tuple[Hit, Shown]], statement: str) -> Iterator[Quote]:
    """Yield the sentences of the cited passages that a statement rests on: as few as bear it out.

    They are taken by the words they share with it. A passage none of whose sentences is needed was
    cited without need and gets no citation.
    """
    wanted = set(terms(matching_form(statement)))
    sentences = [sentence for sentence, _ in reader.sentences(hit for hit, _ in cited)]
    sentences.sort(key=lambda s: -len(wanted & set(terms(s.folded))))
    sources = [shown.label for _, shown in cited]
    taken: list[Sentence] = []
    for sentence in sentences:
        taken.append(sentence)
        sources.append(sentence.text)
        if not check(statement, sources):
            break
    for sentence in sorted(taken, key=lambda s: (s.record.id, s.span.start)):
        yield Quote(sentence.record, sentence.clause, sentence.span)
    if not taken:  # all of it is damaged or a heading: cite the passages whole
        for hit, _ in cited:
            record = reader.records[hit.passage.notice]
            clause = reader.clause_at(record, hit.passage.span.start)
            yield Quote(record, clause, hit.passage.span)


def _label(record: Record, hit: Hit) -> str:
    day = f"{record.issued_on:%Y年%m月%d日}" if record.issued_on else ""
    parts = (record.reference, hit.passage.paragraph, record.issuer or "", day)
    return " ".join(part for part in parts if part)
