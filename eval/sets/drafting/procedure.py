"""流程: where, how and in which steps something is done."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.sets.drafting.asked import Asked, ask, quoted
from eval.sets.drafting.clause import Clause

_DEED = (
    r"(?:提交|申请|申报|提出|办理|领取|报名|登记|缴纳|报告|备案|预约|申领|备查|反馈|投诉|举报)"
    r"(?![等、])"
)
_WAYS = (
    (
        re.compile(rf"(?P<who>.{{0,16}}?)通过(?P<way>[^，,]{{3,40}}?)(?P<deed>{_DEED}.*)$"),
        "通过什么途径",
    ),
    (
        re.compile(
            rf"(?P<who>.{{0,16}}?)凭(?P<way>[^，,]{{3,30}}?)(?P<deed>(?:到.{{2,16}}?)?{_DEED}.*)$"
        ),
        "凭什么材料",
    ),
    (
        re.compile(
            rf"(?P<who>.{{0,16}}?)向(?P<way>(?:(?!提供)[^，,]){{3,24}}?)(?P<deed>{_DEED}.*)$"
        ),
        "向谁",
    ),
    (
        re.compile(
            rf"(?P<who>.{{0,16}}?)(?<![达等受得遇])到(?!\d)(?P<way>[^，,]{{4,24}}?)(?P<deed>{_DEED}.*)$"
        ),
        "到哪里",
    ),
)
_STEPS = re.compile(r"步骤|流程|程序|办理|申领|审核|审批|阶段")
_LEAST, _MOST = 2, 8
_LONGEST = 40


def procedures(clause: Clause) -> Iterator[Asked]:
    """Yield questions after the way in which ``clause`` has something done."""
    yield from _steps(clause)
    for segments in clause.sentences():
        for segment in segments:
            ways = ((pattern.match(segment.text), word) for pattern, word in _WAYS)
            found, word = next(((it, w) for it, w in ways if it), (None, ""))
            if not found or len(found["deed"]) < 4:
                continue
            question = ask(clause, f"{found['who']}{word}{found['deed']}")
            if question:
                quote = clause.quote(segment.start, segment.end)
                facts = ((found["way"],),)
                yield Asked("procedure", question, ((clause, quote),), facts, f"{segment.text}。")


def _steps(clause: Clause) -> Iterator[Asked]:
    """Ask for the steps that stand as clauses below a heading such as 办理步骤."""
    if not _STEPS.search(clause.heading) or not _LEAST <= len(clause.below) <= _MOST:
        return
    steps = [it.heading or re.split(r"[；;。]", it.text)[0] for it in clause.below]
    if not all(0 < len(step) <= _LONGEST for step in steps):
        return
    question = f"{clause.notice.name}的{quoted(clause.heading)}分哪几步？"
    evidence = tuple(
        (it, it.opening() if it.heading else it.quote(0, len(step)))
        for it, step in zip(clause.below, steps, strict=True)
    )
    facts = tuple((step,) for step in steps)
    yield Asked("procedure", question, evidence, facts, "；".join(steps) + "。")
