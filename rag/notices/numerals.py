"""Chinese numerals (汉字数字) and integers."""

from __future__ import annotations

import re

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "○": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
NUMERAL = "〇○零一二两三四五六七八九十百千万亿"
_LONGEST = 30
_PLAIN = re.compile(r"[〇○零一二三四五六七八九]{2,}")


def parse_numeral(text: str) -> int | None:
    """Return the integer that ``text`` writes (二十三, 两百, 二〇二四, 17), else None.

    More than ``_LONGEST`` characters count nothing in a notice and are no numeral.
    """
    if len(text) > _LONGEST:
        return None
    if text.isascii() and text.isdigit():
        return int(text)
    if not text or any(c not in NUMERAL for c in text):
        return None
    if _PLAIN.fullmatch(text):  # digit by digit, as in years
        return int("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _UNITS:
            section += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            total = (total + section + digit) * _MYRIADS[char]
            section = digit = 0
    return total + section + digit


def print_numeral(number: int) -> str:
    """Return ``number``, from 1 to 99, in Chinese numerals; a larger one in digits.

    >>> print_numeral(2), print_numeral(12), print_numeral(20)
    ('二', '十二', '二十')
    """
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    digits = "〇一二三四五六七八九"
    return (digits[tens] if tens > 1 else "") + "十" * (tens > 0) + (digits[ones] if ones else "")
