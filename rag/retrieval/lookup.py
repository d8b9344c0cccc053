"""Looking a document number up exactly, before anything is ranked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rag.index.model import Record
from rag.notices.docnumber import DocNumber
from rag.retrieval.question import Question

_MOST_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Named:
    """What the numbers in a question name: notices held (ids), and numbers that are not."""

    notices: tuple[str, ...]
    unknown: tuple[DocNumber, ...]
    candidates: tuple[str, ...]


class NumberBook:
    """The numbers of a collection. Same serial with another agency code is another document."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._ids: dict[DocNumber, list[str]] = {}
        self._cited: set[DocNumber] = set()
        for record in records:
            if number := record.number:
                self._ids.setdefault(number, []).append(record.id)
            self._cited |= {n for n in map(DocNumber.parse, record.cites) if n}

    def find(self, question: Question) -> Named:
        """Return the notices that the question names by number or by bare serial (58号文)."""
        notices: dict[str, None] = {}
        unknown: list[DocNumber] = []
        candidates: dict[str, None] = {}
        for number in question.numbers:
            known = self.resolve(number)
            if known is not None:
                notices.update(dict.fromkeys(self._ids[known]))
            elif number not in self._cited:
                unknown.append(number)
                near = [held for held in self._ids if number.is_near(held)][:_MOST_CANDIDATES]
                candidates.update(dict.fromkeys(map(str, near)))
        for serial in question.serials:
            matches = [n for n in self._ids if n.serial == serial]
            if len(matches) == 1:
                notices.update(dict.fromkeys(self._ids[matches[0]]))
        return Named(tuple(notices), tuple(unknown), tuple(candidates))

    def resolve(self, number: DocNumber) -> DocNumber | None:
        """Return the number held that ``number`` means; words may have run into its code."""
        if number in self._ids:
            return number
        for held in self._ids:
            if held.shares_serial(number) and number.code.endswith(held.code):
                return held
        return None
