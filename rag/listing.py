"""Notices as ``list`` and ``show`` give them, and finding one by the name a user types."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from rag.errors import NoticeAmbiguous, NoticeNotFound, ParagraphNotFound
from rag.index.model import Record
from rag.index.terms import matching_form
from rag.notices.docnumber import DocNumber
from rag.notices.fold import tidy
from rag.notices.labels import clauses_labelled, is_later_paragraph, names_first_paragraph
from rag.notices.model import Clause, Span

_MOST_CANDIDATES = 5


def find_notice(held: Iterable[Record], name: str) -> Record:
    """Return what of ``held`` is meant: by id, a number in any writing, a title or part of it.

    :raises NoticeNotFound: none does; its candidates differ in one part of the number.
    :raises NoticeAmbiguous: several do.
    """
    records = list(held)
    exact = [r for r in records if r.id == name.strip()]
    number = DocNumber.parse(name)
    if number:
        exact = exact or [r for r in records if r.number == number]
    folded = _bare(name)
    exact = exact or [r for r in records if folded in map(_bare, _titles(r))]
    found = exact
    if not exact and not number:
        found = [r for r in records if any(folded in _bare(title) for title in _titles(r))]
    if len(found) == 1:
        return found[0]
    if found:
        names = "、".join(f"{name_of(r)} [{r.id}]" for r in found[:_MOST_CANDIDATES])
        raise NoticeAmbiguous(name=name, candidates=names)
    numbers = [r.number for r in records if r.number] if number else []
    near = [str(it) for it in numbers if number and number.is_near(it)]
    shown = "、".join(near[:_MOST_CANDIDATES])
    raise NoticeNotFound(name=name, candidates=f"（{shown}？）" if shown else "")


def clauses_under(record: Record, clauses: Sequence[Clause], paragraph: str) -> list[Clause]:
    """Return the clause labelled ``paragraph`` and those below it; 附件1 means all it holds.

    :raises ParagraphNotFound: the notice has none.
    """
    wanted = _label(paragraph)
    roots = [c for c in clauses if _label(c.paragraph) == wanted or _label(c.path[0]) == wanted]
    if not roots:
        roots = [c for c in clauses if _label(c.path[-1]) == wanted]
    if not roots:
        roots = clauses_labelled(clauses, [paragraph])
    if not roots:
        raise ParagraphNotFound(name=name_of(record), paragraph=paragraph)
    below = [c for c in clauses if any(c.span in root.span for root in roots)]
    if names_first_paragraph(paragraph):
        below = [c for c in below if not is_later_paragraph(c.path)]
    return below


def name_of(record: Record) -> str:
    """Return how a notice is named to a user: number, else title, else id."""
    return record.doc_number or record.shown_title or record.id


def to_dict(record: Record, day: date) -> dict[str, Any]:
    """Return a notice as the contract lists it, its status as of ``day``."""
    return {
        "id": record.id,
        "doc_number": record.doc_number,
        "title": record.title,
        "enclosed_title": record.enclosed_title,
        "issuer": record.issuer,
        "issued_on": _iso(record.issued_on),
        "addressees": record.addressees,
        "valid_until": _iso(record.valid_until),
        "validity_text": record.validity_text,
        "status": record.status(day),
        "abolishes": list(record.abolishes),
        "abolished_by": record.abolished_by,
        "cites": list(record.cites),
        "attachments": list(record.attachments),
        "truncated": record.truncated,
        "damaged": [[span.start, span.end] for span in record.damaged],
        "language": record.language,
        "source": record.source,
        "start": record.span.start,
        "end": record.span.end,
        "clauses": record.clauses,
    }


def with_clauses(record: Record, clauses: Sequence[Clause], text: str, day: date) -> dict[str, Any]:
    """Return a notice with its clauses and tables; ``text`` is its source text.

    The rows of a table are null where they cannot be told.
    """
    item = to_dict(record, day)
    item["clauses"] = [
        {"path": list(c.path), "paragraph": c.paragraph, **_stretch(record, c.span, text)}
        for c in clauses
    ]
    item["tables"] = [
        {
            "paragraph": c.paragraph,
            "start": c.table.span.start,
            "end": c.table.span.end,
            "rows": [_stretch(record, row, text) for row in c.table.rows] or None,
        }
        for c in clauses
        if c.table
    ]
    return item


def _stretch(record: Record, span: Span, text: str) -> dict[str, Any]:
    return {"text": read(record, span, text), "start": span.start, "end": span.end}


def read(record: Record, span: Span, text: str) -> str:
    """Return ``span`` of a notice cleaned for reading; ``text`` is the notice's source text."""
    return tidy(text[span.start - record.span.start : span.end - record.span.start])


def _titles(record: Record) -> list[str]:
    return [title for title in (record.title, record.enclosed_title) if title]


def _bare(text: str) -> str:
    return re.sub(r"[\s《》“”\"'（）()]", "", matching_form(text))


def _label(text: str) -> str:
    return re.sub(r"\s", "", matching_form(text))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
