"""Laws and rules (法律、法规、规章) that stand alone: a title line and articles, no addressees.

立法法 sets 编、章、节、条、款、项、目; only 第X条 is always there. The title stands above the first
article, behind an order (令) that promulgates it or before a table of contents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.notices.agencies import STARTS
from rag.notices.docnumber import Found
from rag.notices.heads import Head
from rag.notices.numerals import parse_numeral
from rag.notices.orders import order_above

_ARTICLE = re.compile(
    r"(?:^|(?<=\s))第\s?([一二三四五六七八九十百千零〇\d]{1,9})\s?条(?=[\s\u3400-\u9fff])"
)
_TOKEN = re.compile(r"\S+")
_UNIT = re.compile(r"第[一二三四五六七八九十百千零〇\d]{1,9}[编章节条]")
_KINDS = (
    "法|法典|条例|规定|办法|细则|规则|章程|制度|决定|规范|守则|准则|公约|规程|解释|通则|标准|导则|指引|"
    "指南|纲要"
)
_TITLE = re.compile(
    rf"[\u3400-\u9fff《》()“”、·—\-\dA-Za-z]{{0,80}}(?:{_KINDS})(?:\([^()]{{1,40}}\))?"
)
_FIRST_LINE = re.compile(r"[\u3400-\u9fff·“”\d]{4,40}$")
_WINDOW = 20_000  # characters above the first article: contents, preamble, the order


def find_statutes(text: str, numbers: list[Found]) -> list[Head]:
    """Return the heads of the statutes on the folded page ``text``, in order.

    A statute is there where 第一条 begins a line or a sentence and 第二条 follows it; where the
    page lost one of the two, three articles that count on show it.
    """
    heads: list[Head] = []
    floor = 0
    for first in _first_articles(text):
        title = _title_above(text, max(floor, first - _WINDOW), first)
        if title is not None:
            start, number = order_above(text, numbers, floor, title[0])
            heads.append(Head(start, title[1], number, title, None))
        floor = first
    return heads


def _first_articles(text: str) -> Iterator[int]:
    """Yield where the articles of a statute begin, with 第一条 unless the page begins later."""
    articles = [(match.start(), parse_numeral(match[1]) or 0) for match in _ARTICLE.finditer(text)]
    numbers = [number for _, number in articles]
    for at, (start, number) in enumerate(articles):
        following = numbers[at + 1 : at + 3]
        rises = len(following) == 2 and number < following[0] < following[1]
        if (number == 1 and following[:1] == [2]) or (rises and (number == 1 or at == 0)):
            yield start


def _title_above(text: str, floor: int, first: int) -> tuple[int, int] | None:
    """Return where the title above the article at ``first`` stands, None where there is none."""
    spans = [match.span() for match in _TOKEN.finditer(text, floor, first)]
    for at in range(len(spans) - 1, -1, -1):
        start, end = spans[at]
        headed = at and _UNIT.fullmatch(text[slice(*spans[at - 1])])
        if headed or not _TITLE.fullmatch(text, start, end) or _UNIT.match(text, start, end):
            continue
        line = text.rfind("\n", floor, start) + 1
        if line > 0 or "\n" in text[end:first]:  # a title with blanks in it fills its line
            whole = text[max(line, floor) : end].lstrip()
            if len(whole) <= 60 and not re.search(r"[。;:>!?]", whole):
                start = end - len(whole)
        if not STARTS.match(text, start, end):
            start = _broken(text, start, floor)
        return start, end
    return None


def _broken(text: str, start: int, floor: int) -> int:
    """Return where a title begins whose first line names the place, ``start`` without one."""
    lead = text[max(floor, start - 60) : start]
    above = lead.rstrip()
    line = above.rsplit("\n", 1)[-1].strip()
    named = lead.endswith("\n") and _FIRST_LINE.fullmatch(line) and STARTS.match(line)
    return start - len(lead) + above.rindex(line) if named else start
