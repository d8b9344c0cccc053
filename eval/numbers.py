"""Numbers of an answer, as a reader sees them."""

from __future__ import annotations

import re

# Up to three digits: a mark [12] is not a statement, the year of an old-style number [2024] is.
_MARK = re.compile(r"\[\d{1,3}\]")
_GROUPED = re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?!\d)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?[%‰]?")
_WIDE = str.maketrans({"％": "%", "．": "."} | {chr(0xFF10 + d): str(d) for d in range(10)})


def numbers(text: str) -> list[str]:
    """Return the numbers of ``text`` in order, percent sign included, citation marks left out.

    >>> numbers("补贴1,200元[1]，增长１.６％。")
    ['1200', '1.6%']
    """
    plain = _MARK.sub("", text).translate(_WIDE)
    return _NUMBER.findall(_GROUPED.sub(lambda m: m[0].replace(",", ""), plain))


def value(number: str) -> str:
    """Return ``number`` without leading zeros: the month 05 is the month 5.

    >>> value("05"), value("0.5%")
    ('5', '0.5%')
    """
    return re.sub(r"^0+(?=\d)", "", number)
