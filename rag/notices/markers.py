"""Candidates for clause markers (序号) in folded text, before any of them is believed.

GB/T 9704-2012, 7.3.3 orders 一、（一）1.（1）; plans add decimals (1.1.1), some without the point
behind the 1 above them ("bare"); rules add 第X条, speeches 一是…二是…, lists ①; old pages print
one character for a marker (㈠ ⒈ ⑴), scanned ones put blanks into it (（ 一 ）). A candidate knows
its kind, its ordinals and how strong the boundary before it is; ``outline`` decides by sequence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import starmap

from rag.notices.fold import CleanText
from rag.notices.numerals import parse_numeral

_CN = "一二三四五六七八九十"
_HAN = r"\u3400-\u9fff"
# Markers of one character: the first of each row, its ordinal, how many, kind, how it is printed.
_ROWS = (
    ("㈠", 1, 10, "cnp", "（{}）"),
    ("⒈", 1, 20, "ar", "{}."),
    ("⑴", 1, 20, "arp", "（{}）"),
    ("①", 1, 20, "circ", "①"),
    ("㉑", 21, 15, "circ", "㉑"),
    ("❶", 1, 10, "circ", "①"),
)


def _row(
    first: str, ordinal: int, many: int, kind: str, form: str
) -> list[tuple[str, tuple[str, int, str]]]:
    row = []
    for step in range(many):
        number = _CN[step] if kind == "cnp" else str(ordinal + step)
        printed = chr(ord(form) + step) if len(form) == 1 else form.format(number)
        row.append((chr(ord(first) + step), (kind, ordinal + step, printed)))
    return row


_SINGLE = {char: mark for row in starmap(_row, _ROWS) for char, mark in row}
_SIGNS = "".join(_SINGLE)
# 第三条 with words right behind it heads an article unless they refer to one: 第三条规定的….
_GLUED = "(?![规所第、和的或至中之到,及与款项]|以[上下])"
_NUMERAL = rf"[{_CN}百千零〇\d](?: ?[{_CN}百千零〇\d]){{0,8}}"
_NUMBER = rf"[{_CN}](?: ?[{_CN}]){{0,3}}"
# What stands before a marker, and what one begins with; the plain class first lets the search skip.
_PLACE = re.compile(rf"[\s。;:!?](?=[第{_CN}\d({_SIGNS}])")
_CANDIDATE = re.compile(
    rf"(?P<article>第 ?{_NUMERAL} ?(?:[编章节]|条(?P<tail>之[{_CN}]{{1,3}})?{_GLUED}))"
    rf"|(?P<cn>{_NUMBER}) ?、"
    rf"|(?P<cndot>{_NUMBER}) ?\.(?![\d.])"
    # （一）（二）项 names two items, and begins none of them.
    rf"|\( ?(?P<cnp>{_NUMBER}) ?\)(?!、?\( ?{_NUMBER} ?\)|项(?!目))"
    r"|(?P<dec>\d{1,2}(?:\.\d{1,2}){1,4})(?![\d.])"
    r"|(?P<ar>\d{1,3})(?:[.、](?!\d)| [.、](?! ?\d))"
    rf"|(?P<bare>\d{{1,2}})(?=\s[{_HAN}])"
    r"|\( ?(?P<arp>\d{1,3}) ?\)"
    rf"|(?P<sign>[{_SIGNS}])"
    rf"|(?P<shi>[{_CN}])是"
    r"|(?P<year>\d{1,2})\.(?=(?:19|20)\d\d年)"
    r"|(?P<split>\d{1,2})\.(?=\d)"
)
_LONGEST = 40  # characters that hold a marker with what tells it from a number
_ARTICLE = re.compile("第(.+?)([编章节条])(?:之(.+))?")
# A chapter may stand right before its name, alone on its line or before the article below it.
_NAME_LINE = re.compile(rf"(?!规定|所|第|的|[{_CN}\d])[{_HAN}、 ]{{1,30}}(?:\n|\Z)")
_NAME = re.compile(rf"(?!规定|所|第|的)[{_HAN}、]{{1,15}}\s+第 ?{_NUMERAL} ?[章节条]")
# A number with one of these behind it measures something; it never counts clauses.
_UNIT = re.compile(
    r"[—–-]|,\d|\s?(?:[%‰℃°]|平方|立方|公里|公顷|公斤|万|亿|元|米|吨|亩|倍|小时|毫米|厘米|千瓦|千克|版|个百分)"
)
# A file to download: a list of them is no text.
FILE = re.compile(
    r"[^\n。;]{1,80}?\.(?:docx?|xlsx?|pptx?|wps|et|pdf|ofd|txt|zip|rar|7z|jpe?g|png)(?![A-Za-z])",
    re.IGNORECASE,
)
_ENDS = "。;:!?"
_CLOSERS = "。;:!?)》”』】"
_FORMS = {"cn": "{}、", "cnp": "（{}）", "ar": "{}.", "arp": "（{}）", "split": "{}."}
_ARTICLE_KINDS = {"编": "part", "章": "chapter", "节": "section", "条": "article"}


class Boundary(IntEnum):
    """How clearly a unit can begin here."""

    NONE = 0
    GLUED = 1  # right behind the end of a sentence
    BLANK = 2  # behind a blank
    SENTENCE = 3  # behind a blank that follows the end of a sentence or a heading's line
    LINE = 4  # at the start of a line


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible marker: ``start`` to ``end`` in the folded text, ``ordinals`` one a level.

    The ordinals of 第三条之一 are 3 and 1.
    """

    start: int
    end: int
    kind: str
    ordinals: tuple[int, ...]
    printed: str
    boundary: Boundary


def find_candidates(text: str, start: int, end: int) -> Iterator[Candidate]:
    """Yield the candidates in ``text[start:end]``, in order."""
    at = start
    while True:
        match = _CANDIDATE.match(text, at, end)
        candidate = _candidate(text, match, start, end) if match else None
        if candidate is not None:
            yield candidate
        place = _PLACE.search(text, candidate.end - 1 if candidate else at, end)
        if place is None:
            return
        at = place.end()


def without_marker(text: str) -> str:
    """Return ``text`` as printed without the marker it begins with and the blanks behind it.

    >>> without_marker("（ 一 ）总则"), without_marker("㈠总则"), without_marker("总则")
    ('总则', '总则', '总则')
    """
    page = CleanText(text[:_LONGEST])
    match = _CANDIDATE.match(page.text)
    candidate = _candidate(page.text, match, 0, len(page.text)) if match else None
    return text[page.source(candidate.end) :].lstrip() if candidate else text


def _candidate(text: str, match: re.Match[str], floor: int, end: int) -> Candidate | None:
    kind = match.lastgroup or ""
    kind = "article" if kind == "tail" else kind
    boundary = boundary_at(text, match.start(), floor)
    least = Boundary.SENTENCE if kind == "cndot" or " " in match[0] else Boundary.GLUED
    if boundary < least:
        return None
    if kind == "article":
        return _article(text, match, boundary, end)
    if kind == "sign":
        kind, ordinal, printed = _SINGLE[match[0]]
        return Candidate(match.start(), match.end(), kind, (ordinal,), printed, boundary)
    value = match[kind].replace(" ", "")
    if kind == "dec":
        if not _UNIT.match(text, match.end()):
            ordinals = tuple(int(part) for part in value.split("."))
            return Candidate(match.start(), match.end(), kind, ordinals, value, boundary)
        kind, value = "split", value.partition(".")[0]
    number = parse_numeral(value)
    if number is None or (kind in ("ar", "cn", "arp") and FILE.match(text, match.end(), end)):
        return None
    kind = {"year": "ar", "cndot": "cn"}.get(kind, kind)
    stop = match.start() + len(value) + 1 if kind == "split" else match.end()
    printed = _FORMS[kind].format(value) if kind in _FORMS else match[0]
    return Candidate(match.start(), stop, kind, (number,), printed, boundary)


def _article(text: str, match: re.Match[str], boundary: Boundary, end: int) -> Candidate | None:
    """Return a candidate for 编、章、节 or 条, which words may follow right behind."""
    printed = match["article"].replace(" ", "")
    digits, unit, tail = _ARTICLE.match(printed).group(1, 2, 3)  # type: ignore[union-attr]
    ordinals = tuple(parse_numeral(digit) for digit in (digits, tail) if digit)
    glued = text[match.end() : match.end() + 1].strip() not in ("", ":")
    if glued and unit != "条":
        alone = boundary is Boundary.LINE and _NAME_LINE.match(text, match.end(), end)
        if not alone and (boundary < Boundary.BLANK or not _NAME.match(text, match.end(), end)):
            return None
    elif glued and boundary < Boundary.SENTENCE:
        return None
    numbers = tuple(number for number in ordinals if number is not None)
    if len(numbers) < len(ordinals):
        return None
    kind = _ARTICLE_KINDS[unit]
    return Candidate(match.start(), match.end(), kind, numbers, printed, boundary)


def boundary_at(text: str, at: int, floor: int) -> Boundary:
    """Return how strong a boundary stands before ``at``; ``floor`` is where the text begins."""
    if at <= floor:
        return Boundary.LINE
    before = text[at - 1]
    if before == "\n":
        return Boundary.LINE
    if before in " \t\r":
        back = at - 1
        while back > floor and text[back] in " \t\r":
            back -= 1
        if text[back] == "\n" or (back == floor and text[back] in " \t\r"):
            return Boundary.LINE
        return Boundary.SENTENCE if text[back] in _CLOSERS or at - back > 2 else Boundary.BLANK
    return Boundary.GLUED if before in _ENDS else Boundary.NONE


def before_blanks(text: str, at: int, floor: int) -> str:
    """Return the last character before ``at`` that is no blank, "" where there is none."""
    while at > floor and text[at - 1].isspace():
        at -= 1
    return text[at - 1] if at > floor else ""
