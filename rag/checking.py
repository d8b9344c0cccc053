"""What looks wrong in a collection: for whoever keeps it to look into."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rag.index.model import Record


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about a notice; ``kind`` names its text in ``rag/messages``."""

    record: Record
    kind: str
    detail: str = ""


def problems(records: Sequence[Record], day: date) -> list[Problem]:
    """Return the findings about ``records`` as of ``day``, in their order."""
    holders: dict[str, list[Record]] = {}
    for record in records:
        if record.doc_number:
            holders.setdefault(record.doc_number, []).append(record)
    return [problem for record in records for problem in _of(record, holders, day)]


def _of(record: Record, holders: dict[str, list[Record]], day: date) -> Iterator[Problem]:
    if record.doc_number is None:
        yield Problem(record, "no_number")
    else:
        others = [r.id for r in holders[record.doc_number] if r.id != record.id]
        if others:
            yield Problem(record, "duplicate_number", "、".join(others))
    if not record.title and not record.enclosed_title:
        yield Problem(record, "no_title")
    if record.issuer is None:
        yield Problem(record, "no_issuer")
    if record.issued_on is None:
        yield Problem(record, "no_date")
    if record.truncated:
        yield Problem(record, "truncated")
    if record.damaged:
        yield Problem(record, "damaged", str(len(record.damaged)))
    status = record.status(day)
    if status == "abolished":
        yield Problem(record, "abolished", record.abolished_by or "")
    elif status == "expired":
        yield Problem(record, "expired", str(record.valid_until))


def to_dict(problem: Problem) -> dict[str, Any]:
    """Return a finding as JSON values."""
    return {
        "id": problem.record.id,
        "doc_number": problem.record.doc_number,
        "title": problem.record.shown_title,
        "problem": problem.kind,
        "detail": problem.detail or None,
    }
