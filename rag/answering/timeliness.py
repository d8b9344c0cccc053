"""What the day of asking changes: expired and repealed notices, text that is cut off."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rag.index.model import Record
from rag.messages import message


def warnings_for(records: Iterable[Record], day: date, language: str) -> tuple[str, ...]:
    """Return a line for each notice cited that is not in force on ``day`` or not whole."""
    lines = []
    for record in records:
        name, status = record.reference, record.status(day)
        if status == "abolished":
            by = record.abolished_by or ""
            lines.append(message("answer.abolished", language, name=name, by=by))
        elif status == "expired":
            until = str(record.valid_until)
            lines.append(message("answer.expired", language, name=name, until=until))
        if record.truncated:
            lines.append(message("answer.truncated", language, name=name))
    return tuple(lines)
