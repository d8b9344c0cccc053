"""From statements with what bears them out to the text of an answer and its citations."""

from __future__ import annotations

from dataclasses import dataclass

from rag.answering.model import Citation, Mode
from rag.answering.reader import Quote, Reader
from rag.index.model import Record
from rag.notices.model import Span


@dataclass(frozen=True, slots=True)
class Said:
    """One statement of an answer, with the quotes that bear it out."""

    text: str
    quotes: tuple[Quote, ...]


class Draft:
    """An answer in the making; citations are numbered in the order in which they are needed."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._marks: dict[tuple[str, int, int], int] = {}
        self._citations: list[Citation] = []
        self._records: dict[str, Record] = {}
        self.text = ""
        self.refused = False
        self.mode: Mode = "extractive"
        self.notes: list[str] = []
        self.warnings: tuple[str, ...] = ()

    def add(self, said: Said) -> str:
        """Add a statement, its marks behind it (每亩奖励100元。[1]); return what was added."""
        marks = dict.fromkeys(self._mark(quote) for quote in said.quotes)
        piece = ("\n" if self.text else "") + said.text.strip()
        piece += "".join(f"[{mark}]" for mark in marks)
        self.text += piece
        return piece

    def preface(self, line: str) -> str:
        """Add a line that needs no mark; return what was added."""
        piece = ("\n" if self.text else "") + line
        self.text += piece
        return piece

    def refuse(self, text: str) -> None:
        """Make ``text``, no word of which is a model's, the whole answer, without citations."""
        self.text, self.refused, self.mode = text, True, "extractive"
        self._citations.clear()
        self._records.clear()

    def note(self, key: str) -> None:
        """Add a note for the reader: a key of ``rag/messages``."""
        self.notes.append(key)

    def _mark(self, quote: Quote) -> int:
        key = (quote.record.id, quote.span.start, quote.span.end)
        if key not in self._marks:
            self._marks[key] = len(self._marks) + 1
            self._citations.append(self._reader.citation(self._marks[key], quote))
            self._records[quote.record.id] = quote.record
        return self._marks[key]

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations so far, by mark."""
        return tuple(self._citations)

    @property
    def cited(self) -> tuple[tuple[str, Span], ...]:
        """What is cited so far: notices by id, with spans of their source."""
        return tuple((notice, Span(start, end)) for notice, start, end in self._marks)

    @property
    def records(self) -> tuple[Record, ...]:
        """The notices cited so far, each once."""
        return tuple(self._records.values())
