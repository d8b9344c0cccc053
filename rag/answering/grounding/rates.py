"""What an amount is paid for: 每月, 每人, 每亩, 元/台.

An amount that a source gives for the year is another when it is given for the month, though figure
and unit are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from rag.answering.grounding.quantities import Quantity
from rag.answering.grounding.units import ANY, GENERIC, unit_after

MOST = 60  # amounts of a statement that are compared
NEAR = 40  # characters before an amount in which its rate stands
_PER = re.compile(r"每|按(?=[年月季日亩户])|逐(?=[年月])|(?<=[元%])/|(?<=元)·")
_TIMES = {"年": "年", "个月": "月", "月": "月", "季度": "季", "季": "季", "日": "日", "周": "周"}
_STOP = re.compile(r"[,、;。!?|\n]")
_EVERY = re.compile(r"(?<!自)每[一1]?个?(?P<unit>年|月|季|周|星期|天|日)(?![前后])")
_ONE = re.compile(
    r"(?<![满为期达到超过不足缴续近后限长第])[一1]个?(?P<unit>年|月|季度|周|星期|天|日)"
    r"(?!以[上下内外]|之[内外]|[内后期至到未前半多左底初]|的)"
)
_ONCE = re.compile("一次性|只(?:发|补|奖|给)[一1]次")
_AGAIN = re.compile("每[年月季周日天]|按[年月季]|逐[年月]|分期|分[二三四五两][次年期批]")
_SENTENCE = re.compile(r"[。!?\n]")


def _rates(text: str, begin: int, end: int) -> Iterator[str]:
    """Yield what is paid for in ``text[begin:end]``: times by one name each, things by theirs."""
    for match in _PER.finditer(text, begin, end):
        rest = text[match.end() : match.end() + 6]
        unit = "季" if rest.startswith("季") else unit_after(rest, numeral=False)[0]
        if unit in _TIMES:
            yield _TIMES[unit]
        elif unit and unit != "?" and unit != ANY:
            yield unit


def _kind(rate: str) -> str:
    return "time" if rate in _TIMES.values() else "thing"


def changed(
    text: str,
    claimed: Sequence[Quantity],
    given: Sequence[tuple[str, Mapping[Fraction, Sequence[Quantity]]]],
) -> Iterator[str]:
    """Yield the amounts of plain ``text`` that every source gives at other rates.

    ``given`` are the plain sources with their numbers by value.
    """
    for quantity in claimed[:MOST]:
        own = _of(text, quantity)
        if not own:
            continue
        seen: set[str] = set()
        bare = False  # whether a source has the amount without any rate
        for source, numbers in given:
            for other in numbers.get(quantity.value, ())[:MOST]:
                if other.unit == quantity.unit:
                    rates = _of(source, other)
                    bare = bare or not rates
                    seen |= rates | set(_sentence_rates(source, other))
        for rate in sorted(own):
            rivals = {other for other in seen if _kind(other) == _kind(rate)}
            if rivals and not bare and rate not in rivals and not {rate, *rivals} <= GENERIC:
                yield f"{rate}:{quantity.text}"


def _of(text: str, quantity: Quantity) -> set[str]:
    """Return the rates right before or after an amount."""
    end = quantity.start + len(quantity.text)
    begin = max(0, quantity.start - NEAR)
    stops = [stop.end() for stop in _STOP.finditer(text, begin, quantity.start)]
    return set(_rates(text, stops[-1] if stops else begin, min(len(text), end + 4)))


def _sentence_rates(text: str, quantity: Quantity) -> Iterator[str]:
    begin = max(0, quantity.start - 3 * NEAR)
    for stop in _SENTENCE.finditer(text, begin, quantity.start):
        begin = stop.end()
    yield from _rates(text, begin, min(len(text), quantity.start + len(quantity.text) + 4))


def _known(unit: str, source: str) -> bool:
    """Return whether plain ``source`` gives anything for each ``unit`` of time."""
    unit = "[天日]" if unit in "天日" else "(?:周|星期)" if unit in ("周", "星期") else unit[0]
    before, after = r"(?:[每按逐/全当同]|(?<!\d)[一1])个?", "(?:度|均|最高|补|奖|薪|租|[一至]|终)"
    return re.search(f"{before}{unit}|{unit}{after}", source) is not None


def unheard(text: str, source: str) -> Iterator[str]:
    """Yield 每年, 每月 … of plain ``text`` where ``source`` gives nothing by that time; 一次性 too.

    >>> list(unheard("每年奖励50万元", "首次认定的,奖励50万元"))
    ['每年']
    >>> list(unheard("每年最高20万元", "年度奖励总额不超过20万元"))
    []
    """
    for match in _EVERY.finditer(text):
        if not _known(match["unit"], source):
            yield match[0]
    once = _ONCE.search(text)
    if once and not re.search("一次", source) and _AGAIN.search(source):
        yield once[0]


def each(text: str, quantity: Quantity, source: str) -> bool:
    """Return whether ``quantity`` of plain ``text`` is a rate of ``source``: 一年最多 is 每年."""
    match = _ONE.match(text, quantity.start) if quantity.value == 1 else None
    return match is not None and _known(match["unit"], re.sub("[一1]个?[年月季周天日]", "", source))
