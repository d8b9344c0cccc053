"""Candidates for clause markers (序号) in folded text, before any of them is believed.

GB/T 9704-2012, 7.3.3 orders 一、（一）1.（1）; plans add decimals (1.1.1), some without the point
behind the 1 above them ("bare"); rules add 第X条, speeches 一是…二是…, lists ①. A candidate knows
its kind, its ordinals and how strong the boundary before it is; ``outline`` decides by sequence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from rag.notices.numerals import parse_numeral

_CN = "一二三四五六七八九十"
# 第三条 with words right behind it heads an article unless they refer to one: 第三条规定的….
_GLUED = "(?![规所第、和的或至中之到,及与款项]|以[上下])"
# What stands before a marker, and what one begins with; the plain class first lets the search skip.
_PLACE = re.compile(rf"[\s。;:!?](?=[第{_CN}\d(①-⑳])")
_CANDIDATE = re.compile(
    rf"(?P<article>第[{_CN}百千零〇\d]{{1,9}}(?:[编章节](?=[\s:])|条(?P<tail>之[{_CN}]{{1,3}})?{_GLUED}))"
    rf"|(?P<cn>[{_CN}]{{1,4}})、"
    rf"|\((?P<cnp>[{_CN}]{{1,4}})\)"
    r"|(?P<dec>\d{1,2}(?:\.\d{1,2}){1,4})(?![\d.])"
    r"|(?P<ar>\d{1,3})[.、](?!\d)"
    r"|(?P<bare>\d{1,2})(?=\s[\u3400-\u9fff])"
    r"|\((?P<arp>\d{1,3})\)"
    r"|(?P<circ>[①-⑳])"
    rf"|(?P<shi>[{_CN}])是"
    r"|(?P<year>\d{1,2})\.(?=(?:19|20)\d\d年)"
)
_ARTICLE = re.compile("第(.+?)([编章节条])")
# A number with one of these behind it measures something; it never counts clauses.
_UNIT = re.compile(
    r"\s?(?:[%‰℃°]|平方|立方|公里|公顷|公斤|万|亿|元|米|吨|亩|倍|小时|毫米|厘米|千瓦|千克|版|个百分)"
)
_ENDS = "。;:!?"
_CLOSERS = "。;:!?)》”』】"
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
    """A possible marker: ``start`` to ``end`` in the folded text, ``ordinals`` one a level."""

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
        candidate = _candidate(text, match, start) if match else None
        if candidate is not None:
            yield candidate
        place = _PLACE.search(text, candidate.end - 1 if candidate else at, end)
        if place is None:
            return
        at = place.end()


def _candidate(text: str, match: re.Match[str], floor: int) -> Candidate | None:
    kind = match.lastgroup or ""
    boundary = boundary_at(text, match.start(), floor)
    if boundary is Boundary.NONE:
        return None
    value = match[kind]
    printed = match[0]
    ordinals: tuple[int, ...]
    if kind == "dec":
        if _UNIT.match(text, match.end()):
            return None
        ordinals = tuple(int(part) for part in value.split("."))
    elif kind == "article":
        digits, unit = _ARTICLE.match(value).group(1, 2)  # type: ignore[union-attr]
        number = parse_numeral(digits)
        if number is None:
            return None
        glued = text[match.end() : match.end() + 1].strip() not in ("", ":")
        if glued and boundary < Boundary.SENTENCE:
            return None
        kind, ordinals = _ARTICLE_KINDS[unit], (number,)
    elif kind == "circ":
        ordinals = (ord(value) - ord("①") + 1,)
    else:
        number = parse_numeral(value)
        if number is None:
            return None
        ordinals = (number,)
    if kind in ("cnp", "arp"):
        printed = f"（{value}）"
    elif kind in ("ar", "year"):
        kind, printed = "ar", f"{value}."
    return Candidate(match.start(), match.end(), kind, ordinals, printed, boundary)


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
