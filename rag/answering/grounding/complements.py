"""What follows for the rest from a bound: who has 5000 and fewer gets nothing of what is given for
more than 5000.

A source gives something above a bound; a statement denies it below. That is borne out where the two
leave no number between them: one of them excludes the bound itself (超过, 不足), and the source
denies nothing itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from rag.answering.grounding.quantities import Quantity

REACH = 80  # characters to either side
_STOP = re.compile(r"[;。!?\n]")
_STRICT = re.compile(
    r"(?<![不得应能可])(?:超过|高于|大于|多于|低于|少于|小于|不足|不到|未满|不满)$"
)
NOT_GIVEN = re.compile(
    r"(?:得|拿|领取?|享受)不[到了]|(?:不能|不可以?|无法|不得)(?:获得|得到|领取|享受|拿到?)|"
    r"不予|不给|没有(?:奖励|补[贴助])|不享受"
)
_GIVEN = re.compile("给予|奖励|补[贴助]|发放|享受|可以|减免")
_DENIAL = re.compile("不予|不得|不能|不给|除外|停止|取消")


def denied(
    text: str,
    claimed: Sequence[Quantity],
    given: Sequence[tuple[str, Mapping[Fraction, Sequence[Quantity]]]],
) -> Iterator[Quantity]:
    """Yield the bounded numbers of plain ``text`` beyond which it rightly denies what is given.

    ``given`` are the plain sources with their numbers by value.
    """
    for quantity in claimed:
        said = _sentence(text, quantity)
        if not quantity.bound or not NOT_GIVEN.search(said):
            continue
        for source, numbers in given:
            for other in numbers.get(quantity.value, ()):
                if other.unit == quantity.unit and other.bound == -quantity.bound:
                    rule = _sentence(source, other)
                    strict = _is_strict(text, quantity) or _is_strict(source, other)
                    if strict and _GIVEN.search(rule) and not _DENIAL.search(rule):
                        yield quantity


def _is_strict(text: str, quantity: Quantity) -> bool:
    return _STRICT.search(text[max(0, quantity.start - 6) : quantity.start]) is not None


def _sentence(text: str, quantity: Quantity) -> str:
    """Return the sentence or item of a number, as far as ``REACH``."""
    end = quantity.start + len(quantity.text)
    begin = max(0, quantity.start - REACH)
    for stop in _STOP.finditer(text, begin, quantity.start):
        begin = stop.end()
    stop_after = _STOP.search(text, end, end + REACH)
    return text[begin : stop_after.start() if stop_after else end + REACH]
