"""The domain: notice (通知), clause (条款), span. Offsets are of the decoded source file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from rag.notices.docnumber import DocNumber

Kind = Literal["unit", "paragraph"]
Language = Literal["zh-Hans", "zh-Hant"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters ``start`` up to ``end`` of a source file, no newline translation."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def __contains__(self, other: object) -> bool:
        return isinstance(other, Span) and self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Return whether the two share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Table:
    """A table in a clause's own text; ``rows`` is empty where they cannot be told for certain."""

    span: Span
    rows: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """One citable unit: a numbered unit at any level, or an unnumbered paragraph (第N段).

    ``span`` runs to the start of the next unit that is not below it, ``own`` to its first child.
    ``heading`` is what names it in the heading chain, empty where it has none; ``table`` the table
    in its own text.
    """

    path: tuple[str, ...]
    span: Span
    own: Span
    heading: str
    kind: Kind = "unit"
    table: Table | None = None

    @property
    def paragraph(self) -> str:
        """The printed label, such as 三、（二）1. or 附件1 二、; decimals alone: 8.2.3（4）."""
        return label(self.path)


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment (附件) whose text is present: label as printed, title, span."""

    label: str
    title: str
    span: Span


PostKind = Literal["appointed", "removed", "listed", "led", "duty", "duty_ended"]


@dataclass(frozen=True, slots=True)
class Appointment:
    """What a notice says of one person and one post (任免、名单、分工).

    ``appointed`` and ``removed``: the notice itself gives or takes the post (任, 免去).
    ``listed``: a list names the person with the post; ``led``: as ``post`` of a group, such as
    某某领导小组组长. ``duty`` and ``duty_ended``: ``post`` is the person's office, ``text`` what it
    is in charge of (分管…) or no longer. Names are simplified, without blanks; ``span`` is of the
    source and holds the whole statement, ``text`` is the statement cleaned for reading, as printed.
    ``head`` is where the person of a duty or the group is named, None where that is in ``span``.
    """

    kind: PostKind
    person: str
    post: str
    text: str
    span: Span
    head: Span | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice as found on a page.

    ``text`` is the source from ``span.start`` to ``span.end``. ``title`` is None where the page
    lost it; ``shown_title`` then falls back on the enclosed one. ``damaged`` spans hold characters
    that are lost for good and must never be quoted as fact.
    ``validity_at`` and ``effect_at`` are where the sentences stand that say until when it is valid
    and from when it is in force, None where none does.
    """

    source: str
    span: Span
    text: str
    doc_number: DocNumber | None
    title: str | None
    enclosed_title: str | None
    issuer: str | None
    issued_on: date | None
    addressees: str | None
    valid_until: date | None
    validity_text: str | None
    abolishes: tuple[DocNumber, ...]
    cites: tuple[DocNumber, ...]
    attachments: tuple[Attachment, ...]
    truncated: bool
    damaged: tuple[Span, ...]
    language: Language
    clauses: tuple[Clause, ...]
    validity_at: Span | None = None
    effective_on: date | None = None
    effect_at: Span | None = None
    appointments: tuple[Appointment, ...] = ()

    @property
    def shown_title(self) -> str:
        """A title to show: covering, else enclosed, else number."""
        return self.title or self.enclosed_title or str(self.doc_number or "")

    def read(self, span: Span) -> str:
        """Return the source characters of ``span``, which must lie within the notice."""
        if span not in self.span:
            raise ValueError(f"{span} is outside the notice {self.span}")
        return self.text[span.start - self.span.start : span.end - self.span.start]


def label(path: tuple[str, ...]) -> str:
    """Return the printed chain for ``path``; a decimal replaces the decimals above it."""
    parts = list(path)
    for index in range(len(parts) - 1, 0, -1):
        if parts[index][0].isdigit() and "." in parts[index].rstrip("."):
            head = index
            while head and parts[head - 1][0].isdigit():
                head -= 1
            parts[head:index] = []
            break
    text = ""
    for part in parts:
        if text and ((text.startswith("附") and " " not in text) or part.startswith("第")):
            text += " "
        text += part
    return text
