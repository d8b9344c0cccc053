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
