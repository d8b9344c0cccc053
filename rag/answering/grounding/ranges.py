"""Ranges that are turned round: 23时至次日5时 is not 5时至23时."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NUMBER = r"(?<![\d.])(\d{1,9}(?:\.\d{1,4})?)"
_RANGE = re.compile(
    rf"{_NUMBER}[^\d,。;:()]{{0,3}}?(?:至|到|-|~)(?:次日|翌日|第二天)?(\d{{1,9}}(?:\.\d{{1,4}})?)"
)


def turned(text: str, source: str) -> Iterator[str]:
    """Yield the ranges of plain ``text`` that ``source`` has in the other direction only.

    >>> list(turned("5时至23时加收", "23时至次日5时加收"))
    ['5时至23']
    """
    said = [it for it in _RANGE.finditer(text) if it[1] != it[2]]
    given = {(it[1], it[2]) for it in _RANGE.finditer(source)} if said else set()
    for match in said:
        if (match[2], match[1]) in given and (match[1], match[2]) not in given:
            yield match[0]
