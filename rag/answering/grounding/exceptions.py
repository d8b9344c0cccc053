"""What a rule excepts: 应当取得许可；抢险抢修除外.

For what is excepted the rule does not hold, so a statement may deny of it what the rule demands or
allows, and may not affirm it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rag.answering.grounding.plain import HAN

_SENTENCE = re.compile(r"[^。!?\n]+")
_BEHIND = re.compile(f"(?:^|[,;:(])(?:但|但是)?(?P<what>[{HAN}]{{2,20}}?)(?:的|等)?(?:除外|例外)")
_BEFORE = re.compile(f"除(?:了)?(?P<what>[{HAN}]{{2,20}}?)(?:的|等)?(?:以外|之外|外),?(?![还也])")
_SAID = re.compile("除|例外|以外|之外|[不无未没免禁]|而|但")
_RUN = re.compile(f"[{HAN}]+")
_PART = re.compile(r"[^;。!?\n]+")
SAME = 0.55  # share of the pairs of what is excepted, said in another order
FEWEST, LEAST = 3, 0.5  # pairs that statement and rule share, and their share of the statement's


@lru_cache(maxsize=1024)
def excepted(source: str) -> tuple[tuple[str, str], ...]:
    """Return (what is excepted, the sentence without it) for each exception of plain ``source``."""
    if "外" not in source:
        return ()
    return tuple(
        (found["what"], sentence[0].replace(found[0], "", 1))
        for sentence in _SENTENCE.finditer(source)
        for pattern in (_BEHIND, _BEFORE)
        for found in pattern.finditer(sentence[0])
        if "另有规定" not in found["what"]
    )


def holds(text: str, head: str, source: str) -> bool:
    """Return whether ``text`` speaks of what ``source`` excepts from its rule on ``head``.

    >>> holds("抢险抢修的,不需要办许可", "许可", "夜间施工应当办许可;抢险抢修除外")
    True
    """
    return any(head in rule and _is_of(what, text) for what, rule in excepted(source))


def _is_of(what: str, text: str) -> bool:
    pairs = _pairs(what)
    if f"除{what}" in text or f"{what}除外" in text:
        return False  # it speaks of the others
    return what in text or len(pairs & _pairs(text)) >= SAME * len(pairs)


def ignored(text: str, source: str) -> Iterator[str]:
    """Yield what ``source`` excepts from a rule that plain ``text`` lays down for it.

    >>> list(ignored("抢险抢修也应当办夜间施工许可", "夜间施工应当办夜间施工许可;抢险抢修除外"))
    ['抢险抢修']
    """
    for what, rule in excepted(source):
        for part in _PART.findall(text) if what in text else ():
            if what not in part or _SAID.search(part):
                continue
            pairs = _pairs(part.replace(what, ","))
            shared = pairs & _pairs(rule)
            if len(shared) >= max(FEWEST, LEAST * len(pairs)):
                yield what


def _pairs(text: str) -> frozenset[str]:
    return frozenset(run[i : i + 2] for run in _RUN.findall(text) for i in range(len(run) - 1))
