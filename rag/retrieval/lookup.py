"""Looking a document number up exactly, before anything is ranked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rag.index.model import Record
from rag.index.terms import matching_form
from rag.notices.docnumber import DocNumber
from rag.retrieval.partial import PartialNumber, partial_numbers
from rag.retrieval.question import Question

_MOST_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Named:
    """What the numbers in a question name.

    ``notices`` are the ids of notices held, ``unknown`` whole numbers that are not, ``missing``
    shortened ones that are not, as typed. ``candidates`` are numbers held that may be meant
    instead, or by a shortened number that fits several; ``offered`` the ids of the latter,
    ``shared`` these shortened numbers, as typed.
    """

    notices: tuple[str, ...]
    unknown: tuple[DocNumber, ...]
    candidates: tuple[str, ...]
    offered: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()

    @property
    def nothing_held(self) -> bool:
        """Whether numbers are named and none of them is, or may be, one of the collection's."""
        return bool(self.unknown or self.missing) and not (self.notices or self.offered)


class NumberBook:
    """The numbers of a collection. Same serial with another agency code is another document."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._ids: dict[DocNumber, list[str]] = {}
        self._of_serial: dict[int, list[DocNumber]] = {}
        self._cited: set[DocNumber] = set()
        for record in records:
            if number := record.number:
                if number not in self._ids:
                    self._of_serial.setdefault(number.serial, []).append(number)
                self._ids.setdefault(number, []).append(record.id)
            self._cited |= {n for n in map(DocNumber.parse, record.cites) if n}
        codes = {number.code for number in (*self._ids, *self._cited)}
        self._codes = {matching_form(code) for code in codes}

    def find(self, question: Question) -> Named:
        """Return what the question names by number, whole or shortened.

        A shortened number that fits several notices names none of them: all are offered.
        """
        notices: dict[str, None] = {}
        unknown: list[DocNumber] = []
        candidates: dict[str, None] = {}
        offered: dict[str, None] = {}
        missing: list[str] = []
        shared: list[str] = []
        for number in question.numbers:
            known = self.resolve(number)
            if known is not None:
                notices.update(dict.fromkeys(self._ids[known]))
            elif number not in self._cited:
                unknown.append(number)
                near = [n for n in self._of_serial.get(number.serial, ()) if number.is_near(n)]
                candidates.update(dict.fromkeys(map(str, near[:_MOST_CANDIDATES])))
        for part in partial_numbers(question.unnumbered, self._codes):
            fits = self._fitting(part, self._of_serial.get(part.serial, ()))
            if len(fits) == 1:
                notices.update(dict.fromkeys(self._ids[fits[0]]))
            elif fits:
                shared.append(part.text)
                candidates.update(dict.fromkeys(map(str, fits)))
                offered.update(dict.fromkeys(key for n in fits for key in self._ids[n]))
            elif part.certain and not self._fitting(part, self._cited):
                missing.append(part.text)
        return Named(
            tuple(notices),
            tuple(unknown),
            tuple(candidates),
            tuple(offered),
            tuple(missing),
            tuple(shared),
        )

    def resolve(self, number: DocNumber) -> DocNumber | None:
        """Return the number held that ``number`` means; words may have run into its code."""
        if number in self._ids:
            return number
        for held in self._of_serial.get(number.serial, ()):
            if held.shares_serial(number) and number.code.endswith(held.code):
                return held
        return None

    @staticmethod
    def _fitting(part: PartialNumber, numbers: Iterable[DocNumber]) -> list[DocNumber]:
        """Return those of ``numbers`` that ``part`` may stand for."""
        return [
            number
            for number in numbers
            if number.serial == part.serial
            and part.year in (None, number.year)
            and part.code in (None, matching_form(number.code))
            and (part.kind is None or number.code.endswith(part.kind))
        ]
