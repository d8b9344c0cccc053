"""What the index keeps and hands out: passages, each a stretch of one notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from rag.notices.docnumber import DocNumber
from rag.notices.formats.model import Pages, page_at
from rag.notices.model import Span

Status = Literal["in_force", "not_yet_in_force", "expired", "abolished"]


@dataclass(frozen=True, slots=True)
class Passage:
    """One searchable stretch: a clause, a window of a long one, or short siblings together.

    ``context`` is the short title and the chain of headings: part of what is indexed, never of
    what is quoted. ``text`` is cleaned for reading.
    """

    notice: str
    path: tuple[str, ...]
    paragraph: str
    span: Span
    context: str
    text: str

    @property
    def indexed(self) -> str:
        """What rankers see."""
        return f"{self.context} {self.text}"


@dataclass(frozen=True, slots=True)
class Record:
    """A notice as the catalogue lists it, without its text."""

    id: str
    doc_number: str | None
    title: str | None
    enclosed_title: str | None
    issuer: str | None
    issued_on: date | None
    addressees: str | None
    valid_until: date | None
    validity_text: str | None
    abolishes: tuple[str, ...]
    abolished_by: str | None
    cites: tuple[str, ...]
    attachments: tuple[str, ...]
    truncated: bool
    damaged: tuple[Span, ...]
    language: str
    source: str
    span: Span
    clauses: int
    pages: Pages = ()  # where its pages begin, as in Extract; empty where there are none
    validity_at: Span | None = None  # the sentence that says until when it is valid
    effective_on: date | None = None  # the day it takes effect, where its text states one
    effect_at: Span | None = None  # the sentence that says so
    abolished_on: date | None = None  # the day the notice that repeals it takes effect

    @property
    def shown_title(self) -> str:
        """A title to show: covering, else enclosed, else number."""
        return self.title or self.enclosed_title or self.doc_number or ""

    @property
    def reference(self) -> str:
        """How the notice is named in a sentence: 《title》（number）."""
        return f"《{self.shown_title}》" + (f"（{self.doc_number}）" if self.doc_number else "")

    @property
    def number(self) -> DocNumber | None:
        """The document number as a key, None where the notice states none."""
        written = self.doc_number
        return (DocNumber.printed(written) or DocNumber.parse(written)) if written else None

    def page(self, offset: int) -> int | None:
        """Return the page of the source on which ``offset`` stands, None where it has no pages."""
        return page_at(self.pages, offset)

    @property
    def begins_on(self) -> date | None:
        """The first day it is in force: the day of effect it states, else the day of issue."""
        return self.effective_on or self.issued_on

    def status(self, day: date) -> Status:
        """Return what the notice is as of ``day``.

        A repeal counts from the day the notice that says so takes effect, from ever where that is
        not known.
        """
        if self.abolished_by and (self.abolished_on is None or self.abolished_on <= day):
            return "abolished"
        if self.valid_until and self.valid_until < day:
            return "expired"
        if self.begins_on and self.begins_on > day:
            return "not_yet_in_force"
        return "in_force"
