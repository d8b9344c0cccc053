"""Dates as notices write them: 2024年5月14日, 二〇二四年五月十四日, 2024-05-14, 2024年6月14."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from rag.notices.numerals import parse_numeral

_FIRST, _LAST = 1900, 2099  # years that a notice can name
_CN = "〇○零一二三四五六七八九十"
DATE = re.compile(
    rf"(?P<y>[12{_CN}][\d{_CN}]{{3}})\s?年\s?(?P<m>\d{{1,2}}|[{_CN}]{{1,3}})\s?月"
    rf"\s?(?P<d>\d{{1,2}}|[{_CN}]{{1,3}})(?:\s?日)?"
)


def date_of(match: re.Match[str]) -> date | None:
    """Return the date of a ``DATE`` match, None where no calendar has it."""
    numbers = [parse_numeral(match[name]) for name in "ymd"]
    year, month, day = numbers
    if year is None or month is None or day is None or not _FIRST <= year <= _LAST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def find_dates(text: str) -> Iterator[tuple[date, int, int]]:
    """Yield the dates in folded ``text`` with their offsets, in order."""
    for match in DATE.finditer(text):
        when = date_of(match)
        if when is not None:
            yield when, match.start(), match.end()


def add_years(day: date, years: int) -> date:
    """Return the corresponding day ``years`` later (民法典 202: else the month's last day)."""
    return add_months(day, 12 * years)


def add_months(day: date, months: int) -> date:
    """Return the corresponding day ``months`` later (民法典 202: else the month's last day)."""
    years, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + years, month + 1)[1]
    return day.replace(year=day.year + years, month=month + 1, day=min(day.day, last))
