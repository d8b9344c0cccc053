"""期限: by when, from when, within how long."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.sets.drafting.asked import Asked, ask
from eval.sets.drafting.clause import Clause
from eval.sets.drafting.extent import extent
from eval.sets.drafting.value import forms

_DAY = r"(?:20\d\d年)?(?:\d{1,2}月(?:\d{1,2}日|底|[上中下]旬)?|(?<=年)[底初末])|20\d\d年[底初末]?"
_UNIT = r"(?:个工作日|工作日|个月|小时|分钟|日|天|年|周(?!岁))"
_SPAN = rf"(?<![\d.月至第—–~-])(?:\d+|[一二两三四五六七八九十]+){_UNIT}"
# Each: what stands before the value, the value, what stands after it.
_DATES = (
    re.compile(rf"(自)(印发之日|发布之日|公布之日|{_DAY})(起(?:施行|实施|执行|试行))"),
    re.compile(rf"(有效期[至到]|截止时间为|延续至)({_DAY})(止?$)"),
    re.compile(rf"([至到])({_DAY})(止$)"),
    re.compile(rf"((?:^|于|在|应当?))({_DAY})(底?之?前|以前)"),
    re.compile(rf"()({_SPAN})(以?内)"),
    re.compile(
        rf"(有效期|试用期|聘期|期限|时限|时间|期间?为?|最长|不超过|不少于|不低于|延期|满|为期|原则上为?"
        rf"|限期|领取|贴息|[每按])({_SPAN})()"
    ),
)
_IN_BRACKETS = re.compile(r"[(（](\w{2,5}?)(多长时间|多少\w{1,4})[)）]$")
_FULL = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


def dates(clause: Clause) -> Iterator[Asked]:
    """Yield a question for each segment of ``clause`` that states one date or period."""
    for segments in clause.sentences():
        for i, segment in enumerate(segments):
            found = _value(segment.text)
            needed = extent(segments, i, found.start(2)) if found else None
            if not found or not needed:
                continue
            first, last = needed
            before = clause.text[segments[first].start : segment.start + found.start(2)]
            after = clause.text[segment.start + found.end(2) : segments[last].end]
            words = before + _question_word(found[2]) + after
            question = ask(clause, _IN_BRACKETS.sub(r"的\1是\2", words))
            if question:
                quote = clause.quote(segments[first].start, segments[last].end)
                stated = f"{before}{found[2]}{after}。"
                yield Asked("deadline", question, ((clause, quote),), (_forms(found[2]),), stated)


def _value(text: str) -> re.Match[str] | None:
    for pattern in _DATES:
        found = list(pattern.finditer(text))
        if len(found) == 1:
            return found[0]
    return None


def _question_word(value: str) -> str:
    if not re.fullmatch(_SPAN, value):
        return "什么时候"
    unit = re.sub(r"^\d+", "", value)
    return "多长时间" if unit == value else f"多少{unit}"


def _forms(value: str) -> tuple[str, ...]:
    if re.fullmatch(_SPAN, value):
        return forms(value)
    full = _FULL.fullmatch(value)
    return (value, f"{full[1]}-{int(full[2]):02}-{int(full[3]):02}") if full else (value,)
