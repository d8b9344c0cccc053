"""Strings that take a regular expression long, made of the expression itself.

An expression is slow where it can read the same characters in many ways, or from many places; what
it reads over and over is therefore what stands in its own repeats.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from re import _constants as sre
from re import _parser as parser
from typing import Any

_OTHERS = "甲a1 ，一\n的（"  # tried for classes that say what they are not
_CLASSES = {"DIGIT": str.isdigit, "SPACE": str.isspace, "WORD": str.isalnum}
_MANY = 12  # times from which on a repeat is as good as one without end


def pumps(pattern: str, flags: int) -> list[tuple[str, str]]:
    """Return beginnings, and what to repeat behind each."""
    tree = parser.parse(pattern, flags)
    found: list[tuple[str, str]] = []
    for before, unit in _repeats(tree, ""):
        found += [(before, unit), ("", before + unit), ("", before)]
    for whole in _samples(tree):
        found += [("", whole), ("", whole[:-1]), ("", whole[: len(whole) // 2])]
    return [(before, unit) for before, unit in dict.fromkeys(found) if unit]


def _repeats(items: Iterable[Any], before: str) -> Iterator[tuple[str, str]]:
    for kind, value in items:
        if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            _, most, body = value
            if most >= _MANY:
                yield from ((before, unit) for unit in _samples(body) if unit)
            yield from _repeats(body, before)
        for inner in _inside(kind, value):
            yield from _repeats(inner, before)
        before += next(iter(_pieces(kind, value)), "")


def _inside(kind: Any, value: Any) -> list[Any]:
    if kind is sre.BRANCH:
        return list(value[1])
    if kind is sre.SUBPATTERN:
        return [value[3]]
    if kind is sre.ATOMIC_GROUP:
        return [value]
    return [value[1]] if kind in (sre.ASSERT, sre.ASSERT_NOT) else []


def _samples(items: Iterable[Any]) -> list[str]:
    """Return a few strings that an expression matches, but for what it looks ahead for."""
    found = [""]
    for kind, value in items:
        found = [one + more for one in found for more in _pieces(kind, value)[:2]][:4]
    return found


def _pieces(kind: Any, value: Any) -> list[str]:
    if kind is sre.LITERAL:
        return [chr(value)]
    if kind is sre.IN:
        return _characters(value)
    if kind in (sre.ANY, sre.NOT_LITERAL):
        return ["甲"]
    if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        least, most, body = value
        some = [one * max(least, 1) for one in _samples(body)] if most else []
        return some + [""] * (not least)
    if kind is sre.BRANCH:
        return [one for branch in value[1] for one in _samples(branch)[:1]]
    if kind in (sre.SUBPATTERN, sre.ATOMIC_GROUP):
        return _samples(*_inside(kind, value))
    return [""]  # assertions and places


def _characters(members: list[Any]) -> list[str]:
    if members[0][0] is not sre.NEGATE:
        return [c for c in (_character(*member) for member in members) if c][:3] or [""]
    return [c for c in _OTHERS if not any(_holds(*member, c) for member in members[1:])][:2]


def _character(kind: Any, value: Any) -> str:
    if kind is sre.CATEGORY:
        return next(c for c in _OTHERS if _holds(kind, value, c))
    return chr(value[0] if kind is sre.RANGE else value)


def _holds(kind: Any, value: Any, character: str) -> bool:
    if kind is sre.CATEGORY:
        name = str(value).removeprefix("CATEGORY_")
        return _CLASSES[name.removeprefix("NOT_")](character) != name.startswith("NOT_")
    if kind is sre.RANGE:
        return bool(value[0] <= ord(character) <= value[1])
    return bool(value == ord(character))
