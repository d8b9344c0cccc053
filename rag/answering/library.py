"""The notices of one generation to look through and to read: lists, numbers, texts, no answers."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from rag.answering.anchors import anchors_of
from rag.answering.model import Citation, Retrieved
from rag.answering.reading import Part as Part
from rag.answering.reading import Reading as Reading
from rag.index import generation
from rag.index.model import Record as Record  # for the doors, which know answering alone
from rag.index.model import Status as Status
from rag.index.store import Index
from rag.index.terms import matching_form, matching_forms
from rag.listing import clauses_under, find_notice
from rag.notices.docnumber import DocNumber
from rag.notices.model import Clause
from rag.notices.model import Span as Span
from rag.notices.titles import KINDS, SOFT_KINDS
from rag.retrieval.filters import issuer_names, kind_text

_MOST_CANDIDATES = 5
_NOT_WORDS = re.compile(r"[\W_]+")
_KINDS = tuple(sorted({*KINDS.split("|"), *SOFT_KINDS.split("|")}, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which notices a list shall hold: all that is given must hold, '' and None give nothing.

    ``text``: words of title and number, or a whole number in any script and brackets. ``issuer``
    and ``kind`` as ``Filters`` have them. ``status`` is as of the day of the list.
    """

    text: str = ""
    issuer: str = ""
    kind: str = ""
    year: int | None = None
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a citation can be read: the id of a notice and the anchor of a clause in it."""

    notice: str
    anchor: str


@dataclass(frozen=True, slots=True)
class _Card:
    """A notice with its titles and number as they are compared."""

    record: Record
    words: str
    titles: tuple[str, ...]


class Library:
    """Read access to all notices of one generation; safe to share between threads.

    ``version`` changes with their content; ``modified`` is when the generation was written, in
    seconds since 1970.
    """

    def __init__(self, index: Index, records: Mapping[str, Record]) -> None:
        """Read from ``index``, whose ``records`` are known already, by id."""
        self._catalogue, self._records = index.catalogue, records
        self.version = index.version
        try:
            self.modified = (index.folder / generation.MANIFEST).stat().st_mtime
        except FileNotFoundError:  # a newer generation has swept it away; this one is open still
            self.modified = time.time()
        self._of_issuer = lru_cache(maxsize=None)(issuer_names)

    def __len__(self) -> int:
        return len(self._records)

    def all(self) -> list[Record]:
        """Return all notices in the order of files and pages."""
        return list(self._records.values())

    def get(self, notice: str) -> Record | None:
        """Return the notice with the id ``notice``, None where there is none."""
        return self._records.get(notice)

    def read(self, notice: str) -> Reading | None:
        """Return the text of the notice with the id ``notice``, None where there is none."""
        record = self.get(notice)
        if record is None:
            return None
        text, clauses = self._catalogue.text(notice), self._catalogue.clauses(notice)
        return Reading(record, text, clauses, self.bearing)

    def find(self, wanted: Wanted, day: date) -> list[Record]:
        """Return the notices that are ``wanted``, newest first; those without a day come last."""
        issuer, kind = matching_form(wanted.issuer.strip()), matching_form(wanted.kind.strip())
        numbered = set(self.bearing(wanted.text))
        words = () if numbered else [w for w in map(_words, wanted.text.split()) if w]

        def is_wanted(card: _Card) -> bool:
            record = card.record
            return (
                (not numbered or record.id in numbered)
                and all(word in card.words for word in words)
                and (not issuer or self._is_issued_by(record, issuer))
                and (not kind or any(title.endswith(kind) for title in card.titles))
                and (wanted.year is None or _year(record) == wanted.year)
                and (wanted.status is None or record.status(day) == wanted.status)
            )

        return [card.record for card in self._cards if is_wanted(card)]

    def bearing(self, number: str) -> tuple[str, ...]:
        """Return the ids of the notices that bear ``number``, however it is written."""
        parsed = DocNumber.parse(number)
        return tuple(self._numbers.get(_key(str(parsed)), ())) if parsed else ()

    def named(self, name: str) -> str | None:
        """Return the id of the one notice that a record names: by number or as 《title》."""
        found = self.bearing(name) or self._titles.get(name.strip("《》"), ())
        return found[0] if len(found) == 1 else None

    def meant(self, name: str) -> Record:
        """Return the notice that ``name`` means: an id, a number, a title or part of one.

        :raises NoticeNotFound, NoticeAmbiguous: none does, or several do.
        """
        return find_notice(self._records.values(), name)

    def clauses(self, notice: str, paragraph: str = "") -> tuple[list[Clause], str]:
        """Return the clauses of the notice with the id ``notice``, and the text of its source.

        :param paragraph: the label of the clause wanted, with those below it; '' for all.
        :raises KeyError: there is no such notice.
        :raises ParagraphNotFound: it has no such clause.
        """
        record, clauses = self._records[notice], self._catalogue.clauses(notice)
        wanted = clauses_under(record, clauses, paragraph) if paragraph else clauses
        return wanted, self._catalogue.text(notice)

    def near(self, number: str) -> list[Record]:
        """Return some notices whose numbers differ from ``number`` in one part only."""
        parsed = DocNumber.parse(number)
        if parsed is None:
            return []
        end = f"{parsed.serial}号"
        alike = [r for r in self._records.values() if (r.doc_number or "").endswith(end)]
        near = [r for r in alike if r.number and parsed.is_near(r.number)]
        return near[:_MOST_CANDIDATES]

    def locate(self, citation: Citation | Retrieved) -> Place | None:
        """Return where ``citation`` can be read, None where its notice is not held.

        It is the clause in whose own text the quote begins: the first of items cited together.
        """
        for record in self._records.values():
            inside = record.span.start <= citation.start and citation.end <= record.span.end
            if record.source == citation.source and inside:
                clauses = self._catalogue.clauses(record.id)
                anchors = anchors_of(clause.paragraph for clause in clauses)
                spans = zip(clauses, anchors, strict=True)
                before = [anchor for c, anchor in spans if c.own.start <= citation.start]
                return Place(record.id, before[-1]) if before else None
        return None

    @cached_property
    def issuers(self) -> list[str]:
        """Who issued notices, those who issued most first."""
        return _by_count(record.issuer for record in self._records.values() if record.issuer)

    @cached_property
    def kinds(self) -> list[str]:
        """The kinds of document (文种) that titles end in, the usual first."""
        ends = (
            next((kind for kind in _KINDS if title.endswith(kind)), "")
            for card in self._cards
            for title in set(card.titles)
        )
        return _by_count(kind for kind in ends if kind)

    @cached_property
    def years(self) -> list[int]:
        """The years of issue, the latest first."""
        years = {_year(record) for record in self._records.values()}
        return sorted((year for year in years if year), reverse=True)

    @cached_property
    def _cards(self) -> list[_Card]:
        records = sorted(self._records.values(), key=_newest_first)
        titles = matching_forms([record.title or "" for record in records])
        enclosed = matching_forms([record.enclosed_title or "" for record in records])
        numbers = matching_forms([record.doc_number or "" for record in records])
        return [
            _Card(
                record,
                "\n".join(_NOT_WORDS.sub("", text) for text in texts),
                tuple(kind_text(title) for title in texts[:2] if title),
            )
            for record, *texts in zip(records, titles, enclosed, numbers, strict=True)
        ]

    @cached_property
    def _numbers(self) -> dict[str, list[str]]:
        ids: dict[str, list[str]] = {}
        for record in self._records.values():
            if record.doc_number:
                ids.setdefault(_key(record.doc_number), []).append(record.id)
        return ids

    @cached_property
    def _titles(self) -> dict[str, tuple[str, ...]]:
        ids: dict[str, tuple[str, ...]] = {}
        for record in self._records.values():
            title = record.shown_title.strip("《》")
            ids[title] = (*ids.get(title, ()), record.id)
        return ids

    def _is_issued_by(self, record: Record, issuer: str) -> bool:
        return any(name.endswith(issuer) for name in self._of_issuer(record.issuer or ""))


def _words(text: str) -> str:
    return _NOT_WORDS.sub("", matching_form(text))


def _key(number: str) -> str:
    return "".join(number.split())  # blanks in a code, as between joint agencies, mean nothing


def _year(record: Record) -> int | None:
    return record.issued_on.year if record.issued_on else None


def _newest_first(record: Record) -> tuple[bool, int, str, str]:
    day = record.issued_on
    return day is None, -day.toordinal() if day else 0, record.doc_number or "", record.id


def _by_count(names: Iterable[str]) -> list[str]:
    return [name for name, _ in Counter(names).most_common()]
