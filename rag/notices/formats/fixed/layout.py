"""Fixed pages to running text: heads and page numbers dropped, broken lines joined.

A line goes on in the next one when it is full, that is when the next word did not fit any more,
and the next one begins at the margin. Chinese text is joined without a blank.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.notices.formats.fixed.columns import in_reading_order
from rag.notices.formats.fixed.extent import Frame, Frames
from rag.notices.formats.fixed.footnotes import without_footnotes
from rag.notices.formats.fixed.margins import without_margins
from rag.notices.formats.fixed.paged import Line, Sheet, is_full, space
from rag.notices.formats.fixed.rows import across_pages, lines_of
from rag.notices.formats.glyphs import unified
from rag.notices.formats.model import Extract

_ENDED = "。；：！？;:!?"
_MARKER = re.compile(
    r"[（(]?(?:[一二三四五六七八九十百]{1,4}|\d{1,3})[)）、．.]|第[一二三四五六七八九十百零〇\d]+[编章节条]"
    r"|[①-⑳]|[一二三四五六七八九十]是|附件|\d+(?:\.\d+)+"
)
_WORDY = "条章节编"  # a blank stands between these and the text
_HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")  # and its punctuation
_CLOSERS = "，。；：、！？）》”’〕】"
_NOTHING = Line(0, 0, 0, 0, 0, "")


def flow(sheets: Sequence[Sheet]) -> Extract:
    """Return the text of ``sheets`` in reading order, one paragraph or table row a line."""
    plain = [without_footnotes(sheet) for sheet in sheets]
    pages = without_margins(plain, [lines_of(sheet, n) for n, sheet in enumerate(plain, 1)])
    lines = across_pages(_as_cells(in_reading_order(sheets, pages)))
    for line in lines:
        if not line.cells:
            line.text = _untabbed(line.text)
            line.cell = line.cell if "\t" in line.text else 0
    frames = Frames(sheets, lines)
    parts: list[str] = []
    starts: list[tuple[int, int]] = []
    length, before = 0, None
    for line in lines:
        text = unified(line.text)
        if before is not None:
            parts.append(_between(before, line, frames.of(before), frames.of(line)))
            length += len(parts[-1])
        if before is None or before.page != line.page:
            starts.append((length, line.page))
        parts.append(text)
        length += len(text)
        before = line
    return Extract("".join(parts), tuple(starts))


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
        text = "".join(space(a.text, b.text) + b.text for a, b in pairwise([_NOTHING, *block]))
        if in_row:
            out[-1].text += "\t" + text
            out[-1].cell = block[0].cell or block[0].x0
            out[-1].x1 = max(out[-1].x1, *(line.x1 for line in block))
            out[-1].y = max(out[-1].y, block[-1].y)
        else:
            last = block[-1]
            out.append(Line(last.page, block[0].x0, last.x1, last.y, last.size, text))
        in_row = leads
    return out


def _untabbed(text: str) -> str:
    """Return a line without tabs that separate no cells.

    They stand behind a number that is set apart (1.  …), and in words that are spread (目　录), as
    are whole lines that end in what could not be broken.
    """
    number, tab, rest = text.partition("\t")
    if tab and "\t" not in rest and _MARKER.fullmatch(number):
        return number + (" " if number[-1] in _WORDY else "") + rest
    words = re.split(r"[ \t]+", text)
    single = sum(1 for word in words if _HAN.fullmatch(word))
    spread = single == len(words) > 1 and "\t" in text
    if spread or (len(words) > 5 and single > 0.8 * len(words)):
        return "".join(space(a, b) + b for a, b in pairwise(["", *words]))
    return text


def _same_block(line: Line, after: Line) -> bool:
    """Return whether the lines stand right under each other, flush left or centred."""
    size = max(line.size, after.size)
    below = 0 < after.y - line.y < 2.2 * size and line.page == after.page
    below &= line.column == after.column and not (line.cells or after.cells)
    x0 = line.cell or line.x0
    left = abs(after.x0 - x0) < 0.3 * size
    centred = abs(after.x0 + after.x1 - x0 - line.x1) < 0.6 * size
    return below and (left or centred) and not after.cell


def _next_cell(block: list[Line], after: list[Line]) -> bool:
    last, first = block[-1], after[0]
    if last.column != first.column or last.cells or first.cells:
        return False
    up = first.y < last.y + 0.4 * last.size
    return up and last.page == first.page and first.x0 >= max(line.x1 for line in block) - 1


def _between(line: Line, after: Line, frame: Frame, next_frame: Frame) -> str:
    """Return what belongs between two lines: a break, unless they are of one paragraph."""
    if line.cells or after.cells or after.cell:
        return "\n"
    if line.cell:
        # The last cell of a row without lines around it, where it reaches the edge of the text.
        more = _same_block(line, after) and is_full(line, after, frame.right)
        after.cell = line.cell if more else 0
        return space(line.text, after.text) if more else "\n"
    if abs(line.size - after.size) > 0.1 * line.size:
        return "\n"
    together = (line.page, line.column) == (after.page, after.column)
    if together and not 0 < after.y - line.y < 2.6 * line.size:
        return "\n"
    if _is_headline(line, after, frame) or _goes_on(line, after, frame, next_frame):
        return space(line.text, after.text)
    return "\n"


def _is_headline(line: Line, after: Line, frame: Frame) -> bool:
    """Return whether both lines are of one centred title, set larger than the text."""
    if line.page != after.page or line.size < 1.12 * frame.size:
        return False
    centred = all(abs((each.x0 + each.x1) / 2 - frame.centre) < line.size for each in (line, after))
    return centred and after.text[0] not in "（(" and line.text[-1] not in _ENDED


def _goes_on(line: Line, after: Line, frame: Frame, next_frame: Frame) -> bool:
    if after.text[0] in _CLOSERS:
        return True
    if not is_full(line, after, frame.right):
        return False
    marked = _MARKER.match(after.text) is not None
    if marked and line.text[-1] in _ENDED:
        return False
    size = line.size
    hanging = line.x0 + 0.5 * size < after.x0 and _MARKER.match(line.text) is not None
    return after.x0 - next_frame.left < 1.2 * size or (hanging and not marked)
