"""Web pages as saved: the main text, a line a paragraph, table rows with a tab between cells."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Any

from lxml import etree

from rag.errors import SourceEmpty, SourceTooHeavy
from rag.notices.decode import BOM, decode_strictly, require_text
from rag.notices.formats.model import Extract
from rag.notices.formats.web.css import Sheet
from rag.notices.formats.web.flowing import Flow
from rag.notices.formats.web.page import Cleaner
from rag.notices.formats.xml import check_tags
from rag.settings import Reading

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})""", re.I)
# As browsers take them (WHATWG Encoding): what calls itself GB2312 uses all of GB18030.
# Python knows more codecs than those of text, and some that make of ASCII what no browser shows.
# Nor can a page be in UTF-16 whose ASCII could be read without its mark.
_OF_PAGES = re.compile(
    r"utf-8|gb2312|gbk|gb18030|hz|big5(hkscs)?|cp(125\d|866|874|932|949|950)|iso8859-\d+"
    r"|euc_(jp|kr)|shift_jis|koi8-[ru]|ascii"
)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "hz": "gb18030", "big5": "big5hkscs"}


def read(data: bytes, path: Path, limits: Reading, declared: str | None = None) -> Extract:
    """Return the main text of a page; ``declared`` is an encoding known from elsewhere.

    :raises SourceBinary, SourceEncoding: it holds no text that can be read.
    :raises SourceEmpty: nothing on it can be seen.
    :raises SourceTooHeavy: it has more tags than allowed, or nested deeper.
    """
    text = decode_strictly(data, path, charset(data) or _python_name(declared or ""))
    require_text(text, path)
    plain = text.removeprefix(BOM).encode("utf-8")
    check_tags(plain, path, "max_tags", limits.max_tags)
    # Encoded anew since what the page says of its encoding would be believed.
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = etree.fromstring(plain, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceEmpty(path=path) from error
    if root is None:
        raise SourceEmpty(path=path)
    sheet = Sheet(style.text or "" for style in root.iter("style"))
    if not _clean(root, sheet, limits.max_nesting):
        raise SourceTooHeavy(path=path, limit=f"reading.max_nesting = {limits.max_nesting}")
    lines = Flow(sheet).read(root)
    if not lines.strip():
        raise SourceEmpty(path=path)
    return Extract(lines)


def charset(data: bytes) -> str | None:
    """Return the codec of the encoding that a page declares, None where it does not."""
    head = data[:4096]
    match = _CHARSET.search(head) or _XML_ENCODING.search(head)
    return _python_name(match[1].decode("ascii")) if match else None


def _python_name(name: str) -> str | None:
    """Return Python's name of an encoding, wider ones for those that pages misname."""
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):  # there is none, or none could be called so: NULs
        return None
    return _WIDER.get(codec, codec) if _OF_PAGES.fullmatch(codec) else None


def _clean(root: Any, sheet: Sheet, deepest: int) -> bool:
    """Empty what is no main text; return False where tags are nested too deep.

    Beyond some depth the parser drops what is left of the page without a word.
    """
    cleaner = Cleaner(sheet)
    depth, dropped = 0, 0  # how deep, and from where on nothing is looked at
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            if dropped in (0, depth):
                cleaner.end(element)
                dropped = 0
            depth -= 1
            continue
        depth += 1
        if depth > deepest:
            return False
        if not dropped and not cleaner.start(element):
            dropped = depth
    return True
