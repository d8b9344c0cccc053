"""Clause labels as people type them (第12条第2款, 三、(二), 4.2.3条) beside those notices print."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.notices.fold import fold
from rag.notices.model import Clause
from rag.notices.numerals import parse_numeral, print_numeral

_MARKER = re.compile(
    r"附[件表图录]?(?:\d{1,2}(?:-\d{1,2})?|[一二三四五六七八九十]{1,3}(?!、)|[a-z](?![a-z]))?|第[一二三四五六七八九十百零〇\d]{1,7}[编章节条款段]"
    r"|第\(?(?P<item>[一二三四五六七八九十\d]{1,4})\)?项|第(?P<point>[一二三四五六七八九十\d]{1,3})目"
    r"|\d{1,2}(?:\.\d{1,2})+|[一二三四五六七八九十]{1,4}、|\d{1,3}\."
    r"|\((?:[一二三四五六七八九十]{1,4}|\d{1,3})\)|[①-⑳]"
)
_ORDINAL = re.compile(r"第(.+)([编章节条款段])")
_ATTACHED = re.compile(r"(附[件表图录]?)([一二三四五六七八九十]+)")
_FIRST_PARAGRAPH = "第1款"  # the article's own text: no clause of its own


def marker_keys(label: str) -> tuple[str, ...]:
    """Return the markers of a label, each in one form: 第十二条 and 第12条 are the same.

    >>> marker_keys("三、（二）1."), marker_keys("第12条") == marker_keys("第十二條")
    (('三、', '(二)', '1.'), True)
    >>> marker_keys("第三条第一款第（二）项") == marker_keys("第三条（二）")
    True
    """
    keys = map(_typed_key, _MARKER.finditer(_bare(label)))
    return tuple(key for key in keys if key != _FIRST_PARAGRAPH)


def names_first_paragraph(label: str) -> bool:
    """Return whether a label asks for the first paragraph (第一款) of an article alone."""
    return any(_typed_key(m) == _FIRST_PARAGRAPH for m in _MARKER.finditer(_bare(label)))


def path_keys(path: Sequence[str]) -> tuple[str, ...]:
    """Return the markers of a clause's path, in the form of ``marker_keys``."""
    return tuple(_key(_bare(marker)) for marker in path)


def is_later_paragraph(path: Sequence[str]) -> bool:
    """Return whether a clause is, or belongs to, a paragraph of an article behind its first."""
    return any(key[0] == "第" and key[-1] == "款" for key in path_keys(path))


def clauses_labelled(clauses: Sequence[Clause], labels: Sequence[str]) -> list[Clause]:
    """Return the clauses that ``labels`` name: the last markers of their path are the label's."""
    wanted = [keys for keys in map(marker_keys, labels) if keys]
    found = []
    for clause in clauses:
        path = path_keys(clause.path)
        if any(path[-len(keys) :] == keys for keys in wanted):
            found.append(clause)
    return found


def _bare(text: str) -> str:
    return "".join(fold(text).split())


def _typed_key(match: re.Match[str]) -> str:
    if match["item"]:
        number = parse_numeral(match["item"])
        return f"({print_numeral(number)})" if number else match[0]
    if match["point"]:
        return f"{parse_numeral(match['point'])}."
    return _key(match[0])


def _key(marker: str) -> str:
    attached = _ATTACHED.fullmatch(marker)
    if attached:  # 附件一 is 附件1
        return f"{attached[1]}{parse_numeral(attached[2])}"
    ordinal = _ORDINAL.fullmatch(marker)
    number = parse_numeral(ordinal[1]) if ordinal else None
    return f"第{number}{ordinal[2]}" if ordinal and number is not None else marker
