"""OFD files (GB/T 33190-2016): a package of XML that places text on pages, as PDF does.

Read: the first document's pages in order, the text objects of their layers and blocks. Left out:
templates (page backgrounds), what is marked invisible or drawn white, signatures and seals.
"""

from __future__ import annotations

import math
import posixpath
from collections.abc import Iterator
from pathlib import Path

from rag.errors import SourceBroken, SourceTooLong
from rag.notices.formats.fixed.paged import Piece, Sheet
from rag.notices.formats.model import Extract
from rag.notices.formats.package import Package
from rag.notices.formats.pdf import flow_of
from rag.notices.formats.xml import Element, attribute, child, local, part
from rag.settings import Reading

_PAGE = (210.0, 297.0)  # A4 in millimetres, where a document does not state its size


def read(data: bytes, path: Path, limits: Reading) -> Extract:
    """Return the text of an OFD file with its pages.

    :raises SourceBroken, SourceEncrypted, ArchiveExpands: the package cannot be used.
    :raises SourceTooLong: it has more pages than allowed.
    :raises SourceScanned, SourceGarbled: as for PDF.
    """
    package = Package(data, path, "ofd", limits)
    root = child(part(package, "OFD.xml"), "DocBody", "DocRoot")
    where = (root.text or "").strip() if root is not None else ""
    document = part(package, where) if where else None
    if document is None:
        raise SourceBroken(path=path, format="ofd")
    pages = child(document, "Pages")
    found = [page for page in pages if local(page) == "Page"] if pages is not None else []
    if len(found) > limits.max_pages:
        raise SourceTooLong(path=path, pages=len(found), limit=limits.max_pages)
    area = child(document, "CommonData", "PageArea")
    sheets = []
    for page in found:
        # Absolute or relative to the document, as GB/T 33190 7.2 has it.
        place = posixpath.join(posixpath.dirname(where), attribute(page, "BaseLoc"))
        content = part(package, posixpath.normpath(place))
        sheets.append(_sheet(content, area))
    return flow_of(sheets, path)


def _sheet(content: Element | None, area: Element | None) -> Sheet:
    own = child(content, "Area", "PhysicalBox")
    box = own if own is not None else child(area, "PhysicalBox")
    numbers = _numbers(box.text or "") if box is not None else []
    width, height = numbers[2:4] if len(numbers) == 4 else _PAGE
    body = child(content, "Content")
    pieces = tuple(_pieces(body)) if body is not None else ()
    return Sheet(width, height, pieces)


def _pieces(element: Element) -> Iterator[Piece]:
    for item in element:
        name = local(item)
        if attribute(item, "Visible").lower() == "false":
            continue
        if name in ("Layer", "PageBlock"):
            yield from _pieces(item)
        elif name == "TextObject" and not _is_white(item):
            yield from _text(item)


def _is_white(item: Element) -> bool:
    """Return whether the text is drawn white or wholly transparent."""
    fill = child(item, "FillColor")
    values = _numbers(attribute(fill, "Value")) if fill is not None else []
    white = len(values) == 3 and min(values) >= 250
    return white or attribute(item, "Alpha") == "0" or attribute(item, "Fill").lower() == "false"


def _text(item: Element) -> Iterator[Piece]:
    """Yield the pieces of one text object: a TextCode each, places from X, Y and DeltaX."""
    box = _numbers(attribute(item, "Boundary"))
    matrix = _numbers(attribute(item, "CTM"))
    size = _number(attribute(item, "Size"), 0.0)
    if len(box) != 4 or size <= 0:
        return
    a, b, c, d, e, f = matrix if len(matrix) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    x = y = 0.0
    for code in item:
        text = code.text or ""
        if local(code) != "TextCode" or not text.strip():
            continue
        x, y = _number(attribute(code, "X"), x), _number(attribute(code, "Y"), y)
        advance = _advance(attribute(code, "DeltaX"), text, size)
        x0, x1 = box[0] + a * x + c * y + e, box[0] + a * (x + advance) + c * y + e
        baseline = box[1] + b * x + d * y + f
        yield Piece(min(x0, x1), max(x0, x1), baseline, size * abs(d or 1.0), text.strip("\r\n"))


def _advance(deltas: str, text: str, size: float) -> float:
    """Return the width of ``text``: the steps between its characters and the last one's own.

    ``g n d`` in DeltaX stands for n steps of d.
    """
    words, steps, at = deltas.split(), 0.0, 0
    while at < len(words):
        if words[at] == "g" and at + 2 < len(words):
            steps += _number(words[at + 1], 0.0) * _number(words[at + 2], 0.0)
            at += 3
        else:
            steps += _number(words[at], 0.0)
            at += 1
    last = size if text[-1] > "\u2e7f" else size / 2
    return steps + last if words else sum(size if c > "\u2e7f" else size / 2 for c in text)


def _numbers(text: str) -> list[float]:
    values = [_number(word, math.nan) for word in text.split()]
    return [value for value in values if math.isfinite(value)]


def _number(text: str, default: float) -> float:
    try:
        value = float(text)
    except ValueError:
        return default
    return value if math.isfinite(value) else default
