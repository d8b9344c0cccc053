"""Tables in the text of a clause: marked as such, rows recovered where that is certain.

Readers of html and docx write a row a line, cells apart by tabs. A page that lost its tables leaves
runs of cells: rows can be told only by a 序号 column that counts 1, 2, 3 …, each number standing
alone once; a grid of √ has lost its columns for good. What is not certain is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.notices.fold import CleanText
from rag.notices.model import Span, Table

_TABBED = re.compile(r"(?:^[^\n]*\t[^\n]*(?:\n|\Z)){2,}", re.MULTILINE)
_NUMBERED = re.compile(r"(?<!\S)序号\s(?=\s*\S)")
_HEADERS = re.compile(
    r"(?<!\S)(?:(?:完成|办理|截止|起止)?时[间限]|(?:进度|工作|重点)任务|(?:责任|牵头|配合|起草|承办)单位"
    r"|项目名称|指标(?:名称)?|目标值|备注|职务|姓名|单位)(?!\S)"
)
_CHECKS = re.compile(r"(?:√|✓|☑)(?:[^。；;]{0,20}?(?:√|✓|☑)){3,}")
_NUMBER = re.compile(r"(?<!\S)(\d{1,3})(?!\S)")
_HEADER_REACH = 60  # characters within which three headings in a row make a table's header


def find_table(page: CleanText, start: int, end: int) -> Table | None:
    """Return the table in the folded text ``start`` to ``end`` of one clause, None without any."""
    text = page.text
    own = page.span(start, end)
    tabbed = _TABBED.search(page.raw, own.start, own.end)  # folding makes blanks of tabs
    if tabbed:
        lines = re.finditer(r"[^\r\n]+", tabbed[0])
        rows = tuple(Span(tabbed.start() + m.start(), tabbed.start() + m.end()) for m in lines)
        return Table(Span(*tabbed.span()), rows)
    numbered = _NUMBERED.search(text, start, end)
    if numbered:
        spans = _numbered_rows(text, numbered.end(), end)
        return Table(page.span(numbered.start(), end), tuple(page.span(a, b) for a, b in spans))
    grid = _CHECKS.search(text, start, end)
    if grid:
        return Table(page.span(*grid.span()), ())
    header = next(_headers(text, start, end), None)
    return Table(page.span(header, end), ()) if header is not None else None


def _numbered_rows(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the rows that count 1, 2, 3 …; none where a number could begin a row twice."""
    places: dict[int, list[int]] = {}
    for match in _NUMBER.finditer(text, start, end):
        places.setdefault(int(match[1]), []).append(match.start())
    starts: list[int] = []
    number = 1
    while number in places:
        later = [at for at in places[number] if not starts or at > starts[-1]]
        if len(later) != 1:
            return [] if len(later) > 1 or not starts else _rows(text, starts, end)
        starts.append(later[0])
        number += 1
    return _rows(text, starts, end)


def _rows(text: str, starts: list[int], end: int) -> list[tuple[int, int]]:
    stops = [*starts[1:], end][: len(starts)]
    return [(a, a + len(text[a:b].rstrip())) for a, b in zip(starts, stops, strict=True)]


def _headers(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where three column headings stand in a row."""
    found = [match.span() for match in _HEADERS.finditer(text, start, end)]
    for first, _, third in zip(found, found[1:], found[2:], strict=False):
        words = text[first[0] : third[1]]
        if third[1] - first[0] <= _HEADER_REACH and not re.search(r"[。；;，,、：:]", words):
            yield first[0]
