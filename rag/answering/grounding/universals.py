"""Words for all and always: 所有, 任何, 一律, 只要…就.

A clause with a condition or an exception holds for what meets it. A statement may leave that away,
as its question may imply it, but not deny it: who says that it holds for all says what the clause
does not, unless the clause says so too or the statement has the conditions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.answering.grounding import quantities
from rag.answering.grounding.plain import HAN

_ALL = re.compile(
    "所有|任何|凡是|一律|一概|无一例外|没有例外|无论|不论|不管|只要|全部(?!或|、|完成|建成|投入|资金|费用|金额)|无条件|不设(?:任何)?条件|"
    "(?:也|均|都)不例外|随时|谁都|人人|永久|长期有效|完全"
)
_ALSO_ALL = re.compile(
    "所有|任何|凡|一律|一概|例外|无论|不论|不管|只要|全部|各|每|均|都|皆|不分|永久|长期|随时|完全|一切|全体|统一"
)
_SENTENCE = re.compile(r"[^。!?\n]+")
_EXCEPTION = re.compile(r"除外|例外|除[^,。;]{2,30}外|但(?!是不限)|另有规定|不包括|不含|不适用")
_OPENING = re.compile(f"的(?=[^,;:。]{{0,8}}[,;:])|(?<=[{HAN}])后(?=,)")
_EMPTY = re.compile("[的了和与及或其在对为,]")
_EVER = re.compile("(?:长期|永久|一直)有效")
_TERM = re.compile(r"有效期[^,。;]{0,12}[\d一二三四五六七八九十]")
_FAR = 0.5  # share of the pairs of a condition that a statement has to have


def unfounded(text: str, sources: Sequence[str]) -> Iterator[str]:
    """Yield the words of plain ``text`` that widen a sentence of ``sources`` with conditions.

    >>> list(unfounded("所有企业都可以申请补助", ["对投产满1年的企业,可以申请补助"]))
    ['所有']
    >>> list(unfounded("所有投产满1年的企业都可以申请补助", ["对投产满1年的企业,可以申请补助"]))
    []
    """
    if (ever := _EVER.search(text)) and any(_TERM.search(source) for source in sources):
        yield ever[0]
    for part in _SENTENCE.finditer(text):
        said = _ALL.search(part[0])
        if not said:
            continue
        pairs = _pairs(part[0])
        near = max(
            (it[0] for source in sources for it in _SENTENCE.finditer(source)),
            key=lambda it: len(pairs & _pairs(it)),
            default="",
        )
        if said[0] in near or (_ALSO_ALL.search(near) and not _EXCEPTION.search(near)):
            continue
        if _is_widened(part[0], near, pairs):
            yield said[0]


def _is_widened(said: str, near: str, pairs: frozenset[str]) -> bool:
    """Return whether ``near`` has a condition or an exception that ``said`` has not."""
    exception = _EXCEPTION.search(near)
    if exception and not _EXCEPTION.search(said.replace("不例外", "").replace("无一例外", "")):
        return True
    given = {(it.value, it.unit) for it in quantities.stated(said)}
    opening = near[: _opening(near)]
    needed = {(it.value, it.unit) for it in quantities.stated(opening)}
    if needed - given:
        return True
    wanted = _pairs(opening)
    return bool(wanted) and len(wanted & pairs) < _FAR * len(wanted)


def _opening(near: str) -> int:
    """Return where the conditions of a sentence end: at its last 的 before a stop; 0: no condition.

    对投产满1年的企业,按照… and 投产满1年,且年纳税10万元以上的,可以…
    """
    end = 0
    for match in _OPENING.finditer(near):
        end = match.start()
    return end


def _pairs(text: str) -> frozenset[str]:
    return frozenset(
        text[i : i + 2]
        for i in range(len(text) - 1)
        if text[i : i + 2].isalpha() and not _EMPTY.search(text[i : i + 2])
    )
