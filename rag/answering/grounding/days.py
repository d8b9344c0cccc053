"""Dates of a text: whole or in part, in any form notices and answers write them.

2024年5月14日, 二〇二四年五月十四日, 2024-05-14 and May 14, 2024 are one day. A part stands for the
whole only in one direction: an answer may say less than its source (5月14日), not more, unless the
rest of the source names the year it speaks of.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from rag.notices.numerals import parse_numeral

_CN = "〇○零一二三四五六七八九"
_YEAR = rf"(?:19|20)\d\d|[{_CN}]{{4}}"
_MONTH = r"\d{1,2}|十[一二]?|[一二三四五六七八九]"
_DAY = r"\d{1,2}|三?十[一二三四五六七八九]?|二十[一二三四五六七八九]?|[一二三四五六七八九]"
_TO = r"[-~至到]{1,2}"
# Without 日 a day is read only where nothing else can follow: "2024年6月14." but not "6月30家".
_CHINESE = re.compile(
    rf"(?:(?P<y>(?<!\d)(?:{_YEAR}))年)?(?<!\d)(?<!\d\.)(?P<m>{_MONTH})月(?!度)"
    rf"(?:份|(?P<d>{_DAY})(?:[日号]|(?=[-~至到)。.,;]|$)))?(?:{_TO}(?P<d2>{_DAY})[日号])?"
    rf"|(?P<only>(?<!\d)(?:{_YEAR}))(?:年|(?={_TO}(?:{_YEAR})年))"
    rf"|(?<!\d)(?<!\d\.)(?P<m0>\d{{1,2}})(?={_TO}\d{{1,2}}月)"
)
_ISO = re.compile(
    r"(?<!\d)(?<!\d\.)(?P<y>(?:19|20)\d\d)(?P<s>[-/.])(?P<m>\d{1,2})"
    r"(?:(?P=s)(?P<d>\d{1,2}))?(?![\d.%])"
)
_NAMES = ("", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL = (
    r"(?P<n>january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?"
)
_ENGLISH = re.compile(
    rf"\b(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_FULL}(?:,? (?P<y>(?:19|20)\d\d))?"
    rf"|{_FULL.replace('P<n>', 'P<n2>')}"
    rf"(?: (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d))?(?:,? ?(?P<y2>(?:19|20)\d\d))?)(?!\d)"
)
_FEBRUARY, _DECEMBER = 2, 12
_BEFORE = re.compile(r"[底末初]?[之以]?前")
_AFTER = re.compile(r"[底末初]?(?:[之以]?后|起)")
_PARTS = re.compile(r"[上下]半年|[年月季]度?[底末初]|[上中下]旬|[上下]个?季度|[一二三四1-4]季度")


@dataclass(frozen=True, slots=True)
class Day:
    """A date as written (``text``); what the text leaves out is None."""

    text: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    start: int = 0
    end: int = 0

    @property
    def is_real(self) -> bool:
        """Whether a calendar can hold it."""
        return (self.month is None or 1 <= self.month <= 12) and (
            self.day is None or 1 <= self.day <= 31
        )


def _int(text: str | None) -> int | None:
    return parse_numeral(text) if text else None


def _chinese(text: str) -> Iterator[Day]:
    for match in _CHINESE.finditer(text):
        start, end, written = match.start(), match.end(), match[0]
        if match["only"]:
            yield Day(written, year=_int(match["only"]), start=start, end=end)
        elif match["m0"]:
            yield Day(written, month=_int(match["m0"]), start=start, end=end)
        else:
            year, month = _int(match["y"]), _int(match["m"])
            yield Day(written, year, month, _int(match["d"]), start, end)
            if match["d2"]:
                yield Day(written, year, month, _int(match["d2"]), start, end)


def read(text: str) -> Iterator[Day]:
    """Yield the dates of plain ``text``; both ends of 5月14日至20日."""
    found = list(_chinese(text))
    for match in _ISO.finditer(text):
        if match["d"] or (match["s"] == "-" and len(match["m"]) == 2 and int(match["m"]) <= 12):
            parts = (_int(match["y"]), _int(match["m"]), _int(match["d"]))
            found.append(Day(match[0], *parts, match.start(), match.end()))
    for match in _ENGLISH.finditer(text):
        name, day = match["n"] or match["n2"], _int(match["d"] or match["d2"])
        year = _int(match["y"] or match["y2"])
        if day or year or name != "may":  # "may" alone is a verb
            month = _NAMES.index(name[:3])
            found.append(Day(match[0], year, month, day, match.start(), match.end()))
    yield from (day for day in found if day.is_real)


_ONE_FORM = str.maketrans("末一二三四", "底1234")


def parts(text: str) -> Iterator[str]:
    """Yield 年底, 上半年, 下旬, 3季度 … of plain ``text``, each in one spelling."""
    for match in _PARTS.finditer(text):
        yield match[0].translate(_ONE_FORM)


def ends(found: Iterable[Day], text: str) -> Iterator[Day]:
    """Yield the last day of each month whose end plain ``text`` names: 3月底 is 3月31日.

    Of February only where the year is known.
    """
    for day in found:
        if day.month and not day.day and text[day.end : day.end + 1] in ("底", "末"):
            last = _last(day.year, day.month)
            if last:
                yield replace(day, day=last)


def closing(found: Iterable[Day]) -> Iterator[str]:
    """Yield 月底 and 年底, in the spelling of ``parts``, where a day is the last of its month."""
    for day in found:
        if day.month and day.day and day.day == _last(day.year, day.month):
            yield "月底"
            if day.month == _DECEMBER:
                yield "年底"


def _last(year: int | None, month: int) -> int | None:
    if year is None:
        return None if month == _FEBRUARY else calendar.monthrange(2001, month)[1]
    return calendar.monthrange(year, month)[1]


def bound(day: Day, text: str) -> int:
    """Return -1 where ``text`` says before the day, 1 where it says after or from it, else 0."""
    if _BEFORE.match(text, day.end):
        return -1
    return 1 if _AFTER.match(text, day.end) else 0


def bears(wanted: Day, given: Collection[Day]) -> bool:
    """Return whether ``given``, the dates of the sources, hold what ``wanted`` says."""
    years = {day.year for day in given}
    for day in given:
        if wanted.month not in (None, day.month) or wanted.day not in (None, day.day):
            continue
        if wanted.year in (None, day.year) or (day.year is None and wanted.year in years):
            return True
    return False
