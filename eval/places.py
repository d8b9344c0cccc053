"""Comparable forms of the two parts of a citation: document number and paragraph."""

from __future__ import annotations

import re
import unicodedata

from eval.normal import normal

# NFKC turns ② into 2 and Ⅱ into II, and a circled clause would meet an arabic one.
_KEPT = re.compile(r"[①-⑳Ⅰ-Ⅻ]")
_MARKER = re.compile(
    r"附件\d*"
    r"|第[一二三四五六七八九十百零\d]+[条章节段项款]"
    r"|[一二三四五六七八九十百]+"
    r"|\d+(?:\.\d+)*"
    r"|[①-⑳Ⅰ-Ⅻ]"
)


def document_key(number: str | None) -> str:
    """Return a document number whatever its brackets, blanks and script; "" when there is none.

    >>> document_key("鄂府辦發[2024] 18號") == document_key("鄂府办发〔2024〕18号")
    True
    """
    return normal(number or "")


def same_document(number: str | None, gold: str | None) -> bool:
    """Return whether two document numbers are the same, or both absent."""
    return document_key(number) == document_key(gold)


def file_name(path: str) -> str:
    r"""Return the name of a file without its folders, whichever system wrote them.

    >>> file_name(r"notices\a.txt")
    'a.txt'
    """
    return path.replace("\\", "/").rpartition("/")[2]


def paragraph_key(paragraph: str) -> tuple[str, ...]:
    """Return the markers of a paragraph, outermost first, without their brackets.

    >>> paragraph_key("附件1 二、（三）")
    ('附件1', '二', '三')
    """
    folded = (c if _KEPT.match(c) else unicodedata.normalize("NFKC", c) for c in paragraph)
    return tuple(_MARKER.findall("".join(folded)))


def within(paragraph: str, gold: str) -> bool:
    """Return whether ``paragraph`` is ``gold`` or a clause below it.

    Gold without a paragraph (a notice of one text) accepts any paragraph.
    """
    wanted = paragraph_key(gold)
    return paragraph_key(paragraph)[: len(wanted)] == wanted
