"""The generative way: what the chat model may say, with the sentences that bear it out.

A statement that its passages do not bear out is not said. Where it plainly is about one of their
sentences and only has a fact of it wrong, that sentence is said instead, as the extractive way
would quote it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answering.basis import Basis
from rag.answering.draft import Said
from rag.answering.extractive.evidence import Found
from rag.answering.extractive.sentences import Sentence
from rag.answering.generative.answerer import Checked, Generation, GenerativeAnswerer
from rag.answering.grounding import check
from rag.answering.reader import Quote, Reader
from rag.index.model import Record
from rag.index.terms import matching_form, terms

_SHOWN = 8  # passages put before the model, as far as its token budget goes
# What is wrong with a statement that no sentence of its passages can put right.
_BEYOND_REPAIR = frozenset({"instruction", "language", "code"})
# Share of a statement's pairs of characters that a sentence has when the statement is about it.
# The nearest sentence of another clause mostly has less.
ABOUT = 0.5
FEWEST = 4  # pairs
# Cosine of an English statement and the sentence it is about; half of all sentences are below 0.1.
NEAR = 0.3


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage as the model sees it."""

    label: str
    text: str


def generate(basis: Basis, answerer: GenerativeAnswerer) -> Iterator[Said]:
    """Yield the model's statements that their passages bear out, each with what it rests on.

    :raises ChatUnavailable: the endpoint fails; its parameter ``yielded`` counts what came before.
    """
    found = basis.found[:_SHOWN]
    shown = [Shown(_label(it.record, it.paragraph), it.text) for it in found]
    question = basis.findings.question
    said: set[tuple[str, int, int]] = set()  # sentences that stood in for a statement
    course = Generation(course=basis.course)
    for checked in answerer.checked(question.search, shown, question.language, course):
        cited = [(found[index], shown[index]) for index in checked.statement.marks]
        if not checked.unsupported:
            with basis.course.timing("ground"):
                quotes = _resting_on(basis.reader, cited, checked.statement.text)
            if any(_key(quote) not in said for quote in quotes):
                yield Said(checked.statement.text, quotes)
            continue
        sentence = _instead(basis.reader, checked, [it for it, _ in cited])
        if sentence is not None:
            quote = _quote(sentence)
            if _key(quote) not in said:
                said.add(_key(quote))
                yield Said(sentence.spoken, (quote,))


def _instead(reader: Reader, checked: Checked, cited: Sequence[Found]) -> Sentence | None:
    """Return the sentence that a statement with a wrong fact is about, None where it is none's.

    An English statement that names nothing that can be looked up may be true; nothing tells.
    """
    kinds = {it.kind for it in checked.unsupported}
    sentences = [sentence for found in cited for sentence in found.sentences]
    if kinds & _BEYOND_REPAIR or not sentences:
        return None
    wanted = _pairs(checked.statement.text)
    if kinds == {"words"} and all(term.isascii() for term in wanted):
        return _translated(reader, checked.statement.text, sentences)
    best, most = None, 0
    for sentence in sentences:
        shared = len(wanted & _pairs(sentence.text))
        if shared > most:
            best, most = sentence, shared
    return best if most >= max(FEWEST, ABOUT * len(wanted)) else None


def _translated(reader: Reader, english: str, sentences: Sequence[Sentence]) -> Sentence | None:
    """Return the sentence nearest in meaning to a statement in English, None where none is near."""
    encoder = reader.encoder
    texts = encoder.encode_passages([sentence.folded for sentence in sentences])
    cosines = (texts @ encoder.encode_query(matching_form(english))).tolist()
    nearest = max(range(len(sentences)), key=cosines.__getitem__)
    return sentences[nearest] if cosines[nearest] >= NEAR else None


def _pairs(text: str) -> set[str]:
    """Return the pairs of characters of ``text`` and its figures."""
    return {term for term in terms(matching_form(text)) if len(term) > 1}


def _resting_on(
    reader: Reader, cited: Sequence[tuple[Found, Shown]], statement: str
) -> tuple[Quote, ...]:
    """Return the sentences of the cited passages that a statement rests on: as few as bear it out.

    They are taken by the words they share with it. A passage none of whose sentences is needed was
    cited without need and gets no citation. () where no sentence that can be quoted bears it out:
    what is left of the passage is damaged.
    """
    wanted = set(terms(matching_form(statement)))
    sentences = [sentence for found, _ in cited for sentence in found.sentences]
    sentences.sort(key=lambda s: -len(wanted & set(terms(s.folded))))
    sources = [shown.label for _, shown in cited]
    taken: list[Sentence] = []
    for sentence in sentences:
        taken.append(sentence)
        sources.append(sentence.text)
        if not check(statement, sources):
            taken.sort(key=lambda s: (s.record.id, s.span.start))
            return tuple(_quote(it) for it in taken)
    whole = [it for it, _ in cited if not any(it.span.overlaps(d) for d in it.record.damaged)]
    return tuple(
        Quote(it.record, reader.clause_at(it.record, it.span.start), it.span) for it in whole
    )


def _key(quote: Quote) -> tuple[str, int, int]:
    return quote.record.id, quote.span.start, quote.span.end


def _quote(sentence: Sentence) -> Quote:
    return Quote(sentence.record, sentence.clause, sentence.span)


def _label(record: Record, paragraph: str) -> str:
    day = f"{record.issued_on:%Y年%m月%d日}" if record.issued_on else ""
    parts = (record.reference, paragraph, record.issuer or "", day)
    return " ".join(part for part in parts if part)
