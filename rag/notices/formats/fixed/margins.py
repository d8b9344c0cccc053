"""Running heads and page numbers of fixed pages: no text of a notice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rag.notices.formats.fixed.paged import Line, Sheet

_NUMBER = r"(?:\d{1,4}|[ivxlIVXL]{1,6}|[一二三四五六七八九十百]{1,4})"
_PAGE_NUMBER = re.compile(
    rf"[-—－–─~·•\s]*+(?:第\s*+)?{_NUMBER}(?:\s*+页)?"
    rf"(?:\s*+[/／,，]?\s*+(?:共|of)?\s*+{_NUMBER}(?:\s*+页)?)?[-—－–─~·•\s]*+",
    re.I,
)
# What browsers print around a page: the day and the title above, the address below.
_PRINTED = re.compile(
    r"(?:https?|file)://\S+(?:\s+\d+/\d+)?|\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},?\s+\S{0,2}\d{1,2}:\d\d.*"
)
# What is no other page's for having the same words and place: 附件1 and 附件2, a number, an item.
_OWN = re.compile(
    r"附\s*[件表录图]|[图表]\s*\d|第[一二三四五六七八九十百\d]+[编章节条]|[〔\[(（]\d{4}[〕\])）]"
    r"|[（(]?[一二三四五六七八九十百\d]{1,4}[)）、．.]"
)
_EDGE = 0.13  # share of the page's height that heads and feet keep to


def without_margins(sheets: Sequence[Sheet], pages: list[list[Line]]) -> list[list[Line]]:
    """Return the lines without page numbers and lines that stand on most pages in one place."""
    seen: Counter[tuple[str, int]] = Counter()
    for sheet, lines in zip(sheets, pages, strict=True):
        seen.update({_mark(line) for line in lines if _at_edge(line, sheet)})
    used = sum(1 for lines in pages if lines)
    often = max(2, used * 2 // 5)  # left and right pages may have heads of their own
    said: set[tuple[str, int]] = set()
    kept: list[list[Line]] = []
    for sheet, lines in zip(sheets, pages, strict=True):
        kept.append([])
        for line in lines:
            mark = _mark(line)
            if not _at_edge(line, sheet):
                kept[-1].append(line)
            elif _is_own(line):  # as a running head it stands in the text once
                if mark not in said or seen[mark] < often:
                    kept[-1].append(line)
                said.add(mark)
            elif seen[mark] < often and not _is_page_number(line, lines):
                kept[-1].append(line)
    return kept


def _at_edge(line: Line, sheet: Sheet) -> bool:
    edge = line.y < _EDGE * sheet.height or line.y > (1 - _EDGE) * sheet.height
    return edge and not line.cells


def _is_own(line: Line) -> bool:
    return _OWN.search(line.text[:40]) is not None and not _PAGE_NUMBER.fullmatch(line.text)


def _mark(line: Line) -> tuple[str, int]:
    """Return what a running head has in common with itself on other pages: words and height."""
    words = line.text if _is_own(line) else re.sub(r"\d+", "", line.text)
    return re.sub(r"\s+", "", words), round(line.y / max(line.size, 1))


def _is_page_number(line: Line, lines: list[Line]) -> bool:
    """Return whether ``line`` numbers its page, above or below all others, or a browser put it."""
    if _PRINTED.fullmatch(line.text):
        return True
    if not _PAGE_NUMBER.fullmatch(line.text):
        return False
    others = [other.y for other in lines if other is not line]
    return not others or line.y > max(others) or line.y < min(others)
