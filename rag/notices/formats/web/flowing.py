"""The text of a cleaned page as a browser would break it into lines."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from rag.notices.formats.counting import number
from rag.notices.formats.glyphs import raised
from rag.notices.formats.spans import Allowance, Columns
from rag.notices.formats.web.card import fields, is_card, with_fields
from rag.notices.formats.web.css import Element, Sheet

_BLOCKS = frozenset({
    "address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "html", "legend", "li", "main", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "tfoot", "thead", "tr", "ul",
})  # fmt: skip
_INLINE = frozenset({"a", "b", "em", "font", "i", "span", "strong", "u"})  # the commonest
_CELLS = ("td", "th")
# Chinese text is broken anywhere in the source of a page; that makes no blank.
_BROKEN = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*\r?\n\s*(?=[\u3000-\u9fff\uff00-\uffef])"
)
_BLANKS = re.compile(r"[ \t\r\n\x0b\x0c\xa0]+")
# A table arranges the page when one of its cells is longer than so many characters, or has so much
# of the text in so many lines.
_LAYOUT_CELL = 1500
_MOST_OF_ALL, _LINES = 0.8, 5
_MARKED = re.compile(
    r"[\s　]*(?:[（(]?[一二三四五六七八九十百\d]{1,4}[)）、．.]|[①-⑳•]"
    r"|第[一二三四五六七八九十百\d]+[编章节条])"
)
_TYPES = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
}
_CSS_TYPES = {
    "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter", "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter", "lower-roman": "lowerRoman", "upper-roman": "upperRoman",
    "decimal-leading-zero": "decimalZero",
}  # fmt: skip


class Flow:
    """Collects the lines of a page."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._lines: list[str] = []
        self._line: list[str] = []
        self._tables: list[Columns | None] = []  # open ones, None where rows are no rows
        self._repeated = Allowance()
        self._card = False  # whether the rows of the open table are fields of a card
        self._first_cell = True
        self._cell_at = 0  # where in the line the text of the open cell begins
        self._filled = False  # whether a cell of the row itself has text
        self._counters: list[int] = []
        self._label = ""  # number of an item whose text is still to come
        self._kept = 0  # open elements whose blanks count
        self._raised = 0

    def read(self, root: Element) -> str:
        """Return the text in ``root``, one line a paragraph or row, no empty lines."""
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if event == "start":
                self._start(element)
                self._say(element.text)
            else:
                self._end(element)
                self._say(element.tail)
        self._break()
        return "\n".join(with_fields(self._lines))

    @property
    def _in_row(self) -> bool:
        return bool(self._tables) and self._tables[-1] is not None

    def _start(self, element: Element) -> None:
        tag = element.tag
        if tag in _INLINE:
            return
        if tag == "table":
            self._break()
            kind = _kind(element)
            self._tables.append(Columns(self._repeated) if kind else None)
            self._card = kind == "card"
        elif tag == "tr" and self._in_row:
            self._row()
        elif tag in _CELLS:
            self._cell()
        elif tag == "br" or tag in _BLOCKS:
            self._soft_break()
        if tag == "pre":
            self._kept += 1
        if tag == "sup":
            self._raised += 1
        if tag == "ol":
            self._counters.append(_integer(element.get("start"), 1) - 1)
        elif tag == "ul":
            self._counters.append(0)
        elif tag == "li":
            self._item(element)

    def _end(self, element: Element) -> None:
        tag = element.tag
        if tag in _INLINE:
            return
        if tag == "table":
            self._break()
            self._tables.pop()
        elif tag == "tr" and self._in_row:
            self._end_row()
        elif tag in _CELLS and self._in_row:
            self._end_cell(element)
        elif tag in _BLOCKS:
            self._soft_break()
        if tag == "pre":
            self._kept -= 1
        if tag == "sup":
            self._raised -= 1
        if tag == "li":
            self._label = ""
        if tag in ("ol", "ul") and self._counters:
            self._counters.pop()

    def _row(self) -> None:
        self._break()
        self._first_cell, self._filled = True, False
        if (columns := self._tables[-1]) is not None:
            columns.begin()

    def _cell(self) -> None:
        columns = self._tables[-1] if self._tables else None
        if columns is None:
            self._soft_break()
            return
        for text in columns.passed():
            self._separate(text)
        self._separate("")
        self._cell_at = len(self._line)

    def _separate(self, text: str) -> None:
        """Begin a cell that says ``text``."""
        self._line += [text] if self._first_cell else ["\t", text]
        self._first_cell = False

    def _end_cell(self, element: Element) -> None:
        text = "".join(self._line[self._cell_at :]).strip()
        self._filled |= bool(text)
        if (columns := self._tables[-1]) is not None:
            rows, width = (_integer(element.get(name), 1) for name in ("rowspan", "colspan"))
            columns.add(text, rows, max(1, width))

    def _end_row(self) -> None:
        columns = self._tables[-1]
        for text in columns.rest() if columns is not None else ():
            self._separate(text)
        if self._card:
            self._lines += [field for field in fields(self._texts()) if field[-1] != "："]
        if self._card or not self._filled:
            self._line = []
        self._break()

    def _item(self, element: Element) -> None:
        """Note the number that a browser would put before an item."""
        above = element.getparent()
        if above is None or above.tag != "ol" or not self._counters:
            return
        self._counters[-1] = _integer(element.get("value"), self._counters[-1] + 1)
        style = self._sheet.of(above) | self._sheet.of(element)
        kind = style.get("list-style-type") or style.get("list-style", "").split(" ")[0]
        if kind == "none":
            return
        form = _CSS_TYPES.get(kind, kind) or _TYPES.get(above.get("type") or "1", "decimal")
        label = number(self._counters[-1], form)
        self._label = label + ("." if label.isascii() else "、")

    def _labelled(self, text: str) -> str:
        """Return the beginning of an item with its number, unless the text has one itself."""
        label, self._label = self._label, ""
        return text if _MARKED.match(text) else label + text.lstrip()

    def _say(self, text: str | None) -> None:
        if not text:
            return
        if text.isspace() and not self._line:
            return
        text = raised(text) if self._raised else text
        if self._kept and not self._in_row:
            first, *others = text.splitlines() or [""]
            self._line.append(first)
            for line in others:
                self._break()
                self._line.append(line)
            return
        if self._label and self._in_row and not text.isspace():
            text = self._labelled(text)
        self._line.append(_BLANKS.sub(" ", _BROKEN.sub("", text)))

    def _soft_break(self) -> None:
        """End the line; inside a row, where a line is a row, leave a blank."""
        if not self._in_row:
            self._break()
        elif self._line and not self._line[-1].endswith(("\t", " ")):
            self._line.append(" ")

    def _break(self) -> None:
        line = "\t".join(self._texts())
        if line.strip():
            line = self._labelled(line) if self._label else line
            self._lines.append(line.rstrip("\t"))
        self._line = []

    def _texts(self) -> list[str]:
        """Return what the cells of the line say, a single one outside of tables."""
        cells = "".join(self._line).split("\t")
        return [re.sub(" {2,}", " ", cell.strip()) for cell in cells]


def _kind(table: Any) -> str:
    """Return what a table is for: "rows" of data, "card", or "" where it only arranges the page."""
    if next(table.iterdescendants("table"), None) is not None:
        return ""
    rows = [[cell for cell in row if cell.tag in _CELLS] for row in table.iter("tr")]
    texts = [["".join(cell.itertext()).strip() for cell in row] for row in rows]
    if is_card(texts):
        return "card"
    several = sum(1 for row in texts if sum(map(bool, row)) > 1)
    if several < 2 and not (several and any(cell.get("rowspan") for row in rows for cell in row)):
        return ""
    sizes = {cell: len(text) for row, own in zip(rows, texts, strict=True)
             for cell, text in zip(row, own, strict=True)}  # fmt: skip
    largest = max(sizes, key=lambda cell: sizes[cell])
    lines = sum(1 for _ in largest.iter("p", "br", "div", "li"))
    alone = sizes[largest] > _MOST_OF_ALL * sum(sizes.values()) and lines >= _LINES
    return "" if alone or sizes[largest] >= _LAYOUT_CELL else "rows"


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text.strip()) else default
