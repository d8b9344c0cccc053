"""人员: who was given a post, who was relieved of it, who does what by office."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.sets.drafting.asked import Asked, ask
from eval.sets.drafting.clause import Clause, Segment
from eval.sets.drafting.extent import extent

_POST = r"[^，,；;。()（）\s]{3,40}?"
_GIVEN = re.compile(
    rf"^(?P<name>[\u4e00-\u9fff·]{{2,6}}?)(?P<how>挂职任|任)(?P<post>{_POST})(?=$|[(（])"
)
_TAKEN = re.compile(
    r"^免去(?P<name>[\u4e00-\u9fff]{2,3})(?P<post>(?:市|鄂|云)[^，,；;。()（）\s]{3,30})职务$"
)
_BY = re.compile(
    r"由(?P<who>[^，,；;。由]{2,24}?(?:长|主任|书记|负责人))(?P<does>(?:担任|签发|主持|指定|宣布|批准|审批|召集).*)"
)
_APPOINTS = re.compile(r"任免|任职")


def people(clause: Clause) -> Iterator[Asked]:
    """Yield questions after the people, or the offices, that ``clause`` names."""
    text = clause.text.strip("；;。 ")
    yield from _appointed(clause, re.sub(r"(?<=^[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", text))
    for segments in clause.sentences():
        for i in range(len(segments)):
            yield from _by_office(clause, segments, i)


def _appointed(clause: Clause, text: str) -> Iterator[Asked]:
    if not _APPOINTS.search(clause.notice.title):
        return
    first = re.split(r"[，,；;]", text)[0]
    given, taken = _GIVEN.match(first), _TAKEN.match(first)
    if given:
        how = "任命谁挂职担任" if "挂职" in given["how"] else "任命谁担任"
        question = f"{clause.notice.name}{how}{given['post']}？"
        name = given["name"]
    elif taken:
        question = f"{clause.notice.name}免去了谁的{taken['post']}职务？"
        name = taken["name"]
    else:
        return
    quote = clause.quote(0, len(clause.text)).strip("；;。 ")
    yield Asked("person", question, ((clause, quote),), ((name,),), f"{name}。")


def _by_office(clause: Clause, segments: list[Segment], i: int) -> Iterator[Asked]:
    by = _BY.search(segments[i].text)
    needed = extent(segments, i, max(1, by.start())) if by else None
    if not by or not needed or needed[1] > i:
        return
    start = segments[needed[0]].start
    before = clause.text[start : segments[i].start + by.start()]
    question = ask(clause, f"{before}由谁{by['does']}")
    if question and before:
        quote = clause.quote(start, segments[i].end)
        facts = tuple((who,) for who in by["who"].split("、"))
        yield Asked("person", question, ((clause, quote),), facts, f"{segments[i].text}。")
