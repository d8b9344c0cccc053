"""Dates as notices write them: 2024年5月14日, 二〇二四年五月十四日, 2 0 2 4 年 6 月 1 日."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from rag.notices.numerals import parse_numeral

_FIRST, _LAST = 1900, 2099  # years that a notice can name
_ZEROS = "〇○◯零OoΟοОо"  # what stands for 〇 in years; the last four are Greek and Cyrillic
_CN = "〇○零一二三四五六七八九十"
_DIGIT = rf"[\d一二三四五六七八九{_ZEROS}]"
YEAR = rf"[12一二](?: ?{_DIGIT}){{3}}"
"""Pattern of a year in figures or numerals; what it matches goes to ``year_of``."""
_MONTH = rf"1 [0-2]|\d{{1,2}}|[{_CN}](?: ?[{_CN}]){{0,2}}"
_DAY = rf"[0-3] \d(?= ?日)|\d{{1,2}}|[{_CN}](?: ?[{_CN}]){{1,2}}(?= ?日)|[{_CN}]{{1,3}}"
DATE = re.compile(
    rf"(?P<y>{YEAR})\s{{0,2}}年\s{{0,2}}(?P<m>{_MONTH})\s{{0,2}}月"
    rf"\s{{0,2}}(?P<d>{_DAY})(?:\s{{0,2}}日)?"
)
NUMERIC = re.compile(
    r"(?<![\d./-])(?P<y>(?:19|20)\d\d)(?P<sep>[./-])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?![\d./-])"
)
"""Matches 2024-06-01, as signatures and web pages have it; running text holds such as versions."""
_MONTHS = re.compile(
    rf"(?P<y>{YEAR})\s?年\s?(?P<m>{_MONTH})\s?月(?!\s?\d)(?!\s?[{_CN}]{{1,3}}\s?日)"
)


def year_of(text: str) -> int | None:
    """Return the year that ``text`` writes as ``YEAR`` has it, None where no notice can name it."""
    figures = [0 if char in _ZEROS else parse_numeral(char) for char in text if not char.isspace()]
    if None in figures:  # \d has the figures of all scripts
        return None
    year = int("".join(map(str, figures)))
    return year if _FIRST <= year <= _LAST else None


def date_of(match: re.Match[str]) -> date | None:
    """Return the date of a ``DATE`` or ``NUMERIC`` match, None where no calendar has it."""
    year, month, day = year_of(match["y"]), _count(match["m"]), _count(match["d"])
    if year is None or month is None or day is None:
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


def find_months(text: str) -> Iterator[tuple[date, int, int]]:
    """Yield the last day of each month that ``text`` names without a day, with offsets."""
    for match in _MONTHS.finditer(text):
        year, month = year_of(match["y"]), _count(match["m"])
        if year is not None and month is not None and 1 <= month <= 12:
            yield month_end(year, month), match.start(), match.end()


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def add_years(day: date, years: int) -> date:
    """Return the corresponding day ``years`` later (民法典 202: else the month's last day)."""
    return add_months(day, 12 * years)


def add_months(day: date, months: int) -> date:
    """Return the corresponding day ``months`` later (民法典 202: else the month's last day)."""
    years, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + years, month + 1)[1]
    return day.replace(year=day.year + years, month=month + 1, day=min(day.day, last))


def _count(text: str) -> int | None:
    return parse_numeral("".join(text.split()))
