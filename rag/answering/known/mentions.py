"""What a question may mean by a name: the stretches of it that can be a body, an office, a person.

Chinese sets no blanks: a name begins where the question does, after a sign or a word that is no
part of names, and ends before one.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from rag.notices.offices import OFFICE

_HAN = "\u3400-\u9fff"
HEAD = re.compile(
    r"一把手|一号人物|主要领导|主要负责人|负责人|头儿|老大|掌门人|谁当家|\b(?:heads?|chief|leaders?|leads|director)\b"
)
"""Words for whoever heads a body, whatever the office is called."""
POST = re.compile(rf"(?P<office>(?:常务|第一)?副?(?:{OFFICE}))")
_FILLER = re.compile(r"那个|这个|那家|这家|的|里面?|那边|这边")
# After these a name may begin, before those it may end.
_BEFORE = re.compile(
    r"谁[是任当]|谁|哪一?[位个]|请问|想问|问一下|现任|新任|原任|曾任|担任|接任|出任|调任|来自|任|当|由|是|在|到|去|来|找|"
    r"现在|目前|如今|最新|最近|后来|之后|此前|之前|原来|[年月日号]|以后|从|于|向|和|与|跟|把|换|给|对|让|知道|"
    r"管|归|协助|分管|负责|联系|中|原|新|里|的|文件"
)
_AFTER = re.compile(
    rf"(?:常务|第一)?副?(?:{OFFICE})|一把手|负责人|主要|头儿|老大|谁|哪|由|是|现|原|新[来任的]|最|目前|如今|换|"
    r"历任|领导|归|挂职|分管|主管|兼|任|担|在|有|这|那|从|工作|的|里|中|上一?任|前任|此前|之前|什么|当|后|去|了|还|,|、"
)
_LONGEST = 30
_MOST = 400  # characters of a question that are looked at


def bodies(question: str) -> Iterator[str]:
    """Yield the stretches of ``question`` (matching form) that may name a body, long ones too."""
    question = question[:_MOST]
    for text in {question, _FILLER.sub("", question)}:
        begins = {0, *(m.end() for m in re.finditer(rf"[^{_HAN}]", text))}
        begins |= {m.end() for m in _BEFORE.finditer(text)}
        begins |= {m.start() + 1 for m in re.finditer("(?=[任是由的当])", text)}
        for begin in begins:
            for end in range(begin + 2, min(len(text), begin + _LONGEST) + 1):
                if not "\u3400" <= text[end - 1] <= "\u9fff" and not text[end - 1].isdigit():
                    break
                if end == len(text) or _AFTER.match(text, end) or not _is_han(text[end]):
                    yield text[begin:end]


def persons(question: str, known: Container[str]) -> list[str]:
    """Return the persons among ``known`` that ``question`` names, in order, longest names first.

    Two characters may be part of a word: they need an edge on either side.
    """
    question = question[:_MOST]
    found: list[str] = []
    taken = [False] * len(question)
    for length in range(10, 1, -1):
        for start in range(len(question) - length + 1):
            name = question[start : start + length]
            if name not in known or any(taken[start : start + length]):
                continue
            if length == 2 and not _stands_alone(question, start, start + 2):
                continue
            taken[start : start + length] = [True] * length
            found.append(name)
    return sorted(found, key=question.index)


def _stands_alone(text: str, start: int, end: int) -> bool:
    before, after = text[:start], text[end:]
    left = not before or not _is_han(before[-1]) or re.search(rf"(?:{OFFICE}|[的是由叫])$", before)
    right = (
        not after
        or not _is_han(after[0])
        or re.match(
            r"现|原|是|的|在|任|担|同志|这|去|目|如|最|调|当|后|被|以前|之前|兼|挂|什么", after
        )
    )
    return bool(left and right)


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"
