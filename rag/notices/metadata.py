"""What a notice says of itself: titles, issuer, validity (有效期), what it repeals and cites."""

from __future__ import annotations

import re
from datetime import date

from rag.notices.dates import add_months, add_years, find_dates
from rag.notices.docnumber import DocNumber, Found
from rag.notices.heads import AGENCY
from rag.notices.numerals import parse_numeral

_QUOTED = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")
_ISSUES = re.compile(r"印发|转发|公布|发布|下发|颁布")
_SENTENCE = re.compile(r"[^。;!?\n]*[。;!?\n]?")
_UNTIL = re.compile(r"(?:至|到|截至|截止)于?\s?$")
_EFFECTIVE = re.compile(r"起(?:施行|实施|执行|生效)")
_PERIOD = re.compile(
    r"有效期(?:限)?(?:为|是)?\s?(\d{1,3}|[一二三四五六七八九十两]{1,3})\s?(年|个月)"
)
# The sentence speaks of the document, not of a licence or a contract that expires.
_OF_ITSELF = re.compile(
    r"本[\u3400-\u9fff]{1,8}|上述|以上|该[\u3400-\u9fff]{2,4}|起(?:施行|实施|执行|生效)|"
    r"(?:印发|发布|公布)之日|^(?:\S{1,5}[、.)])?\s*有效期|(?:文件|政策)有效期"
)
_OF_PAPERS = re.compile(r"[证照书卡同](?:的)?有效期")
_LONGEST = {"年": 99, "个月": 999}
_STOPS = re.compile(r"[。;!?\n]")
_SENTENCE_LIMIT = 600  # characters on either side of 有效期 that a sentence can take
_REPEALS = re.compile(r"废止|失效|停止执行|不再执行")
# 废止 with an object: the title in 《》, and what joins several of them, before the number.
_OBJECT = re.compile(r"(?:废止|停止执行)(?:了|原)?(?:《[^《》]*(?:《[^《》]*》[^《》]*)*》\(?)?$")
_LAST_SENTENCE = re.compile(r"[。;!?](?=[^。;!?])")
_BROKEN = re.compile(r"[。;][^\s。;!?”》)』】]{1,60}$")  # a sentence begun right behind another
_WORDS = re.compile(r"[。;!?:\s]")
_ENDED = "。;!?”》)』】"


def squeeze(text: str) -> str:
    """Return a title without the blanks and line breaks a page put into it."""
    return re.sub(r"\s+", "", text)


def enclosed_title(text: str, start: int, end: int, title: str | None) -> tuple[int, int] | None:
    """Return where the title in 《》 stands that the covering letter says it issues.

    None where the notice's own ``title`` says that it issues nothing.
    """
    if title and not _ISSUES.search(title):
        return None
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
    at = text.find("有效期", start, end)
    while at >= 0:
        begin, stop = _sentence(text, at, start, end)
        sentence = text[begin:stop]
        own = _OF_ITSELF.search(sentence) and not _OF_PAPERS.search(sentence)
        day = _last_day(sentence, issued_on) if own else None
        if day is not None:
            return day, (begin, stop)
        at = text.find("有效期", max(stop, at + 1), end)
    return None


def _sentence(text: str, at: int, start: int, end: int) -> tuple[int, int]:
    """Return the span of the sentence around ``at``, blanks around it left out."""
    head = _STOPS.search(text[max(start, at - _SENTENCE_LIMIT) : at][::-1])
    begin = at - head.start() if head else max(start, at - _SENTENCE_LIMIT)
    tail = _STOPS.search(text, at, min(end, at + _SENTENCE_LIMIT))
    stop = tail.end() if tail else min(end, at + _SENTENCE_LIMIT)
    sentence = text[begin:stop]
    return begin + len(sentence) - len(sentence.lstrip()), begin + len(sentence.rstrip())


def _last_day(sentence: str, issued_on: date | None) -> date | None:
    base = issued_on
    for day, start, end in find_dates(sentence):
        if _UNTIL.search(sentence[:start]):
            return day
        if _EFFECTIVE.match(sentence, end):
            base = day
    period = _PERIOD.search(sentence)
    count = parse_numeral(period[1]) if period else None
    if period is None or not count or base is None or count > _LONGEST[period[2]]:
        return None
    return add_years(base, count) if period[2] == "年" else add_months(base, count)


def references(
    text: str, numbers: list[Found], own: DocNumber | None
) -> tuple[tuple[DocNumber, ...], tuple[DocNumber, ...]]:
    """Return (repealed, cited) of the ``numbers`` found in ``text``, each once, never its own.

    A number is repealed where its sentence goes on to say so (《甲》（…号）同时废止), or where the
    word for it has the title before the number as its object (废止《甲》（…号）).
    """
    cited: dict[DocNumber, None] = {}
    repealed: dict[DocNumber, None] = {}
    until = repeal = 0  # end of the sentence around the last number, its last word of repeal
    for number, start, end in numbers:
        if end > until:
            stop = _STOPS.search(text, end)
            until = stop.end() if stop else len(text)
            repeal = max((m.start() for m in _REPEALS.finditer(text, end, until)), default=-1)
        if number == own:
            continue
        cited[number] = None
        if start < repeal or _OBJECT.search(text[max(0, start - 120) : start]):
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
    last = _LAST_SENTENCE.split(tail)[-1]
    if last.count("(") > last.count(")") or last.count("《") > last.count("》"):
        return True
    if body[-1] in _ENDED:
        return False
    return bool(_BROKEN.search(tail)) or len(_WORDS.split(tail)[-1]) > 60
