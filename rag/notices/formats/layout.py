"""Fixed pages to running text: heads and page numbers dropped, broken lines joined.

A line goes on in the next one when it is full, that is when the next word did not fit any more,
and the next one begins at the margin. Chinese text is joined without a blank.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from rag.notices.formats.extent import Frame, frames
from rag.notices.formats.glyphs import unified
from rag.notices.formats.model import Extract
from rag.notices.formats.paged import Line, Sheet, in_order, lines_of

_NUMBER = r"(?:\d{1,4}|[ivxlIVXL]{1,6}|[一二三四五六七八九十百]{1,4})"
_PAGE_NUMBER = re.compile(
    rf"[-—－–─~·•\s]*(?:第\s*)?{_NUMBER}(?:\s*页)?"
    rf"(?:\s*[/／,，]?\s*(?:共|of)?\s*{_NUMBER}\s*页?)?[-—－–─~·•\s]*",
    re.I,
)
# What browsers print around a page: the day and the title above, the address below.
_PRINTED = re.compile(
    r"(?:https?|file)://\S+(?:\s+\d+/\d+)?|\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},?\s+\S{0,2}\d{1,2}:\d\d.*"
)
_EDGE = 0.13  # share of the page's height that heads and feet keep to
_ENDED = "。；：！？;:!?"
_MARKER = re.compile(
    r"[（(]?(?:[一二三四五六七八九十百]{1,4}|\d{1,3})[)）、．.]|第[一二三四五六七八九十百零〇\d]+[编章节条]"
    r"|[①-⑳]|[一二三四五六七八九十]是|附件|\d+(?:\.\d+)+"
)
_CLOSERS = "，。；：、！？）》”’〕】"
# What stands together at the start of a line: a character with the punctuation that sticks to it.
_UNBREAKABLE = re.compile(rf"[（《“‘〔【]*(?:[A-Za-z0-9.,%]+|.)[{_CLOSERS}]*")
_WORD = re.compile(r"[A-Za-z0-9]")
_NOTHING = Line(0, 0, 0, 0, 0, "")


def flow(sheets: Sequence[Sheet]) -> Extract:
    """Return the text of ``sheets`` in reading order, one paragraph or table row a line."""
    pages = _without_margins(sheets, [lines_of(sheet, n) for n, sheet in enumerate(sheets, 1)])
    lines = _as_cells([line for page in pages for line in in_order(page)])
    of_page = frames(sheets, lines)
    parts: list[str] = []
    starts: list[tuple[int, int]] = []
    length, before = 0, None
    for line in lines:
        text = unified(line.text)
        if before is not None:
            parts.append(_between(before, line, of_page[line.page]))
            length += len(parts[-1])
        if before is None or before.page != line.page:
            starts.append((length, line.page))
        parts.append(text)
        length += len(text)
        before = line
    return Extract("".join(parts), tuple(starts))


def _without_margins(sheets: Sequence[Sheet], pages: list[list[Line]]) -> list[list[Line]]:
    """Return the lines without page numbers and lines that stand on most pages in one place."""
    seen: Counter[tuple[str, int]] = Counter()
    for sheet, lines in zip(sheets, pages, strict=True):
        seen.update({_mark(line) for line in lines if _at_edge(line, sheet)})
    used = sum(1 for lines in pages if lines)
    often = max(2, used * 2 // 5)  # left and right pages may have heads of their own
    kept = []
    for sheet, lines in zip(sheets, pages, strict=True):
        kept.append(
            [
                line
                for line in lines
                if not _at_edge(line, sheet)
                or not (_is_page_number(line, lines) or seen[_mark(line)] >= often)
            ]
        )
    return kept


def _at_edge(line: Line, sheet: Sheet) -> bool:
    return line.y < _EDGE * sheet.height or line.y > (1 - _EDGE) * sheet.height


def _mark(line: Line) -> tuple[str, int]:
    """Return what a running head has in common with itself on other pages: words and height."""
    return re.sub(r"\d+|\s+", "", line.text), round(line.y / max(line.size, 1))


def _is_page_number(line: Line, lines: list[Line]) -> bool:
    """Return whether ``line`` numbers its page, above or below all others, or a browser put it."""
    if _PRINTED.fullmatch(line.text):
        return True
    if not _PAGE_NUMBER.fullmatch(line.text):
        return False
    others = [other.y for other in lines if other is not line]
    return not others or line.y > max(others) or line.y < min(others)


def _as_cells(lines: list[Line]) -> list[Line]:
    """Return the lines with those of one table cell joined, and the cells of a row in one line.

    Cells are drawn one after the other: the text goes back up, to the right.
    """
    blocks: list[list[Line]] = []
    for line in lines:
        if blocks and _same_block(blocks[-1][-1], line):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    out: list[Line] = []
    in_row = False
    for i, block in enumerate(blocks):
        leads = i + 1 < len(blocks) and _next_cell(block, blocks[i + 1])
        if not in_row and not leads:
            out += block
            continue
        text = "".join(_space(a.text, b.text) + b.text for a, b in pairwise([_NOTHING, *block]))
        if in_row:
            out[-1].text += "\t" + text
            out[-1].x1 = max(out[-1].x1, *(line.x1 for line in block))
            out[-1].y = max(out[-1].y, block[-1].y)
        else:
            last = block[-1]
            out.append(Line(last.page, block[0].x0, last.x1, last.y, last.size, text))
        in_row = leads
    return out


def _same_block(line: Line, after: Line) -> bool:
    """Return whether the lines stand right under each other, flush left or centred."""
    size = max(line.size, after.size)
    below = 0 < after.y - line.y < 2.2 * size and line.page == after.page
    left = abs(after.x0 - line.x0) < 0.3 * size
    centred = abs(after.x0 + after.x1 - line.x0 - line.x1) < 0.6 * size
    return below and (left or centred) and "\t" not in line.text + after.text


def _next_cell(block: list[Line], after: list[Line]) -> bool:
    last, first = block[-1], after[0]
    up = first.y < last.y + 0.4 * last.size
    return up and last.page == first.page and first.x0 >= max(line.x1 for line in block) - 1


def _space(left: str, right: str) -> str:
    if not left or not right:
        return ""
    return " " if _WORD.match(left[-1]) and _WORD.match(right[0]) else ""


def _between(line: Line, after: Line, frame: Frame) -> str:
    """Return what belongs between two lines: a break, unless they are of one paragraph."""
    if "\t" in line.text + after.text or abs(line.size - after.size) > 0.1 * line.size:
        return "\n"
    if line.page == after.page and not 0 < after.y - line.y < 2.6 * line.size:
        return "\n"
    if _is_headline(line, after, frame) or _is_full(line, after, frame):
        return _space(line.text, after.text)
    return "\n"


def _is_headline(line: Line, after: Line, frame: Frame) -> bool:
    """Return whether both lines are of one centred title, set larger than the text."""
    if line.page != after.page or line.size < 1.12 * frame.size:
        return False
    centred = all(abs((each.x0 + each.x1) / 2 - frame.centre) < line.size for each in (line, after))
    return centred and after.text[0] not in "（(" and line.text[-1] not in _ENDED


def _is_full(line: Line, after: Line, frame: Frame) -> bool:
    if after.text[0] in _CLOSERS:
        return True
    word, size = _UNBREAKABLE.match(after.text), line.size
    needed = sum(size if c > "\u2e7f" else 0.55 * size for c in word[0]) if word else size
    if frame.right - line.x1 > needed + 0.5 * size:
        return False
    marked = _MARKER.match(after.text) is not None
    if marked and line.text[-1] in _ENDED:
        return False
    hanging = line.x0 + 0.5 * size < after.x0 and _MARKER.match(line.text) is not None
    return after.x0 - frame.left < 1.2 * size or (hanging and not marked)
