"""How much of a sentence a question must repeat to be understood."""

from __future__ import annotations

import re
from collections.abc import Callable

from eval.sets.drafting.clause import Segment

# A segment that starts so has its subject before it; one that starts as _TORN is no sentence.
_LEANS = re.compile(
    r"(?:其中|并|且|另|再|按照?|给予|不|最|每|共|达|占|为|超过|约|可以?|应当?|由|在|累计|合计|增长|下降"
    r"|降至|增至|分别|力争|争取|一次性|补贴|奖励|补助|期间|同时|和|以及|或者?|是指|较|比|至少|总|新增|以后"
    r"|逾期|自次|延期|经|有效期|试用期)"
)
_TORN = re.compile(r"其中|并|且|同时|和|以及|或者?|是指|为|以后|自次|逾期|另")
_CONDITION = re.compile(r"(?:的|时|后|前|期间|以[上下内])$|^对")
_SHORT = 8  # characters before what is asked, with which it can stand alone
_FEW = 3  # segments that a question repeats at most


def extent(
    segments: list[Segment],
    i: int,
    before: int,
    alike: Callable[[str], bool] = lambda _: False,
) -> tuple[int, int] | None:
    """Return the first and the last segment that a question needs; None: it has no subject.

    :param i: the segment asked about.
    :param before: how many of its characters stand before what is asked.
    :param alike: whether a segment is a neighbour of the same kind, which says nothing of this one:
        一孩每月300元，二孩每月500元.
    """
    first, last = i, i
    while first > max(0, i - _FEW + 1):
        own, above = segments[first].text, segments[first - 1].text
        length = before if first == i else len(own)
        leans = _LEANS.match(own) or _CONDITION.search(above)
        if not leans and (length >= _SHORT or alike(above)):
            break
        first -= 1
    if _CONDITION.search(segments[i].text):
        last += 1  # what follows from it
    torn = last == len(segments) or _TORN.match(segments[first].text)
    return None if torn else (first, last)
