"""Members of a list: 午餐和晚餐 is not 早餐、午餐和晚餐.

Of a list in a statement whose members mostly stand in the sources, one that shares no word with
them is added.
"""

from __future__ import annotations

import re
from collections import Counter
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
        inner += [it for it in more if len(more) == 1 and len(it) <= LONGEST]
        members = [first[-LONGEST:], *(it for it in inner if SHORTEST <= len(it) <= LONGEST)]
        ends = Counter(it[-SHORTEST:] for it in members if len(it) > SHORTEST)
        shared = {end for end, count in ends.items() if count > 1}
        # 收入证明、住房证明和学历证明: what all of them are tells none apart.
        cores = [it[:-SHORTEST] if it[-SHORTEST:] in shared else it for it in members]
        cores[0] = cores[0][-SHORTEST:]
        if sum(it in source for it in cores) * 2 <= len(cores):
            continue
        for core in cores:
            pairs = [core[i : i + 2] for i in range(len(core) - 1)]
            if _HAN.fullmatch(core) and not any(pair in source for pair in pairs):
                yield core
