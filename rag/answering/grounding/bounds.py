"""Bounds that are turned where the same number has another bound elsewhere.

不低于5% and 低于5% stand in one clause, each with what follows from it. A bounded number of a
statement is read with the words around it, and belongs to the place of the same number that shares
most of them; there the bound has to be the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from rag.answering.grounding.plain import HAN
from rag.answering.grounding.quantities import Quantity

MOST = 40  # bounded numbers of a statement, and places of one in a source, that are compared
REACH = 80  # characters to either side
CLEAR = 2  # pairs of characters by which another place has to be nearer
_STOP = re.compile(r"[;。!?\n]")
_RUN = re.compile(f"[{HAN}]+")
_LESS = "[得能可应]?(?:超过|低于|少于|高于|大于|小于|多于|足|到[\\d一二三四五六七八九十])"
_DENIAL = re.compile(f"不(?!{_LESS})|未(?!满)|[无没禁免]")
_EMPTY = re.compile("[的了和与及或其在对为将把被由从以所上下内外超低高不]")


def turned(
    text: str,
    claimed: Sequence[Quantity],
    given: Sequence[tuple[str, Mapping[Fraction, Sequence[Quantity]]]],
) -> Iterator[str]:
    """Yield the bounded numbers of plain ``text`` whose nearest place bounds them the other way.

    ``given`` are the plain sources with their numbers by value.
    """
    for quantity in [it for it in claimed if it.bound][:MOST]:
        places = [
            (source, other)
            for source, numbers in given
            for other in numbers.get(quantity.value, ())[:MOST]
            if other.unit == quantity.unit and source.startswith(other.text, other.start)
        ]
        if not any(other.bound == -quantity.bound for _, other in places):
            continue
        words = _around(text, quantity)
        denied = _denies(text, quantity)
        best = {-1: -1, 0: -1, 1: -1}
        denials: dict[int, set[bool]] = {-1: set(), 0: set(), 1: set()}
        for source, other in places:
            near = len(words & _around(source, other))
            best[other.bound] = max(best[other.bound], near)
            denials[other.bound].add(_denies(source, other))
        if denials[quantity.bound] | denials[-quantity.bound] == {True, False} and all(
            len(denials[it]) == 1 for it in (quantity.bound, -quantity.bound)
        ):  # 低于5%的，不予奖励: the shorter case has few words, but it is the one denied
            if denied not in denials[quantity.bound]:
                yield quantity.text
        elif best[-quantity.bound] >= max(best[quantity.bound], best[0]) + CLEAR:
            yield quantity.text


def _denies(text: str, quantity: Quantity) -> bool:
    begin, end = _span(text, quantity)
    return _DENIAL.search(text, begin, end) is not None


def _around(text: str, quantity: Quantity) -> frozenset[str]:
    """Return the pairs of characters around a number."""
    begin, last = _span(text, quantity)
    return frozenset(
        run[i : i + 2]
        for run in _RUN.findall(text[begin:last])
        for i in range(len(run) - 1)
        if not _EMPTY.search(run[i : i + 2])
    )


def _span(text: str, quantity: Quantity) -> tuple[int, int]:
    """Return where the sentence or item of a number begins and ends."""
    end = quantity.start + len(quantity.text)
    begin = max(0, quantity.start - REACH)
    for stop in _STOP.finditer(text, begin, quantity.start):
        begin = stop.end()
    stop_after = _STOP.search(text, end, end + REACH)
    return begin, stop_after.start() if stop_after else min(len(text), end + REACH)
