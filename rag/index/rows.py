"""Domain objects as rows of the catalogue and back: JSON values, nothing executable."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from rag.index.model import Passage, Record
from rag.notices.formats.model import Pages
from rag.notices.model import Appointment, Clause, Notice, Span, Table


def record_of(notice: Notice, key: str, pages: Pages = ()) -> Record:
    """Return the catalogue record of a notice; who abolished it is known only beside others."""
    return Record(
        id=key,
        doc_number=str(notice.doc_number) if notice.doc_number else None,
        title=notice.title,
        enclosed_title=notice.enclosed_title,
        issuer=notice.issuer,
        issued_on=notice.issued_on,
        addressees=notice.addressees,
        valid_until=notice.valid_until,
        validity_text=notice.validity_text,
        abolishes=tuple(str(n) for n in notice.abolishes),
        abolished_by=None,
        cites=tuple(str(n) for n in notice.cites),
        attachments=tuple(f"{a.label} {a.title}" for a in notice.attachments),
        truncated=notice.truncated,
        damaged=notice.damaged,
        language=notice.language,
        source=notice.source,
        span=notice.span,
        clauses=len(notice.clauses),
        pages=pages,
        validity_at=notice.validity_at,
        effective_on=notice.effective_on,
        effect_at=notice.effect_at,
    )


def record_row(record: Record) -> str:
    """Return a record as JSON."""
    plain: dict[str, Any] = {}
    for name in Record.__slots__:
        value = getattr(record, name)
        if isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, Span):
            value = [value.start, value.end]
        elif name == "damaged":
            value = [[span.start, span.end] for span in value]
        plain[name] = value
    return json.dumps(plain, ensure_ascii=False)


def record_from(row: str) -> Record:
    """Return what ``record_row`` wrote."""
    plain = json.loads(row)
    values = dict(plain)
    for name in ("issued_on", "valid_until", "effective_on", "abolished_on"):
        values[name] = date.fromisoformat(plain[name]) if plain[name] else None
    for name in ("validity_at", "effect_at"):
        values[name] = Span(*plain[name]) if plain[name] else None
    for name in ("abolishes", "cites", "attachments"):
        values[name] = tuple(plain[name])
    values["span"] = Span(*plain["span"])
    values["damaged"] = tuple(Span(*span) for span in plain["damaged"])
    values["pages"] = tuple((offset, page) for offset, page in plain.get("pages", ()))
    return Record(**values)


def clause_row(clause: Clause) -> tuple[Any, ...]:
    """Return path, start, end, end of its own text, heading, kind and table of a clause."""
    table = clause.table
    spans = [table.span, *table.rows] if table else []
    return (
        json.dumps(clause.path, ensure_ascii=False),
        clause.span.start,
        clause.span.end,
        clause.own.end,
        clause.heading,
        clause.kind,
        json.dumps([[span.start, span.end] for span in spans]) if table else None,
    )


def clause_from(row: tuple[Any, ...]) -> Clause:
    """Return what ``clause_row`` wrote."""
    path, start, end, own, heading, kind, spans = row
    table = None
    if spans:
        first, *rows = [Span(*span) for span in json.loads(spans)]
        table = Table(first, tuple(rows))
    span = Span(start, end)
    return Clause(tuple(json.loads(path)), span, Span(start, own), heading, kind, table)


def appointment_row(appointment: Appointment) -> tuple[Any, ...]:
    """Return kind, person, post, text, start, end and the start and end of the head."""
    it = appointment
    head = (it.head.start, it.head.end) if it.head else (None, None)
    return it.kind, it.person, it.post, it.text, it.span.start, it.span.end, *head


def appointment_from(row: tuple[Any, ...]) -> Appointment:
    """Return what ``appointment_row`` wrote."""
    kind, person, post, text, start, end, begin, stop = row
    head = None if begin is None else Span(begin, stop)
    return Appointment(kind, person, post, text, Span(start, end), head)


def passage_row(passage: Passage) -> tuple[Any, ...]:
    """Return notice, path, label, start, end, context and text of a passage."""
    it = passage
    path = json.dumps(it.path, ensure_ascii=False)
    return it.notice, path, it.paragraph, it.span.start, it.span.end, it.context, it.text


def passage_from(row: tuple[Any, ...]) -> Passage:
    """Return what ``passage_row`` wrote."""
    notice, path, paragraph, start, end, context, text = row
    return Passage(notice, tuple(json.loads(path)), paragraph, Span(start, end), context, text)
