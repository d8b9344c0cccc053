"""数额: how much, how many."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.sets.drafting.asked import Asked, ask, balanced
from eval.sets.drafting.clause import Clause, Segment
from eval.sets.drafting.extent import extent
from eval.sets.drafting.value import forms

_UNITS = (
    "平方公里|平方米|分钟|千瓦时|公里|千瓦|公顷|毫米|厘米|人次|百分点|元|米|个|家|套|台|辆|人|名|户|项|处|座"
    "|所|件|吨|亩|倍|克|斤|只|头|支|场|站|张|℃|度|岁|次|分|间|块"
)
_VALUE = re.compile(
    r"(?<![\d.第〔\[(（—–~/-])(?<!附件)(?P<value>\d[\d,]*(?:\.\d+)?[余多]?[万亿]?"
    rf"(?:%|％|(?:个百分点|个(?!月|工作日|小时|百分点)|(?!个){'(?:' + _UNITS + ')'})))"
    r"(?![\d—–~]|会议|文)"
)
_SHARE = re.compile(r"[%％]$")
_FIGURE = re.compile(r"^\d[\d,]*(?:\.\d+)?[余多]?")
_TIME = re.compile(r"(?:到|至)?20\d\d年")
_YEAR = re.compile(r"20\d\d年")


def amounts(clause: Clause) -> Iterator[Asked]:
    """Yield a question for each segment of ``clause`` that states one amount."""
    for segments in clause.sentences():
        for i, segment in enumerate(segments):
            values = list(_VALUE.finditer(segment.text))
            # A figure within quotation marks is part of a name.
            if len(values) == 1 and balanced(segment.text[: values[0].start()]):
                yield from _asked(clause, segments, i, values[0])


def _asked(
    clause: Clause, segments: list[Segment], i: int, value: re.Match[str]
) -> Iterator[Asked]:
    unit = _FIGURE.sub("", value["value"])
    needed = extent(
        segments,
        i,
        value.start(),
        lambda text: any(it["value"].endswith(unit) for it in _VALUE.finditer(text)),
    )
    if not needed:
        return
    start, stop = needed
    since = next((it for it in reversed(segments[:start]) if _TIME.match(it.text)), None)
    before = clause.text[segments[start].start : segments[i].start + value.start()]
    if since and not _YEAR.search(before):
        before = f"{since.text}，{before}"
    after = clause.text[segments[i].start + value.end() : segments[stop].end]
    question = ask(clause, before + question_word(value["value"]) + after)
    if question:
        words = clause.quote((since or segments[start]).start, segments[stop].end)
        stated = f"{before}{value['value']}{after}。"
        yield Asked("number", question, ((clause, words),), (forms(value["value"]),), stated)


def question_word(value: str) -> str:
    """Return what asks for a value.

    >>> question_word("60%"), question_word("1.2万元"), question_word("564万千瓦")
    ('百分之多少', '多少元', '多少万千瓦')
    """
    if _SHARE.search(value):
        return "百分之多少"
    unit = _FIGURE.sub("", value)
    return "多少" + (unit.lstrip("万亿") if unit.endswith("元") else unit)
