"""Unnumbered text into paragraphs (自然段), whatever the page did to its line breaks.

Line breaks or wide blanks separate paragraphs where there are any; in a page flattened to single
blanks only a blank behind the end of a sentence does. A short line without an end is a heading or
a row of a list: it opens a paragraph that takes in what follows. In a list of members (组长: …
副组长: …) each role is a paragraph with all who hold it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# A line's leading blanks go with its text: a pattern that begins with them takes quadratic time.
_WIDE = re.compile(r"\n\s*|[ \t]{2,}(?:\n\s*)?")
_NARROW = re.compile(r"(?<=[。;:!?])[ \t]+")
# A page number (页码) that a page break left in the text.
FOLIO = re.compile(
    r"[-—–]{1,2} {0,2}\d{1,4} {0,2}[-—–]{1,2}|第 ?\d{1,4} ?页(?:[,/ ]{0,3}共 ?\d{1,4} ?页)?"
)
_LABEL = re.compile(r"附 {0,3}[件表图录]? ?[\d一二三四五六七八九十-]{0,5} ?:")
_GAP = re.compile(r"\s{2,}|\n")
_ENDED = "。;!?"
_HEADING = 40  # a line longer than this is not a heading
_ROWS = 300  # rows of a list are kept together up to this many characters
_LONGEST = 3000  # what a heading takes in, in characters
_MANY = 3  # rows behind which a sentence begins a paragraph of its own
# 组 长:甲某 市财政局局长: who holds a role stands on its line.
_ROLE = re.compile(r"[\u3400-\u9fff](?:[ \t]?[\u3400-\u9fff]){1,7}[ \t]?:[ \t]?(?=[\u3400-\u9fff])")


@dataclass(slots=True)
class _Line:
    """A line of the page with the blanks behind it."""

    start: int
    end: int
    body: str

    @property
    def short(self) -> bool:
        return len(self.body) <= _HEADING and self.body[-1:] not in _ENDED

    @property
    def label(self) -> bool:
        return self.body[:1] == "附" and _LABEL.fullmatch(self.body) is not None

    @property
    def role(self) -> bool:
        return self.short and _ROLE.match(self.body) is not None


class _Paragraph:
    """A paragraph that grows line by line."""

    def __init__(self, line: _Line) -> None:
        self.start, self.end = line.start, line.end
        # Headings and rows of a list only; 决定: leads into items of their own.
        self._opened = line.short and (not line.body.endswith(":") or line.label)
        self._leads = _leads(line.body)  # its first line names what follows
        self._role = line.role  # it says who holds a role
        self._item = line.body.endswith(";")  # it ends as an item of a list does
        self._rows = int(line.short)

    def takes(self, line: _Line) -> bool:
        """Return whether ``line`` belongs to it."""
        if not line.body:
            return True
        if (line.role and self._role) or (not line.short and self._rows > _MANY):
            return False
        room = line.end - self.start
        if self._opened and room <= (_ROWS if line.short and not self._role else _LONGEST):
            return True
        return self._leads and not line.short and not self._item and room <= _LONGEST

    def add(self, line: _Line) -> None:
        self.end = line.end
        if line.body:
            self._opened = self._opened and line.short
            self._role = self._role or line.role
            self._rows += line.short
            self._item = line.body.endswith(";")


def split_paragraphs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the paragraphs of ``text[start:end]``: contiguous spans that cover it exactly."""
    out: list[_Paragraph] = []
    for begin, stop in _pieces(text, start, end):
        body = text[begin:stop].strip()
        line = _Line(begin, stop, "" if FOLIO.fullmatch(body) else body)
        if out and out[-1].takes(line):
            out[-1].add(line)
        else:
            out.append(_Paragraph(line))
    return [(it.start, it.end) for it in out]


def _leads(body: str) -> bool:
    first = _GAP.split(body, maxsplit=1)[0]
    return len(first) <= _HEADING and first[-1:] not in _ENDED + ":"


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the lines of the region, blanks behind each with it."""
    window = text[start:end].strip()
    lines = sum(1 for _ in _WIDE.finditer(window))
    separator = _WIDE if lines * 200 >= len(window) else _NARROW
    pieces, at = [], start
    for match in separator.finditer(text, start, end):
        if match.end() < end and match.start() > start:
            pieces.append((at, match.end()))
            at = match.end()
    pieces.append((at, end))
    return pieces
