"""Provinces and prefecture-level places that a text names, by the standard list (GB/T 2260)."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

_SUFFIX = "(?:省|市|自治区|自治州|州|盟|地区|特别行政区)"
# Names of two characters may be part of other words (大同小异, 长治久安): they need a suffix.
_BARE_LENGTH = 3


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
