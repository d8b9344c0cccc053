"""Questions that are none: they dictate what is to be written, or tell to leave sources aside."""

from __future__ import annotations

import re

from rag.index.terms import matching_form

_DICTATES = re.compile(
    r"(?:请|你|直接|只需?|就|照样)(?:写|回复|回答|答复|输出|复述|照抄|说)(?:道|出|上|成|一句)?[:\"“]"
    r"|(?:按照?|照着?)我(?:说|写|给|念)的(?:内容)?(?:写|说|答|回答|来|输出)"
    r"|(?:不要?|别|无需|不用|不必)(?:去)?(?:核对|核实|查证|查看|对照|参考|依据)(?:原文|文件|公文|资料|来源|通知)"
    r"|\b(?:repeat after me|write (?:exactly|the following)|say exactly|just (?:say|write):)"
    r"|\bwithout (?:checking|looking at) (?:the )?(?:sources?|notices?|documents?|text)\b"
)


def dictates(question: str) -> bool:
    """Return whether ``question`` tells what to write, or to write it unchecked.

    Other words about rules are no command to this program and are only looked for like any others.
    """
    return _DICTATES.search(matching_form(question)) is not None
