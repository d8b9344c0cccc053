"""Word documents (ECMA-376 WordprocessingML): the text as it is printed, numbers included.

Left out: heads and feet, footnotes, comments, tables of contents, hidden text, white text on
white, tracked deletions, text struck through. Tracked insertions stand. A table gives a line a row,
a tab between cells.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from rag.errors import SourceBroken, SourceEmpty
from rag.notices.formats.glyphs import raised
from rag.notices.formats.model import Extract
from rag.notices.formats.package import Package
from rag.notices.formats.spans import again
from rag.notices.formats.word.numbering import Numbering, is_on
from rag.notices.formats.word.styles import Styles
from rag.notices.formats.xml import Element, attribute, child, local, part
from rag.settings import Reading

_DOCUMENT = "/officeDocument"  # how the relationship to the main part ends, in both editions
# What never counts, whatever it is in; Fallback repeats what Choice has in newer terms.
_DROPPED = frozenset({"del", "moveFrom", "Fallback", "rt", "instrText", "delText", "pPr", "rPr"})
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-", "ptab": "\t"}
_WHITE = "FFFFFF"


def read(data: bytes, path: Path, limits: Reading) -> Extract:
    """Return the text of a docx.

    :raises SourceBroken, SourceEncrypted, ArchiveExpands: the package cannot be used.
    :raises SourceEmpty: it holds no text.
    """
    package = Package(data, path, "docx", limits)
    where = _main_part(package)
    body = child(part(package, where), "body")
    if body is None:
        raise SourceBroken(path=path, format="docx")
    folder = posixpath.dirname(where)
    styles = Styles(part(package, posixpath.join(folder, "styles.xml")))
    numbering = Numbering(part(package, posixpath.join(folder, "numbering.xml")), styles.lists)
    reader = _Body(styles, numbering)
    text = "\n".join([*reader.lines(body), *reader.rest()])
    if not text.strip():
        raise SourceEmpty(path=path)
    return Extract(text)


def _main_part(package: Package) -> str:
    relations = part(package, "_rels/.rels")
    for relation in relations if relations is not None else ():
        if attribute(relation, "Type").endswith(_DOCUMENT):
            return posixpath.normpath(attribute(relation, "Target").lstrip("/"))
    return "word/document.xml"


class _Body:
    """Walks a document in order: the numbers depend on what came before."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering
        self._boxes: list[Element] = []  # text boxes met in the paragraph being read
        self._shaded = [False]  # whether there is a colour behind each open cell
        self._carried: list[str] = []  # paragraphs whose end was deleted: they go on in the next

    def lines(self, element: Element) -> Iterator[str]:
        """Yield the lines of everything in ``element``, none of them empty."""
        for item in element:
            name = local(item)
            if name == "p":
                yield from self._paragraph(item)
            elif name == "tbl":
                yield from self._table(item)
            elif name == "sdt" and not _is_contents(item):
                content = child(item, "sdtContent")
                yield from self.lines(content) if content is not None else ()
            elif name not in _DROPPED and name not in ("sdt", "sectPr"):
                yield from self.lines(item)

    def rest(self) -> Iterator[str]:
        """Yield the lines of the paragraph that has been read, at the end also of an open one."""
        text, self._carried = "".join(self._carried), []
        yield from (line.strip() for line in text.split("\n") if line.strip())

    def _paragraph(self, item: Element) -> Iterator[str]:
        properties = child(item, "pPr")
        style = _val(child(properties, "pStyle")) or self._styles.default
        label = self._label(properties, style)
        if self._styles.is_contents(style):
            return
        hidden = self._styles.hides(style)
        shaded = _is_shaded(properties) or self._shaded[-1]
        own = "".join(self._runs(item, hidden, shaded)).strip()
        self._carried.append(own if self._carried or not own else label + own)
        mark = child(properties, "rPr")
        if child(mark, "del") is None and not is_on(child(mark, "vanish")):
            yield from self.rest()
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            yield from self.lines(box)

    def _label(self, properties: Element | None, style: str) -> str:
        direct = child(properties, "numPr")
        inherited = self._styles.list_of(style)
        key, level = _val(child(direct, "numId")), _val(child(direct, "ilvl"))
        if key is None and inherited:
            name, key, of_style = inherited
            if level is None:
                level = of_style or str(self._numbering.level_of_style(key, name))
        if key is None or key == "0":
            return ""
        return self._numbering.label(key, int(level) if level and level.isdigit() else 0)

    def _runs(self, element: Element, hidden: bool, shaded: bool) -> Iterator[str]:
        """Yield the text of the runs in ``element`` that can be seen."""
        for item in element:
            name = local(item)
            if name in _DROPPED:
                continue
            if name == "r":
                properties = child(item, "rPr")
                if not self._unseen(properties, hidden, shaded):
                    place = _val(child(properties, "vertAlign"))
                    text = self._runs(item, False, shaded)
                    yield from map(raised, text) if place == "superscript" else text
            elif name == "txbxContent":
                self._boxes.append(item)
            elif name == "t":
                yield item.text or ""
            elif name in _BREAKS:
                yield _BREAKS[name]
            else:
                yield from self._runs(item, hidden, shaded)

    def _unseen(self, properties: Element | None, hidden: bool, shaded: bool) -> bool:
        vanish = child(properties, "vanish")
        if vanish is not None:
            return is_on(vanish)
        if any(is_on(child(properties, name)) for name in ("strike", "dstrike")):
            return True
        style = _val(child(properties, "rStyle"))
        white = (_val(child(properties, "color")) or "").upper() == _WHITE
        if white and not shaded and not _is_shaded(properties):
            return True
        return hidden or bool(style and self._styles.hides(style))

    def _cell(self, item: Element) -> Iterator[str]:
        self._shaded.append(_is_shaded(child(item, "tcPr")))
        yield from self.lines(item)
        self._shaded.pop()

    def _table(self, item: Element) -> Iterator[str]:
        above: dict[int, str] = {}
        for row in _within(item, "tr"):
            mark = child(row, "trPr")
            if child(mark, "del") is not None or is_on(child(mark, "hidden")):
                continue
            found = list(_within(row, "tc"))
            if len(found) == 1:  # a frame around text, or a caption: no row of a table
                yield from self._cell(found[0])
                continue
            cells = [" ".join(self._cell(cell)).replace("\t", " ") for cell in found]
            said = list(_spanned(found, cells, above))
            if any(cells):
                yield "\t".join(said).rstrip("\t")


def _spanned(cells: list[Element], texts: list[str], above: dict[int, str]) -> Iterator[str]:
    """Yield what the cells of a row say, those that go on from the row above what they said there.

    ``above`` holds that by column.
    """
    column = 0
    for cell, text in zip(cells, texts, strict=True):
        properties = child(cell, "tcPr")
        merged = child(properties, "vMerge")
        if merged is None or attribute(merged, "val") == "restart":
            above[column] = again(text) if merged is not None else ""
            yield text
        else:
            yield text or above.get(column, "")
        span = _val(child(properties, "gridSpan")) or ""
        column += int(span) if re.fullmatch(r"\d{1,4}", span) else 1


def _within(element: Element, name: str) -> Iterator[Element]:
    """Yield rows or cells, also those in content controls and tracked insertions."""
    for item in element:
        if local(item) == name:
            yield item
        elif local(item) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _within(item, name)


def _val(element: Element | None) -> str | None:
    return None if element is None else attribute(element, "val")


def _is_contents(item: Element) -> bool:
    gallery = child(item, "sdtPr", "docPartObj", "docPartGallery")
    return _val(gallery) == "Table of Contents"


def _is_shaded(properties: Element | None) -> bool:
    """Return whether there is a colour behind the text, so that white can be read on it."""
    shade = child(properties, "shd")
    fill = attribute(shade, "fill").upper() if shade is not None else ""
    return fill not in ("", "AUTO", _WHITE) or _val(child(properties, "highlight")) is not None
