"""Values in clauses, and the forms in which an answer may state them."""

from __future__ import annotations

import re

_DIGITS = "零一二三四五六七八九"
_MOST = 99  # numbers that people write out
_LEAST = 100  # figures that are telling without their unit
_WAN = 10_000
_NUMBER = re.compile(
    r"(?P<figure>\d[\d,]*(?:\.\d+)?)(?P<more>[余多])?(?P<scale>[万亿]?)(?P<unit>.*)"
)


def chinese(number: int) -> str:
    """Return a number of at most two digits in Chinese characters.

    >>> chinese(12), chinese(20), chinese(7)
    ('十二', '二十', '七')
    """
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def forms(value: str) -> tuple[str, ...]:
    """Return the forms in which a value with its unit may be stated, the given one first.

    >>> forms("1.2万元")
    ('1.2万元', '12000元')
    >>> forms("2个月")
    ('2个月', '两个月', '二个月')
    >>> forms("160余个")
    ('160余个', '160个', '160')
    """
    number = _NUMBER.fullmatch(value)
    if not number:
        return (value,)
    figure, scale, unit = number["figure"].replace(",", ""), number["scale"], number["unit"]
    out = [value, f"{figure}{scale}{unit}"]
    amount = float(figure)
    if scale == "万" and unit == "元":
        out.append(f"{round(amount * _WAN)}元")
    if not scale and figure.isdigit() and unit.isalpha():
        if amount == 2:
            out.append(f"两{unit}")
        if 1 <= amount <= _MOST:
            out.append(f"{chinese(int(amount))}{unit}")
        if amount >= _LEAST:
            out.append(figure)
    return tuple(dict.fromkeys(out))
