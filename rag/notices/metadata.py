"""What a notice says of itself: titles, issuer, validity (有效期), what it repeals and cites."""

from __future__ import annotations

import re
from datetime import date

from rag.notices.dates import add_years, find_dates
from rag.notices.docnumber import DocNumber, find_folded
from rag.notices.heads import AGENCY
from rag.notices.numerals import parse_numeral

_QUOTED = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")
_ISSUES = re.compile(r"印发|转发|公布|发布|下发|颁布")
_SENTENCE = re.compile(r"[^。;!?\n]*[。;!?\n]?")
_UNTIL = re.compile(r"(?:至|到|截至|截止)于?\s?$")
_EFFECTIVE = re.compile(r"起(?:施行|实施|执行|生效)")
_VALID_YEARS = re.compile(r"有效期(?:限)?(?:为|是)?\s?(\d{1,2}|[一二三四五六七八九十两]{1,3})\s?年")
_REPEALS = re.compile(r"废止|失效|停止执行|不再执行")
_ENDED = "。;!?”》)』】"


def squeeze(text: str) -> str:
    """Return a title without the blanks and line breaks a page put into it."""
    return re.sub(r"\s+", "", text)


def enclosed_title(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where the title in 《》 stands that the covering letter says it issues."""
    for match in _SENTENCE.finditer(text, start, end):
        quoted = _QUOTED.search(text, match.start(), match.end())
        if quoted and _ISSUES.search(match[0]):
            return quoted.span(1)
    return None


def issuer_of(title: str | None) -> str | None:
    """Return the agency a title begins with, None where it names none."""
    if not title or "关于" not in title:
        return None
    name = title.split("关于", 1)[0]
    return name if AGENCY.search(name) else None


def validity(
    text: str, start: int, end: int, issued_on: date | None
) -> tuple[date, tuple[int, int]] | None:
    """Return the last day of validity and where the sentence stands that says so.

    A period of years counts from the day of effect, where the sentence names one, else of
    issue, and ends on the corresponding day (民法典 201, 202).
    """
    for match in _SENTENCE.finditer(text, start, end):
        sentence = match[0]
        if "有效期" not in sentence:
            continue
        begin = match.start() + len(sentence) - len(sentence.lstrip())
        where = (begin, match.start() + len(sentence.rstrip()))
        base = issued_on
        for day, start_of, end_of in find_dates(sentence):
            if _UNTIL.search(sentence[:start_of]):
                return day, where
            if _EFFECTIVE.match(sentence, end_of):
                base = day
        years = _VALID_YEARS.search(sentence)
        count = parse_numeral(years[1]) if years else None
        if count and base:
            return add_years(base, count), where
    return None


def references(
    text: str, own: DocNumber | None
) -> tuple[tuple[DocNumber, ...], tuple[DocNumber, ...]]:
    """Return (repealed, cited) numbers in folded ``text``, in order, each once, never its own."""
    cited: dict[DocNumber, None] = {}
    repealed: dict[DocNumber, None] = {}
    for match in _SENTENCE.finditer(text):
        sentence = match[0]
        repeals = _REPEALS.search(sentence)
        for number, start, _ in find_folded(sentence):
            if number == own:
                continue
            cited[number] = None
            if repeals and start < repeals.start():
                repealed[number] = None
    return tuple(repealed), tuple(cited)


def is_truncated(text: str) -> bool:
    """Return whether folded ``text``, a part's running text, breaks off before its end.

    It does when its last sentence has no end, or ends inside a bracket that was never closed.
    """
    body = text.rstrip()
    if not body:
        return False
    tail = body[-1500:]
    last = re.split(r"[。;!?](?=[^。;!?])", tail)[-1]
    if last.count("(") > last.count(")") or last.count("《") > last.count("》"):
        return True
    return body[-1] not in _ENDED and len(re.split(r"[。;!?:\s]", body)[-1]) > 60
