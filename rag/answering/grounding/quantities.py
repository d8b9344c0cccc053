"""Numbers of a text: value, unit, bound.

A number is what is measured and by what: 5% is not 5 percentage points, 3万户 is 30000户, 50家以上
is not 50家以下. Reading is the same for a statement and for its sources; sources are read more
generously, because they hold tables whose cells have lost their units.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from rag.answering.grounding.figures import (
    LONGEST,
    NUMBER,
    WORD,
    WORDS,
    addends,
    english_scale,
    exact,
    factor,
    value,
)
from rag.answering.grounding.units import ANY, GENERIC, PEOPLE, SHARES, UNKNOWN, unit_after
from rag.notices.numerals import NUMERAL, parse_numeral

_RANGE = re.compile(r"(?:[-~至到]|-{2}| to )(?=[\d一二两三四五六七八九十])")
_MAY = "[得应能可宜准]?"  # 不得超过 is 不超过
_OF = r"(?:[^\d,。;:]{1,14}的)?"  # 不低于投资额的30%
_UPWARD = re.compile(
    rf"(?:不{_MAY}(?:低于|少于|小于){_OF}|(?<![不得应能可宜准])(?:高于|超过|大于|多于|超出)|突破"
    r"|(?<![未不])满|(?:至少|最低)[^\d,。;:]{0,10}"
    r"|(?:at least|more than|over|above|no less than|not less than|exceeding)(?: rmb| ¥)?) ?$"
)
_DOWNWARD = re.compile(
    rf"(?:不{_MAY}(?:超过|高于|大于|多于|超出){_OF}|(?<![不得应能可宜准])(?:低于|少于|小于)|不[足到]|[未不]满"
    r"|(?:最多|至多|最高)[^\d,。;:]{0,10}"
    r"|(?:up to|at most|below|less than|no more than|not more than|within)(?: rmb| ¥)?) ?$"
)
_PER = r"(?:/[^\d,。;:/]{1,4}?)?"  # 22微克/立方米以下
_ABOVE = re.compile(
    rf"{_PER}(?:的|\(含\))?(?:及|或|或者|\(含\))?以上|[以之]外|起步|or more|or above"
)
_BELOW = re.compile(
    rf"{_PER}(?:的|\(含\))?(?:及|或|或者|\(含\))?(?:以下|以内|之内)|封顶|为限|or less|or below"
)
SPANS = frozenset({"年", "个月", "日", "工作日", "小时", "分钟", "周"})
_LATER = re.compile(r"[以之]?后(?!续)")  # 24小时后 is not 24小时内
# Of a list: 一、 or 2. after a stop, (一), 2. before a Chinese word. 一、二等奖 and 2.5 are none.
_HEAD_BEFORE = re.compile(r"(?:^|[。;:\n)\]])$")
_HEAD_AFTER = re.compile(r"\.(?!\d)|、")
LONGEST_LIST = 60
COUNTED = GENERIC | PEOPLE
NO_UNIT = ("", UNKNOWN)
HALVED = frozenset({"年", "小时"})
_HALF_MORE = re.compile("半(?!数|年)")  # 一年半
_HALF = re.compile(
    r"(?<![上下前后大多\d一二两三四五六七八九十])半(?P<unit>年|个月|个?小时)(?!以?来)"
)
_WHICH = re.compile("[上下前后这那]$")
LABELS = frozenset("等号届页章款")  # 一等奖 is the name of a prize, not an amount


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as written (``text``): exact value, unit ("" for none), bound +1, 0 or -1.

    ``ordinal`` is set by 第 and by list markers; ``stated`` tells a number that says something from
    a numeral inside a word (一些, 统一), which only a source may be read by.
    """

    text: str
    value: Fraction
    unit: str
    bound: int = 0
    ordinal: bool = False
    stated: bool = True
    start: int = 0
    factor: int = 1


def _bound(before: str, after: str, unit: str) -> int:
    if _ABOVE.match(after) or _UPWARD.search(before) or (unit in SPANS and _LATER.match(after)):
        return 1
    below = _BELOW.match(after) or _DOWNWARD.search(before) or (unit in SPANS and after[:1] == "内")
    return -1 if below else 0


def _sign(before: str, unit: str) -> int:
    """Return -1 for 零下5℃ and -5℃; elsewhere a dash joins a range."""
    if before.endswith("零下") or (before.endswith("负") and unit):
        return -1
    dashed = unit == "°c" and before.endswith("-") and not before[-2:-1].isalnum()
    return -1 if dashed and before[-2:-1] not in ("c", "°") else 1


def _one(text: str, match: re.Match[str]) -> Quantity | None:
    number = value(match)
    if number is None:
        return None
    scale, end = english_scale(text, match.end()) if match["figures"] else (1, match.end())
    unit, length = unit_after(text[end : end + 40], numeral=bool(match["han"]))
    half = _HALF_MORE.match(text, end + length) if unit in HALVED else None
    if half:
        number, length = number + Fraction(1, 2), length + len(half[0])
    if match["part"]:
        unit, length = SHARES[match["part"][0]], 0
    elif unit == "成":
        unit, number = "%", number * 10
    before = text[max(0, match.start() - 18) : match.start()]
    ordinal = before.endswith("第")
    return Quantity(
        text=("第" if ordinal else "") + text[match.start() : end + length],
        value=number * scale * _sign(before, unit),
        unit=unit,
        bound=_bound(before, text[end + length : end + length + 12], unit),
        ordinal=ordinal,
        # 上一年 is last year
        stated=_stated(match, number, unit, ordinal)
        and not (number == 1 and _WHICH.search(before)),
        start=match.start(),
        factor=factor(match["scale"]),
    )


def _stated(match: re.Match[str], number: Fraction, unit: str, ordinal: bool) -> bool:
    """Return whether the number says something.

    Figures always do. A Chinese numeral does with a unit, and without when it is long; 一 before a
    classifier is an article (一个, 一项), and 第一 without a unit opens a list.
    """
    if not match["han"] or match["part"]:
        return True
    named = unit not in ("", UNKNOWN)
    if ordinal:
        return named
    if number == 1 and (not named or unit in COUNTED):
        return False
    return named or len(match["han"]) > 1


_PARTS = re.compile(
    rf"(?P<of>\d{{1,4}}|[{NUMERAL}]{{1,4}})分之(?P<parts>\d{{1,4}}|[{NUMERAL}]{{1,4}})"
)
_RATIO = re.compile(r"(?<![\d/.])(?P<parts>\d{1,4})/(?P<of>\d{1,4})(?![\d/.])")


def _ratios(text: str, pattern: re.Pattern[str]) -> Iterator[Quantity]:
    """Yield 三分之一 or 1/3 as the number it is."""
    for match in pattern.finditer(text):
        of, parts = parse_numeral(match["of"]), parse_numeral(match["parts"])
        if of and parts is not None and match["of"] not in SHARES:
            yield Quantity(match[0], Fraction(parts, of), "分之", start=match.start())


def _words(text: str) -> Iterator[tuple[Quantity, int]]:
    for match in WORD.finditer(text):
        scale, end = english_scale(text, match.end())
        unit, _ = unit_after(text[end : end + 40], numeral=False)
        yield Quantity(match[0], Fraction(WORDS[match[1]] * scale), unit, start=match.start()), end


def read(text: str) -> Iterator[Quantity]:
    """Yield the numbers of plain ``text`` in order; of a range, the first takes the last's unit."""
    found: list[tuple[Quantity, int]] = []
    for match in NUMBER.finditer(text):
        if quantity := _one(text, match):
            found.append((quantity, match.end()))
    found.extend(_words(text))
    found.extend((_half(match), match.end()) for match in _HALF.finditer(text))
    found.sort(key=lambda item: item[0].start)
    for (here, end), (following, _) in pairwise(found):
        joint = _RANGE.match(text, end)
        ranged = joint and joint.end() == following.start and here.unit in NO_UNIT
        yield _as_range(here, following) if ranged else here
    yield from (quantity for quantity, _ in found[-1:])
    yield from _ratios(text, _PARTS)


def _half(match: re.Match[str]) -> Quantity:
    unit, _ = unit_after(match["unit"], numeral=False)
    return Quantity(match[0], Fraction(1, 2), unit, start=match.start())


def _as_range(first: Quantity, last: Quantity) -> Quantity:
    """Return ``first`` of "10-20万元" as it is meant: 100000 yuan.

    Only a smaller number in front takes the scale: 200-1万 is no range of ten thousands.
    """
    scaled = first.value * last.factor
    return replace(
        first,
        value=min(scaled, first.value) if scaled > last.value else scaled,
        unit=last.unit,
        stated=True,
    )


def _is_marker(text: str, quantity: Quantity) -> bool:
    """Return whether the number only counts an item of a list."""
    if quantity.ordinal or quantity.unit not in NO_UNIT or quantity.value > LONGEST_LIST:
        return False
    before = text[max(0, quantity.start - 1) : quantity.start]
    end = quantity.start + len(quantity.text)
    if before == "(" and text[end : end + 1] == ")":
        return True
    if not _HEAD_AFTER.match(text, end):
        return False
    word = text[end] == "." and "\u3400" <= text[end + 1 : end + 2] <= "\u9fff"
    return word or bool(_HEAD_BEFORE.search(before))


def stated(text: str) -> Iterator[Quantity]:
    """Yield the numbers by which plain ``text`` says something."""
    return (q for q in read(text) if q.stated and not _is_marker(text, q))


def readings(text: str) -> Iterator[Quantity]:
    """Yield every way to read the numbers of a source: as ``read`` does, and piece by piece.

    "100,200" may be two cells; the parts of 1亿2000万 stand there too; the 三 of 三、 is no amount
    but the ordinal that 第三条 speaks of.
    """
    for quantity in read(text):
        yield replace(quantity, ordinal=True) if _is_marker(text, quantity) else quantity
    yield from _ratios(text, _RATIO)
    for match in NUMBER.finditer(text):
        figures = match["figures"] or ""
        if len(figures) <= LONGEST and ("," in figures or match["more"]):
            for part in figures.split(","):
                yield Quantity(part, exact(part), "")
            for written, addend in addends(match):
                yield Quantity(written, addend, "")


def bears(wanted: Quantity, given: Iterable[Quantity]) -> bool:
    """Return whether one of ``given``, numbers of the same value, is what ``wanted`` says.

    A unit must be the same; a source number that stands alone (a cell) takes any, and 个 goes with
    any classifier. A bound may be dropped or added in words that are not read, never turned round.
    """
    return any(
        _same_order(wanted, one)
        and wanted.bound * one.bound >= 0
        and _same_unit(wanted.unit, one.unit)
        for one in given
    )


def converted(wanted: Quantity) -> Iterator[Quantity]:
    """Yield ``wanted`` in the unit of time that it is a fixed number of: 一年半 is 18个月.

    Days and hours, weeks and days are not: 1日 of a period is a day of the calendar.
    """
    for larger, smaller, number in (("年", "个月", 12), ("小时", "分钟", 60)):
        if wanted.unit == larger:
            yield replace(wanted, value=wanted.value * number, unit=smaller)
        elif wanted.unit == smaller:
            yield replace(wanted, value=wanted.value / number, unit=larger)


def _same_order(wanted: Quantity, given: Quantity) -> bool:
    """Return whether both number a place, or ``given`` is an amount or a place of the same unit."""
    if wanted.ordinal or not given.ordinal:
        return wanted.ordinal == given.ordinal
    return wanted.unit == given.unit not in NO_UNIT


def _same_unit(wanted: str, given: str) -> bool:
    if wanted == given or wanted in NO_UNIT or not given:
        return True
    if given == UNKNOWN:  # 5大 may be what an answer calls 5项; it is not 5%
        return wanted in COUNTED
    return ANY in (wanted, given) and {wanted, given} <= COUNTED
