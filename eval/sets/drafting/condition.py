"""条件: in which case something holds, and what follows from a case."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.sets.drafting.asked import Asked, ask
from eval.sets.drafting.clause import Clause, Segment

_CASE = re.compile(r"(?P<case>[^“”]{4,40})的$")
_REFERENCE = re.compile(r"第.{1,6}[条款项]|上述|前款")
_FOLLOWS = re.compile(
    r"(?:可以?|应(?!急)当?|不得|不予|不再|由|给予|按照?|责令|取消|收回|追回|暂停|终止|停发|参照|停人|停车人)"
)
_HARSH = re.compile(
    r"不得|不予|不再|责令|取消|收回|追回|暂停|终止|停发|处.{0,6}罚款|移送|腾退|补缴"
)
_SPAN = 24  # characters of one consequence, as an answer repeats it


def conditions(clause: Clause) -> Iterator[Asked]:
    """Yield a question after the case, and one after what follows, for each ……的，……"""
    for segments in clause.sentences():
        for i, segment in enumerate(segments[:-1]):
            case = _CASE.match(segment.text)
            if case and not _REFERENCE.search(segment.text):
                yield from _case(clause, segment, segments[i + 1], case["case"])
                yield from _follows(clause, segments, i)


def _case(clause: Clause, segment: Segment, then: Segment, case: str) -> Iterator[Asked]:
    if not _FOLLOWS.match(then.text) or len(then.text) < 6 or _CASE.match(then.text):
        return
    question = ask(clause, f"什么情况下{then.text}")
    if question:
        quote = clause.quote(segment.start, then.end)
        yield Asked(
            "eligibility",
            question,
            ((clause, quote),),
            ((case,),),
            f"{segment.text}，{then.text}。",
        )


def _follows(clause: Clause, segments: list[Segment], i: int) -> Iterator[Asked]:
    rest = [it for it in segments[i + 1 :] if not _CASE.match(it.text)]
    if len(rest) < len(segments) - i - 1 or not any(_HARSH.search(it.text) for it in rest):
        return
    if any(len(it.text) > _SPAN for it in rest):
        return
    question = ask(clause, f"{segments[i].text}，怎么处理")
    if question:
        quote = clause.quote(segments[i].start, rest[-1].end)
        facts = tuple((re.sub(r"^(?:并|应当|可以|由.{2,16}?部门)", "", it.text),) for it in rest)
        answer = "，".join(it.text for it in rest)
        yield Asked("procedure", question, ((clause, quote),), facts, f"{answer}。")
