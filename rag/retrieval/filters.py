"""Filters: which notices a question may be answered from, whatever it says.

A filter shuts out, unlike what is recognised in a question: a notice that does not state what is
filtered by (no number, no day of issue) is shut out, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date

from rag.errors import FilterDates, FilterEmpty, FilterInvalid, FilterNumber
from rag.index.model import Record
from rag.index.terms import matching_form
from rag.notices.docnumber import DocNumber

_BETWEEN = re.compile(r"[\s、,;]+")  # between the names of those who issue jointly
_SET_APART = re.compile(r"\([^()]*\)$|[\"'“”‘’《》〈〉<>\s]")  # (试行), (2024年版), quotes


@dataclass(frozen=True, slots=True)
class Filters:
    """What notices must be to be searched; None: anything. All that is given must hold.

    ``issuer``: who issued it, alone or with others: a whole name, or its end (市人民政府, which
    市人民政府办公室 is not). ``kind``: the kind of document (文种), how its title or the title of
    what it encloses ends: 通知, 办法, 应急预案. ``issued_from``, ``issued_to``: first and last day
    of issue. ``in_force_on``: in effect by that day, not expired and not repealed on it.
    ``source``: name of the source file.
    """

    issuer: str | None = None
    kind: str | None = None
    issued_from: date | None = None
    issued_to: date | None = None
    in_force_on: date | None = None
    doc_number: str | None = None
    source: str | None = None

    def __post_init__(self) -> None:
        """Check that every filter can be met.

        :raises FilterEmpty: one is a text of nothing but blanks.
        :raises FilterInvalid: one holds half a character, which no notice can.
        :raises FilterDates: the first day of issue is behind the last.
        :raises FilterNumber: ``doc_number`` is no document number.
        """
        for name in (field.name for field in fields(self)):
            value = getattr(self, name)
            if isinstance(value, str) and not value.strip():
                raise FilterEmpty(where=name)
            if isinstance(value, str) and any("\ud800" <= c <= "\udfff" for c in value):
                raise FilterInvalid
        if self.issued_from and self.issued_to and self.issued_from > self.issued_to:
            raise FilterDates(first=self.issued_from, last=self.issued_to)
        if self.doc_number and DocNumber.parse(self.doc_number) is None:
            raise FilterNumber(number=self.doc_number)

    def __bool__(self) -> bool:
        """Return whether anything is filtered at all."""
        return self != Filters()


def passing(records: Iterable[Record], filters: Filters) -> set[str]:
    """Return the ids of the notices that meet all of ``filters``."""
    held = list(records)
    number = DocNumber.parse(filters.doc_number) if filters.doc_number else None

    def checks(record: Record) -> Iterator[bool]:
        day = record.issued_on
        if filters.issuer:
            yield _is_issued_by(record, matching_form(filters.issuer))
        if filters.kind:
            yield _is_of_kind(record, matching_form(filters.kind))
        if filters.issued_from:
            yield day is not None and day >= filters.issued_from
        if filters.issued_to:
            yield day is not None and day <= filters.issued_to
        if filters.in_force_on:
            yield record.status(filters.in_force_on) == "in_force"
        if number:
            yield record.number == number
        if filters.source:
            yield record.source == filters.source

    return {record.id for record in held if all(checks(record))}


def issuer_names(issuer: str) -> tuple[str, ...]:
    """Return what an issuer may be filtered by, in matching form: each name, and all together."""
    names = [matching_form(name) for name in _BETWEEN.split(issuer) if name]
    return (*names, "".join(names))


def kind_text(folded: str) -> str:
    """Return a title in matching form without what stands behind its kind: (试行), quotes."""
    return _SET_APART.sub("", folded.strip())


def _is_issued_by(record: Record, issuer: str) -> bool:
    return any(name.endswith(issuer) for name in issuer_names(record.issuer or ""))


def _is_of_kind(record: Record, kind: str) -> bool:
    titles = (record.title, record.enclosed_title)
    return any(kind_text(matching_form(t)).endswith(kind) for t in titles if t)
