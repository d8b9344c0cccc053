"""What the day of asking changes: notices expired, repealed, not yet in force, cut off."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from rag.index.model import Record
from rag.messages import message
from rag.notices.dates import month_end

_OLD = ("abolished", "expired", "not_yet_in_force")
_MOST = 2  # notices named in the first line
_STATED = re.compile(
    r"(?:现在|如今|今天|今日|当前|目前|截[至止]|截止到?|以)(?:是|为|到|于)?\s?"
    r"(?P<y>20\d\d)\s?[年.-]\s?(?P<m>1[0-2]|0?[1-9])(?!\d)\s?(?:月(?:份|底|末)?|[.-])?"
    r"(?:\s?(?P<d>3[01]|[12]\d|0?[1-9])\s?[日号]?)?(?!\d)"
)
_MONTHS = "january february march april may june july august september october november december"
_STATED_EN = re.compile(
    r"(?:as of|it is now|today is|as at)\s(?:(?P<d>\d{1,2})\s)?"
    rf"(?P<m>{_MONTHS.replace(' ', '|')})(?:\s(?P<d2>\d{{1,2}}))?,?\s(?P<y>20\d\d)"
)


def as_of(question: str, today: date) -> date:
    """Return the day that ``question`` (matching form) says it is asked as of, else ``today``.

    A month without a day is meant to its end: 截至2026年11月.
    """
    match = _STATED.search(question)
    if match:
        month, day = int(match["m"]), match["d"]
    elif match := _STATED_EN.search(question):
        month, day = _MONTHS.split().index(match["m"]) + 1, match["d"] or match["d2"]
    else:
        return today
    try:
        return date(int(match["y"]), month, int(day)) if day else month_end(int(match["y"]), month)
    except ValueError:  # no day that a calendar has
        return today


def warnings_for(records: Iterable[Record], day: date, language: str) -> tuple[str, ...]:
    """Return a line for each notice cited that is not in force on ``day`` or not whole."""
    lines = []
    for record in records:
        name, status = record.reference, record.status(day)
        if status in _OLD:
            lines.append(
                message(
                    f"answer.{status}",
                    language,
                    name=name,
                    by=record.abolished_by or "",
                    until=str(record.valid_until),
                    since=str(record.begins_on),
                )
            )
        if record.truncated:
            lines.append(message("answer.truncated", language, name=name))
    return tuple(lines)


def first_line(records: Iterable[Record], day: date, language: str) -> str | None:
    """Return the line an answer begins with where a notice it cites is not in force on ``day``.

    It holds no date: what an answer says has to stand in its citations. ``warnings_for`` says when
    and by what.
    """
    lines = [
        message(f"answer.first_{status}", language, name=record.reference)
        for record in records
        if (status := record.status(day)) in _OLD
    ]
    return " ".join(lines[:_MOST]) or None
