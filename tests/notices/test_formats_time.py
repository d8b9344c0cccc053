"""Files take time in proportion to length, whatever is in them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from format_files import docx_of, raw_pdf, read
from growth import SLOWER, grows

SHORT = 20_000  # bytes of the shorter file

CELL = "<w:tbl><w:tr><w:tc>"
WHITE = '<w:p><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>x</w:t></w:r></w:p>'
OPEN = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>xxxxxxxxxx</w:t></w:r></w:p>"
PAGES = {
    "cells": ("<table><tr>", "<td>x"),
    "rows": ("<table>", "<tr><td>x<td>y"),
    "cells that span rows": ("<table><tr>" + "<td rowspan=999>x" * 99, "<tr><td>z"),
    "items": ("<ol>", "<li>"),
    "items in boxes": ("<ol>", "<li><div>x</div>"),
    "links": ("", "<a href=x>x</a>"),
    "fields": ("<p>", "文号："),
    "blanks": ("<p>x", "\u3000"),
    "attachments": ("<p>", "附 "),
    "titles": ("<p>", "关于"),
    "places": ("<p>", "位置：首页"),
    "lines": ("<pre>", "x\n"),
}
DOCUMENTS = {
    "paragraphs in a cell": (CELL, WHITE, "</w:tc></w:tr></w:tbl>"),
    "paragraphs without end": ("", OPEN, ""),
    "runs": ("<w:p>", "<w:r><w:t>x</w:t></w:r>", "</w:p>"),
}


def growth(make: Callable[[int], bytes], name: str) -> float:
    """Return how much longer the longer file takes."""
    return grows(lambda data: read(data, name), make, SHORT)


@pytest.mark.parametrize(("begin", "again"), PAGES.values(), ids=PAGES.keys())
def test_web_pages(begin, again):
    def make(size: int) -> bytes:
        return f"<p>甲</p>{begin}{again * (size // len(again))}".encode()

    assert growth(make, "a.html") < SLOWER


@pytest.mark.parametrize(("begin", "again", "end"), DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_documents(begin, again, end):
    def make(size: int) -> bytes:
        body = "<w:p><w:r><w:t>甲</w:t></w:r></w:p>" + begin + again * (size // len(again)) + end
        return docx_of(body)

    assert growth(make, "a.docx") < SLOWER


def test_drawings_in_fixed_pages_are_not_taken_for_tables():
    grid = b"".join(b"%d 0 m %d 842 l S 0 %d m 595 %d l S\n" % (x, x, x, x) for x in range(5, 595))
    text = b"BT /F1 9 Tf 10 700 Td (Lorem ipsum dolor) Tj ET\n"
    assert read(raw_pdf(grid * 9 + text), "a.pdf").text == "Lorem ipsum dolor"
