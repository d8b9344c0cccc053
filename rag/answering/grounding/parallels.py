"""Items of one build that give each case its own amount.

（一）个人购买货车，每辆补贴1.5万元；（二）企业购买客车，每辆补贴4万元. The words of one item that
the other has not tell the two apart; a part of a statement with the amount of the one may not have
the words that only the other has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

from rag.answering.grounding.attachment import words
from rag.answering.grounding.quantities import LABELS, NO_UNIT, Quantity

MOST = 30  # amounts of a statement, and items of a source, that are compared
ALIKE = 0.4  # share of the words of the shorter item that the longer has
FEWEST = 4  # words that items of one build share
LONGEST = 160  # characters of an item
_NO_AMOUNT = frozenset({*NO_UNIT, *LABELS, "级"})
_ITEM = re.compile(r"[^;。!?\n]+")
_STOP = re.compile(r"[,(]")
_END = re.compile(r"[;。!?\n]")


@lru_cache(maxsize=1024)
def _items(source: str) -> tuple[tuple[int, int], ...]:
    return tuple(it.span() for it in _ITEM.finditer(source) if len(it[0]) <= LONGEST)


@lru_cache(maxsize=4096)
def _words(item: str) -> frozenset[str]:
    return frozenset(words(item))


def mixed(
    text: str,
    claimed: Sequence[Quantity],
    given: Sequence[tuple[str, Mapping[Fraction, Sequence[Quantity]]]],
) -> Iterator[str]:
    """Yield the amounts of plain ``text`` that stand with words of another item than their own.

    ``given`` are the plain sources with their numbers by value.
    """
    begun = 0
    for quantity in claimed[:MOST]:
        if quantity.unit in _NO_AMOUNT or quantity.ordinal:
            continue
        for stop in _END.finditer(text, begun, quantity.start):
            begun = stop.end()
        *parts, own = _STOP.split(text[begun : quantity.start])
        said = frozenset(words(own))
        if parts and len(said) < FEWEST:  # the part before says whose it is
            said |= frozenset(words(parts[-1]))
        begun = quantity.start + len(quantity.text)
        if _is_mixed(said, quantity, given):
            yield quantity.text


def _is_mixed(
    said: frozenset[str],
    quantity: Quantity,
    given: Sequence[tuple[str, Mapping[Fraction, Sequence[Quantity]]]],
) -> bool:
    verdicts = set[bool]()
    for source, numbers in given:
        items = _items(source)
        same = numbers.get(quantity.value, ())
        places = [it.start for it in same if it.unit == quantity.unit]
        for at, (start, end) in enumerate(items if places else ()):
            if not any(start <= place < end for place in places):
                continue
            own = _words(source[start:end])
            alike = [
                other
                for begin, last in items[max(0, at - 1) : at + 2]
                if not any(begin <= place < last for place in places)
                and _is_alike(own, other := _words(source[begin:last]))
            ]
            verdicts.add(any(said & (other - own) for other in alike))
    return verdicts == {True}


def _is_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = len(one & other)
    return shared >= max(FEWEST, ALIKE * min(len(one), len(other)))
