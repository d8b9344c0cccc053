"""What the day of asking changes: expired and repealed notices, text that is cut off."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rag.index.model import Record
from rag.messages import message


def named(record: Record) -> str:
    """Return how a notice is named in a sentence: 《title》（number）."""
    return f"《{record.shown_title}》" + (f"（{record.doc_number}）" if record.doc_number else "")


def warnings_for(records: Iterable[Record], day: date, language: str) -> tuple[str, ...]:
    """Return a line for each notice cited that is not in force on ``day`` or not whole."""
    lines = []
    for record in records:
        name = f"《{record.shown_title}》" + (
            f"（{record.doc_number}）" if record.doc_number else ""
        )
        if record.abolished_by:
            lines.append(message("answer.abolished", language, name=name, by=record.abolished_by))
        elif record.valid_until and record.valid_until < day:
            until = record.valid_until.isoformat()
            lines.append(message("answer.expired", language, name=name, until=until))
        if record.truncated:
            lines.append(message("answer.truncated", language, name=name))
    return tuple(lines)
