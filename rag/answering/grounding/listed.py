"""Members of a list: 午餐和晚餐 is not 早餐、午餐和晚餐.

Of a list in a statement whose members mostly stand in the sources, one that shares no word with
them is added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.answering.grounding.plain import HAN

_AND = re.compile("以及|或者|[和与及或]")
_HAN = re.compile(f"[{HAN}]{{2,}}")
_PART = re.compile(r"[^,;。:()!?\n]+")
SHORTEST, LONGEST = 2, 6  # characters of a member; what is longer is a phrase


def added(text: str, source: str) -> Iterator[str]:
    """Yield the members of lists in plain ``text`` of which ``source`` has no pair of characters.

    >>> list(added("提供早餐、午餐和晚餐", "提供午餐和晚餐"))
    ['早餐']
    """
    for part in _PART.findall(text):
        first, *inner = part.split("、")
        if not inner:
            continue
        last, *more = _AND.split(inner.pop())
        inner += [last] if more else []
        members = [first[-SHORTEST:], *(it for it in inner if SHORTEST <= len(it) <= LONGEST)]
        held = sum(it in source for it in (*members, more[0][:SHORTEST] if more else ""))
        if held * 2 <= len(members):
            continue
        for member in members:
            pairs = [member[i : i + 2] for i in range(len(member) - 1)]
            if _HAN.fullmatch(member) and not any(pair in source for pair in pairs):
                yield member
