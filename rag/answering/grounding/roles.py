"""Who leads and who assists: the one relation between facts that notices print in a fixed form.

Notices end a task with （牵头单位：甲；配合单位：乙、丙）. Both bodies stand in the clause, so
occurrence alone would let an answer swap them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

_ROLE = "牵头|主办|责任|配合|协办|承办"
_LISTED = re.compile(
    rf"(?P<role>{_ROLE})(?:单位|部门|科室)?[:是为有](?P<list>(?:(?!{_ROLE})[^;。()\n]){{2,600}})"
)
# 由甲牵头，乙、丙配合: the bodies stand before the word.
_SAID = re.compile(rf"(?P<role>{_ROLE})(?!单位|部门|科室|人|[:制是为有])")
_BETWEEN = re.compile(r"[、,和及与]|以及")
_STOPS = re.compile(r"[,。;:\n]")
SHORTEST = 3  # characters of a body's name


def lists(text: str) -> dict[str, frozenset[str]]:
    """Return the bodies that plain ``text`` lists under each role."""
    found: dict[str, set[str]] = defaultdict(set)
    for match in _LISTED.finditer(text):
        for name in _BETWEEN.split(match["list"]):
            if len(name) >= SHORTEST:
                found[match["role"]].add(name)
    return {role: frozenset(names) for role, names in found.items()}


def claims(text: str) -> Iterator[tuple[str, str]]:
    """Yield (role, the text that names its bodies) for each role given out in plain ``text``."""
    for match in _LISTED.finditer(text):
        listed = match["list"]
        if _SAID.match(text, match.end()):  # 牵头单位是甲，乙配合: the last one has the next role
            listed = listed.rpartition(",")[0] or listed
        yield match["role"], listed
    begun = 0
    for match in _SAID.finditer(text):
        stretch = text[begun : match.start()]
        stops = [stop.end() for stop in _STOPS.finditer(stretch)]
        yield match["role"], stretch[stops[-1] :] if stops else stretch
        begun = match.end()


def swapped(text: str, given: dict[str, frozenset[str]]) -> Iterator[tuple[str, str]]:
    """Yield (role, body) where plain ``text`` gives a role to a body that has only another.

    ``given`` are the ``lists`` of the sources; a body that no list has is not for this rule.
    """
    for role, stretch in claims(text):
        own = given.get(role, frozenset())
        others = {name for other, names in given.items() if other != role for name in names}
        for name in sorted(others - own):
            if name in stretch:
                yield role, name
