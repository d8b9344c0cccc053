"""Provinces and prefecture-level places that a text names, by the standard list (GB/T 2260)."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import NamedTuple

from rag.index.terms import matching_form

_SUFFIX = "(?:省|市|自治区|自治州|州|盟|地区|特别行政区)"
# Names of two characters may be part of other words (大同小异, 长治久安): they need a suffix.
_BARE_LENGTH = 3
# Levels of places (行政区划): what is issued for a wider one holds in those within it.
_LEVELS = ("省|自治区|特别行政区", "市|自治州|州|盟|地区", "自治县|县|区|自治旗|旗", "镇|乡|街道")
_LEVEL_OF = {suffix: level for level, named in enumerate(_LEVELS) for suffix in named.split("|")}
_ISSUED_FOR = re.compile(rf"(.{{2,12}}?)({'|'.join(_LEVELS)})")


class Place(NamedTuple):
    """A place by its name without suffix, in matching form; ``level``: 0 province … 3 township."""

    name: str
    level: int


def place_of(issuer: str | None) -> Place | None:
    """Return the place in whose name a body issues notices; None where its name tells of none.

    >>> place_of("云州市人民政府办公室")
    Place(name='云州', level=1)
    """
    found = _ISSUED_FOR.match(matching_form(issuer or ""))
    return None if found is None else Place(found[1], _LEVEL_OF[found[2]])


@cache
def _pattern() -> re.Pattern[str]:
    lines = resources.files(__package__).joinpath("places.txt").read_text("utf-8").splitlines()
    names = [name for line in lines if not line.startswith("#") for name in line.split()]
    long = [name for name in names if len(name) >= _BARE_LENGTH]
    ordered = sorted(names, key=len, reverse=True)
    return re.compile(
        f"({'|'.join(ordered)}){_SUFFIX}|({'|'.join(sorted(long, key=len, reverse=True))})"
    )


def places_in(folded: str) -> set[str]:
    """Return the names, without suffix, of the places that text in matching form names."""
    return {match[1] or match[2] for match in _pattern().finditer(folded)}
