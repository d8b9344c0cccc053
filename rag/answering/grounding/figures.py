"""How a number is written: figures, Chinese numerals, English words, scales."""

from __future__ import annotations

import re
from fractions import Fraction

from rag.notices.numerals import NUMERAL, parse_numeral

LONGEST = 30  # figures; what is longer is a code, not a number

_FIGURES = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
# 千 and 百 also begin units: 5千瓦 is five kilowatts.
_SCALE = r"[十百千]?万亿|[十百千]?[万亿]|[百千](?![分瓦米克卡伏帕赫焦])"
NUMBER = re.compile(
    rf"(?P<part>[百千万]分之)?(?:"
    rf"(?P<figures>(?<!\d)(?<!\d\.)(?:{_FIGURES}))(?P<scale>{_SCALE})?"
    rf"(?P<more>(?:(?:{_FIGURES})(?:{_SCALE}))*)"
    rf"|(?P<han>[{NUMERAL}]{{1,24}})(?:点(?P<point>[〇零一二三四五六七八九]{{1,8}}))?"
    rf"|(?P<roman>(?<![a-z])(?:i{{1,3}}|iv|vi{{0,3}}|ix|x)(?=级)))"
)
_ADDEND = re.compile(rf"(?<!\d)(?<!\d[.,])({_FIGURES})({_SCALE})")
_D = "[一二两三四五六七八九]"
_SECTION = rf"(?:{_D}千)?零?(?:{_D}百)?零?(?:{_D}?十)?{_D}?"
# parse_numeral reads what it is given; 三四 (three or four) and 百 (hundreds of) are no numbers.
_GRAMMAR = re.compile(
    rf"(?:{_SECTION}亿)?零?(?:{_SECTION}万)?零?{_SECTION}|零|[〇○零一二三四五六七八九]{{4}}"
)
_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
WORDS = {
    **{"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9},
    **{"ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30},
    **{"forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90},
}
WORD = re.compile(rf"\b({'|'.join(WORDS)})\b(?!-)")
_ENGLISH_SCALE = re.compile(r" (hundred|thousand|million|billion|trillion)\b")
_FACTORS = {
    **{"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8},
    **{"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12},
}


def exact(figures: str) -> Fraction:
    """Return figures such as 1,200.5 as an exact number."""
    return Fraction(figures.replace(",", ""))


def factor(scale: str | None) -> int:
    """Return what 万, 千万, 万亿 … multiply by; 1 for no scale."""
    product = 1
    for char in scale or "":
        product *= _FACTORS[char]
    return product


def english_scale(text: str, at: int) -> tuple[int, int]:
    """Return what " million" at ``at`` multiplies by, and the offset after it."""
    match = _ENGLISH_SCALE.match(text, at)
    return (_FACTORS[match[1]], match.end()) if match else (1, at)


def addends(match: re.Match[str]) -> list[tuple[str, Fraction]]:
    """Return what follows the first part of a number such as 1亿2000万, as written and as value."""
    return [(a[0], exact(a[1]) * factor(a[2])) for a in _ADDEND.finditer(match["more"] or "")]


def value(match: re.Match[str]) -> Fraction | None:
    """Return the value of a ``NUMBER`` match, None where it writes none."""
    if match["roman"]:
        return Fraction(_ROMAN.index(match["roman"]))
    if match["han"]:
        return _numeral(match["han"], match["point"])
    if len(match["figures"]) > LONGEST or len(match["more"]) > LONGEST:
        return None
    first = exact(match["figures"]) * factor(match["scale"])
    return first + sum(addend for _, addend in addends(match))


def _numeral(whole: str, point: str | None) -> Fraction | None:
    if not _GRAMMAR.fullmatch(whole) or whole[0] in "百千万亿":
        return None
    number = parse_numeral(whole)
    if number is None:
        return None
    decimals = parse_numeral("零" + point) if point else 0
    return number + Fraction(decimals or 0, 10 ** len(point or ""))
