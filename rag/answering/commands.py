"""Questions that are none: they dictate what is to be written, or tell to leave sources aside."""

from __future__ import annotations

import re

from rag.index.terms import matching_form

_WRITE = "(?:写|回复|回答|答复|输出|复述|照抄|说)"
_ORDER = "(?:请你?|直接|照样|你(?:就|只|得|要|必须|应当?|应该|只能|只要|只需))"
_DICTATES = re.compile(
    rf"{_ORDER}{_WRITE}(?:道|出|上|成|一句)?[:\"“「『]"
    r"|(?:按照?|照着?)我(?:说|写|给|念)的(?:内容)?(?:写|说|答|回答|来|输出)"
    r"|\b(?:repeat after me|write (?:exactly|the following)|say exactly|just (?:say|write):)"
)
_UNCHECKED = re.compile(
    r"(?:不要?|别|无需|不用|不必)(?:去)?(?:核对|核实|查证|查看|对照|参考|依据)"
    r"(?:原文|文件|公文|资料|来源|通知)"
    r"|\bwithout (?:checking|looking at) (?:the )?(?:sources?|notices?|documents?|text)\b"
)
_ASKS = re.compile("[?吗哪谁]|多少|什么|怎么|怎样|如何|是否|能不能|可不可以|有没有")
_AGREED = re.compile("(?:好吗|好不好|行吗|可以吗|明白吗|知道吗|懂了吗)[?]*$")


def dictates(question: str) -> bool:
    """Return whether ``question`` tells what to write, or to write it unchecked.

    Other words about rules are no command to this program and are only looked for like any others;
    neither is one that leads to something asked (请回答：补贴多少？).
    """
    text = _AGREED.sub("", matching_form(question))
    if any(not _ASKS.search(text, order.end()) for order in _DICTATES.finditer(text)):
        return True
    return _UNCHECKED.search(text) is not None and not _ASKS.search(text)
