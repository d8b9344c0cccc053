"""Clause labels as people type them (第12条, 三、(二), 4.2.3条) beside those that notices print."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.index.terms import matching_form
from rag.notices.model import Clause
from rag.notices.numerals import parse_numeral

_MARKER = re.compile(
    r"附件\s?\d{0,2}|第[一二三四五六七八九十百零〇\d]{1,7}[编章节条段]"
    r"|\d{1,2}(?:\.\d{1,2})+|[一二三四五六七八九十]{1,4}、|\d{1,3}\."
    r"|\((?:[一二三四五六七八九十]{1,4}|\d{1,3})\)|[①-⑳]"
)
_ORDINAL = re.compile(r"第(.+)([编章节条段])")


def marker_keys(label: str) -> tuple[str, ...]:
    """Return the markers of a label, each in one form: 第十二条 and 第12条 are the same.

    >>> marker_keys("三、（二）1."), marker_keys("第12条") == marker_keys("第十二條")
    (('三、', '(二)', '1.'), True)
    """
    return tuple(_key(match[0]) for match in _MARKER.finditer(matching_form(label)))


def _key(marker: str) -> str:
    ordinal = _ORDINAL.fullmatch(marker)
    number = parse_numeral(ordinal[1]) if ordinal else None
    return f"第{number}{ordinal[2]}" if ordinal and number is not None else marker.replace(" ", "")


def clauses_labelled(clauses: Sequence[Clause], labels: Sequence[str]) -> list[Clause]:
    """Return the clauses that ``labels`` name: the last markers of their path are the label's."""
    wanted = [keys for keys in map(marker_keys, labels) if keys]
    found = []
    for clause in clauses:
        path = tuple(_key(matching_form(marker)) for marker in clause.path)
        if any(path[-len(keys) :] == keys for keys in wanted):
            found.append(clause)
    return found
