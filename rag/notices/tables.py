"""Tables in the text of a clause: marked as such, rows recovered where that is certain.

Readers of html and docx write a row a line, cells apart by tabs. A page that lost its tables leaves
runs of cells: rows can be told only by a 序号 column that counts 1, 2, 3 …, each number standing
alone once; a grid of √ has lost its columns for good. What is not certain is not guessed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from rag.notices.fold import CleanText
from rag.notices.model import Span, Table

_LINE = re.compile(r"[^\r\n]+")
# A marker with a tab behind it, as word processors print the items of a list.
_ITEM = re.compile(
    r"\s*(?:[(（]?[一二三四五六七八九十\d]{1,4}[)）、.．]{1,2}|第\S{1,6}[编章节条]|[①-⑳])"
    r"[ \u3000]*\t"
)
_COUNTS = re.compile(r"\s*(?:序\s?号|编\s?号|编\s?码|项\s?次|类\s?别)\s*\t")
_CELL = 20  # characters that a cell of a table's header can have
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
    tabbed = next(_tabbed(page.raw, own), None)
    if tabbed:
        return Table(Span(tabbed[0].start, tabbed[-1].end), tuple(tabbed))
    numbered = _NUMBERED.search(text, start, end)
    if numbered:
        spans = _numbered_rows(text, numbered.end(), end)
        return Table(page.span(numbered.start(), end), tuple(page.span(a, b) for a, b in spans))
    grid = _CHECKS.search(text, start, end)
    if grid:
        return Table(page.span(*grid.span()), ())
    header = next(_headers(text, start, end), None)
    return Table(page.span(header, end), ()) if header is not None else None


def table_spans(page: CleanText, span: Span) -> list[tuple[int, int]]:
    """Return where in the folded text tables stand whose rows are no clauses, numbered or not.

    They stand within ``span`` of the source, cells apart by tabs, under a row of headings.
    """
    places = range(len(page.text) + 1)
    return [
        (
            bisect_left(places, rows[at].start, key=page.source),
            bisect_left(places, rows[-1].end, key=page.source),
        )
        for rows in _tabbed(page.raw, span)
        for at in _header(page.raw, rows)
    ]


def _tabbed(raw: str, span: Span) -> Iterator[list[Span]]:
    """Yield the rows of each table of the source: lines in a row that hold tabs.

    Folding makes blanks of tabs. Tabs before a line only indent it.
    """
    if raw.find("\t", span.start, span.end) < 0:
        return
    rows: list[Span] = []
    for match in _LINE.finditer(raw, span.start, span.end):
        if rows and raw.count("\n", rows[-1].end, match.start()) > 1:
            yield from _whole(raw, rows)
            rows = []
        if "\t" in (match[0] if rows else match[0].lstrip()):
            rows.append(Span(*match.span()))
        else:
            yield from _whole(raw, rows)
            rows = []
    yield from _whole(raw, rows)


def _whole(raw: str, rows: list[Span]) -> Iterator[list[Span]]:
    """Yield the rows without indented lines behind them, where two or more are left."""
    while rows and "\t" not in raw[rows[-1].start : rows[-1].end].lstrip():
        rows.pop()
    if len(rows) > 1:
        yield rows


def _header(raw: str, rows: list[Span]) -> Iterator[int]:
    """Yield which row holds the headings: short cells, none empty; none where a list has tabs."""
    lines = [raw[row.start : row.end] for row in rows]
    for at, line in enumerate(lines[:-1]):
        cells = [cell.strip() for cell in line.strip().split("\t")]
        short = all(0 < len(cell) <= _CELL and cell[-1] not in "。；;：:" for cell in cells)
        if len(cells) > 1 and short and not _ITEM.match(line):
            listed = all(_ITEM.match(below) and below.count("\t") == 1 for below in lines[at + 1 :])
            if not listed or _COUNTS.match(line):
                yield at
            return


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
