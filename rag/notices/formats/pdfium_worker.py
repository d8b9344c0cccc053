"""Reads a PDF in a process of its own: ``python pdfium_worker.py MAX_PAGES MEMORY_MIB < FILE``.

A PDF may be made to take gigabytes or minutes, and its parser is a native library; here neither
can take the program along. Writes one JSON object a line: ``{"pages": n}``, then for every page
its width, height, pieces ``[x0, x1, y, size, text]`` and rules ``[x0, y0, x1, y1]``; or
``{"error": name}`` and no more.
Imports nothing of the program: it starts as a script, beside modules named as the library's.
"""

from __future__ import annotations

import ctypes
import json
import math
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium

_MOST_CHARACTERS = 200_000  # of one page; a page full of 5-point text has about 20,000
_SMALLEST = 2.0  # points: what is smaller is not meant to be read
_INVISIBLE = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_WHITE = 250
_MOST_SEGMENTS = 20_000  # of the paths of one page; with more it is a drawing, no table
_THICKEST = 3.0  # points: what is filled and no thicker is a line
_SHORTEST = 4.0
_MOST_GROUNDS = 500  # the largest coloured shapes of a page, on which white text can be read

Box = tuple[float, float, float, float]


def main() -> None:
    """Read standard input, write standard output."""
    most, memory = int(sys.argv[1]), int(sys.argv[2])
    _limit(memory)
    data = sys.stdin.buffer.read()
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        locked = pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD
        _say({"error": "password" if locked else "broken"})
        return
    pages = pdfium.FPDF_GetPageCount(document)
    _say({"pages": pages})
    for index in range(pages if pages <= most else 0):
        _say(_page(document, index))


def _limit(memory: int) -> None:
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory << 20, memory << 20))


def _say(value: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(value).encode("ascii") + b"\n")


def _page(document: Any, index: int) -> dict[str, Any]:
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        return {"width": 0, "height": 0, "pieces": [], "rules": []}
    text = pdfium.FPDFText_LoadPage(page)
    try:
        characters = list(_characters(page, text)) if text else []
        angle = Counter(c[0] for c in characters).most_common(1)[0][0] if characters else 0
        left, bottom, right, top = _turned(_bounds(page), angle)
        upright = [
            (x - left, x1 - left, top - y, size, letter)
            for turn, x, x1, y, size, letter in characters
            if turn == angle and left - 1 <= x <= right + 1 and bottom - 1 <= y <= top + 1
        ]
        rules = [
            [round(v, 1) for v in (x0 - left, top - y1, x1 - left, top - y0)]
            for x0, y0, x1, y1 in (_turned(rule, angle) for rule in _rules(page))
        ]
        size = {"width": right - left, "height": top - bottom}
        return size | {"pieces": list(_pieces(upright)), "rules": rules}
    finally:
        pdfium.FPDFText_ClosePage(text)
        pdfium.FPDF_ClosePage(page)


def _bounds(page: Any) -> Box:
    """Return what is shown of the page: its crop box, else its media box."""
    values = [ctypes.c_float() for _ in range(4)]
    for get in (pdfium.FPDFPage_GetCropBox, pdfium.FPDFPage_GetMediaBox):
        if get(page, *values):
            left, bottom, right, top = (v.value for v in values)
            return left, bottom, right, top
    return 0.0, 0.0, pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)


def _turned(box: Box, angle: int) -> Box:
    """Return ``box`` in axes along text that runs at ``angle`` quarter turns."""
    corners = [_turn(x, y, angle) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _turn(x: float, y: float, angle: int) -> tuple[float, float]:
    return ((x, y), (y, -x), (-x, -y), (-y, x))[angle]


def _characters(page: Any, text: Any) -> Iterator[tuple[int, float, float, float, float, str]]:
    """Yield visible characters: quarter turns, x0, x1, baseline, size and the character."""
    scanned = _image_covers(page)
    grounds: list[Box] | None = None
    x, y = ctypes.c_double(), ctypes.c_double()
    rect, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    count = min(pdfium.FPDFText_CountChars(text), _MOST_CHARACTERS)
    for i in range(count):
        if pdfium.FPDFText_IsGenerated(text, i) == 1:
            continue
        letter = _letter(text, i)
        if not letter or not pdfium.FPDFText_GetCharOrigin(text, i, x, y):
            continue
        pdfium.FPDFText_GetLooseCharBox(text, i, rect)
        pdfium.FPDFText_GetMatrix(text, i, matrix)
        size = pdfium.FPDFText_GetFontSize(text, i) * math.hypot(matrix.c, matrix.d)
        quarters = pdfium.FPDFText_GetCharAngle(text, i) / (math.pi / 2)
        # Slanted text is a watermark.
        if size < _SMALLEST or abs(quarters - round(quarters)) > 0.05:
            continue
        visibility = _visibility(text, i)
        if visibility == "white" and grounds is None:
            grounds = sorted(_grounds(page), key=_area, reverse=True)[:_MOST_GROUNDS]
        if visibility == "invisible" and not scanned:
            continue
        if visibility == "white" and not any(_inside(x.value, y.value, g) for g in grounds or ()):
            continue
        angle = round(quarters) % 4
        x0, _, x1, _ = _turned((rect.left, rect.bottom, rect.right, rect.top), angle)
        yield angle, x0, x1, _turn(x.value, y.value, angle)[1], size, letter


def _letter(text: Any, i: int) -> str:
    """Return the character at ``i``, U+FFFD where the font does not say which it is."""
    code = pdfium.FPDFText_GetUnicode(text, i)
    if 0xF000 <= code <= 0xF0FF or code in (0xAD, 0x02):  # symbol fonts; soft hyphens
        return ""
    if code in (0x09, 0x0A, 0x0D):
        return " "
    lost = pdfium.FPDFText_HasUnicodeMapError(text, i) == 1
    if lost or code < 0x20 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return "\ufffd"
    return chr(code)


def _visibility(text: Any, i: int) -> str:
    mode = pdfium.FPDFTextObj_GetTextRenderMode(pdfium.FPDFText_GetTextObject(text, i))
    if mode in _INVISIBLE:
        return "invisible"
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if pdfium.FPDFText_GetFillColor(text, i, red, green, blue, alpha):
        if alpha.value == 0:
            return "invisible"
        if min(red.value, green.value, blue.value) >= _WHITE:
            return "white"
    return "visible"


def _objects(page: Any) -> Iterator[tuple[Any, int, Box]]:
    for i in range(pdfium.FPDFPage_CountObjects(page)):
        item = pdfium.FPDFPage_GetObject(page, i)
        values = [ctypes.c_float() for _ in range(4)]
        if pdfium.FPDFPageObj_GetBounds(item, *values):
            left, bottom, right, top = (v.value for v in values)
            yield item, pdfium.FPDFPageObj_GetType(item), (left, bottom, right, top)


def _image_covers(page: Any) -> bool:
    """Return whether an image takes up half of the page: its text is then what OCR made of it."""
    left, bottom, right, top = _bounds(page)
    half = (right - left) * (top - bottom) / 2
    return any(
        kind == pdfium.FPDF_PAGEOBJ_IMAGE and _area(box) >= half for _, kind, box in _objects(page)
    )


def _grounds(page: Any) -> Iterator[Box]:
    """Yield the places where white text can be seen: images and shapes filled with a colour."""
    for item, kind, box in _objects(page):
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            yield box
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            mode, stroke = ctypes.c_int(), ctypes.c_int()
            colour = [ctypes.c_uint() for _ in range(4)]
            filled = pdfium.FPDFPath_GetDrawMode(item, mode, stroke) and mode.value
            if (
                filled
                and pdfium.FPDFPageObj_GetFillColor(item, *colour)
                and min(c.value for c in colour[:3]) < _WHITE
            ):
                yield box


def _rules(page: Any) -> list[Box]:
    """Return the level and upright lines that are drawn: the borders of tables, if any."""
    found: list[Box] = []
    left = _MOST_SEGMENTS
    for item, kind, (x0, y0, x1, y1) in _objects(page):
        if kind != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        filled, stroked = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(item, filled, stroked)
        if not stroked.value and (not filled.value or min(x1 - x0, y1 - y0) > _THICKEST):
            continue
        left -= pdfium.FPDFPath_CountSegments(item)
        if left < 0:
            return []
        found += _segments(item)
    return found


def _segments(path: Any) -> Iterator[Box]:
    """Yield the straight sides of a path that are level or upright."""
    matrix, x, y = pdfium.FS_MATRIX(), ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPageObj_GetMatrix(path, matrix)
    first = at = (0.0, 0.0)
    for i in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, i)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        to = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = pdfium.FPDFPathSegment_GetType(segment)
        sides = [(at, to)] if kind == pdfium.FPDF_SEGMENT_LINETO else []
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = to
        if pdfium.FPDFPathSegment_GetClose(segment):
            sides.append((to, first))
        for (x0, y0), (x1, y1) in sides:
            across, up = abs(x1 - x0), abs(y1 - y0)
            if min(across, up) < 1 and max(across, up) >= _SHORTEST:
                yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
        at = to


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _inside(x: float, y: float, box: Box) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _pieces(
    characters: list[tuple[float, float, float, float, str]],
) -> Iterator[tuple[float, float, float, float, str]]:
    """Yield characters that stand side by side as one piece."""
    kept: list[tuple[float, float, float, float, str]] = []
    for character in characters:
        if kept:
            x0, _, y, size, _ = character
            apart = x0 - kept[-1][1]
            if (
                abs(y - kept[-1][2]) > 0.1 * size
                or not -0.5 * size <= apart <= 0.15 * size
                or abs(size - kept[-1][3]) > 0.05 * size
            ):
                yield _joined(kept)
                kept = []
        kept.append(character)
    if kept:
        yield _joined(kept)


def _joined(
    kept: list[tuple[float, float, float, float, str]],
) -> tuple[float, float, float, float, str]:
    text = "".join(c[4] for c in kept)
    return round(kept[0][0], 2), round(kept[-1][1], 2), round(kept[0][2], 2), kept[0][3], text


if __name__ == "__main__":
    main()
