"""From statements with what bears them out to the text of an answer and its citations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.answering.model import Citation
from rag.answering.reader import Quote, Reader
from rag.answering.sentences import Sentence
from rag.notices.model import Span


@dataclass(frozen=True, slots=True)
class Said:
    """One statement of an answer, with the quotes that bear it out."""

    text: str
    quotes: tuple[Quote, ...]


def quoted(sentences: Sequence[Sentence]) -> list[Said]:
    """Return ``sentences`` as statements; neighbours in one clause become one quote."""
    said: list[Said] = []
    last: Sentence | None = None
    for sentence in sentences:
        if last and _adjoin(last, sentence):
            before = said[-1].quotes[0]
            quote = Quote(before.record, before.clause, Span(before.span.start, sentence.span.end))
            said[-1] = Said(f"{said[-1].text}{sentence.spoken}", (quote,))
        else:
            quote = Quote(sentence.record, sentence.clause, sentence.span)
            said.append(Said(sentence.spoken, (quote,)))
        last = sentence
    return said


def _adjoin(last: Sentence, sentence: Sentence) -> bool:
    same = last.record.id == sentence.record.id and last.clause.span == sentence.clause.span
    return same and 0 <= sentence.span.start - last.span.end <= 4


class Drafter:
    """Numbers citations in the order in which they are first needed."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._marks: dict[tuple[str, int, int], int] = {}
        self._citations: list[Citation] = []

    def mark(self, said: Said) -> str:
        """Return the statement with its marks behind it: 每亩奖励100元。[1]"""
        marks = [self._mark(quote) for quote in said.quotes]
        return said.text.strip() + "".join(f"[{mark}]" for mark in dict.fromkeys(marks))

    def _mark(self, quote: Quote) -> int:
        key = (quote.record.id, quote.span.start, quote.span.end)
        if key not in self._marks:
            self._marks[key] = len(self._marks) + 1
            self._citations.append(self._reader.citation(self._marks[key], quote))
        return self._marks[key]

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations so far, by mark."""
        return tuple(self._citations)


def pieces(drafter: Drafter, statements: Iterable[Said]) -> Iterable[str]:
    """Yield the text of an answer statement by statement, a line break between clauses."""
    first = True
    for said in statements:
        yield ("" if first else "\n") + drafter.mark(said)
        first = False
