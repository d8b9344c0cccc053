"""Numbers as word processors and browsers print them before a paragraph (ST_NumberFormat)."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_FORMAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def chinese(value: int, digits: str = _DIGITS, powers: str = "十百千", zero: str = "〇") -> str:
    """Return 1 to 9999 in words: 十二, 二十, 一百〇三; digit by digit from 10000 on.

    >>> [chinese(n) for n in (1, 10, 12, 20, 103, 110)]
    ['一', '十', '十二', '二十', '一百〇三', '一百一十']
    """
    if not 0 < value < 10_000:
        return "".join(digits[int(figure)] for figure in str(value))
    text, gap = "", False
    for power in (3, 2, 1, 0):
        figure = value // 10**power % 10
        if figure:
            text += (zero if gap else "") + digits[figure] + (powers[power - 1] if power else "")
        gap = bool(text) and not figure
    ten = digits[1] + powers[0]
    return text[1:] if text.startswith(ten) and digits == _DIGITS else text


def roman(value: int) -> str:
    """Return ``value`` in capital Roman numerals."""
    text = ""
    for worth, letters in _ROMAN:
        text += letters * (value // worth)
        value %= worth
    return text


def letters(value: int) -> str:
    """Return a, b … z, aa, bb …, as Word goes on."""
    return chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)


def _series(first: str, last: int, other: Callable[[int], str] = str) -> Callable[[int], str]:
    """Return a format for 1 to ``last`` in characters that follow each other in Unicode."""
    return lambda value: chr(ord(first) + value - 1) if value <= last else other(value)


def _circled(value: int) -> str:
    if value <= 20:
        return chr(0x2460 + value - 1)
    return chr(0x3251 + value - 21) if value <= 35 else chr(0x32B1 + value - 36)


def _of(characters: str) -> Callable[[int], str]:
    return lambda value: characters[value - 1] if value <= len(characters) else str(value)


def _formal(digits: str) -> Callable[[int], str]:
    return lambda value: chinese(value, digits, "拾佰仟", "零")


# ECMA-376 part 1, 17.18.59; the names of CSS counter styles beside those they equal.
_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda value: f"{value:02d}",
    "upperRoman": roman,
    "lowerRoman": lambda value: roman(value).lower(),
    "upperLetter": lambda value: letters(value).upper(),
    "lowerLetter": letters,
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "koreanDigital": chinese,
    "cjk-ideographic": chinese,
    "simp-chinese-informal": chinese,
    "trad-chinese-informal": chinese,
    "ideographDigital": lambda value: "".join(_DIGITS[int(figure)] for figure in str(value)),
    "japaneseDigitalTenThousand": lambda v: "".join(_DIGITS[int(figure)] for figure in str(v)),
    "taiwaneseDigital": lambda value: "".join(_DIGITS[int(figure)] for figure in str(value)),
    "chineseLegalSimplified": _formal(_FORMAL),
    "simp-chinese-formal": _formal(_FORMAL),
    "ideographLegalTraditional": _formal(_FORMAL_TRADITIONAL),
    "trad-chinese-formal": _formal(_FORMAL_TRADITIONAL),
    "ideographTraditional": _of(_STEMS),
    "cjk-heavenly-stem": _of(_STEMS),
    "ideographZodiac": _of(_BRANCHES),
    "cjk-earthly-branch": _of(_BRANCHES),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": _series("⒈", 20, lambda value: f"{value}."),
    "decimalEnclosedParen": _series("⑴", 20, lambda value: f"（{value}）"),
    "ideographEnclosedCircle": _series("㊀", 10),
    "decimalFullWidth": lambda value: str(value).translate({48 + i: 0xFF10 + i for i in range(10)}),
    "decimalFullWidth2": lambda v: str(v).translate({48 + i: 0xFF10 + i for i in range(10)}),
    "numberInDash": lambda value: f"- {value} -",
    "none": lambda value: "",
}


def number(value: int, form: str) -> str:
    """Return ``value`` in the number format ``form``; decimal where the format is not known."""
    if value < 1 or value > 99_999:
        return str(value)
    return _FORMATS.get(form, str)(value)
