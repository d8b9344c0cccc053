"""Values that the collection either names or does not: sums of money, shares, telephone numbers.

No retrieval score tells "the clause is there" from "the answer is in it". Where a question asks in
so many words for such a value, and no sentence that is about the question names one, it has to be
refused although the right clause was found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.extractive.evidence import Found
from rag.answering.extractive.numerals import NUMERAL, TIMES
from rag.answering.extractive.signals import Matrix, Signals

_MONEY_WORD = "钱|(?:人民币)?元|补贴|补助|奖金|奖励|津贴|罚款|工资|租金|押金|运费|学费|费用"
_PRICED = "票价|价格|价钱|单价|房价|油价|运费|费用|资费|租金"
_THINGS = "名额|项目|对象|政策|种|类|次|批|场"  # 多少奖励名额 is no sum
_LINES = "电话|手机|热线|联系方式|传真|邮箱"
# 几点 as so many points, not as a time of day.
_POINTS = "建议|意见|要求|说明|措施|问题|疑问|内容|原则|经验|原因|不明|不清|不懂|注意|主要"


@dataclass(frozen=True, slots=True)
class Value:
    """A kind of value: how questions ask for it, and how texts (matching form) name one."""

    name: str
    asks: re.Pattern[str]
    holds: re.Pattern[str]


VALUES = (
    Value(
        "amount",
        re.compile(
            rf"多少(?:万|亿|百|千)?(?:(?:{_MONEY_WORD})(?!{_THINGS})|块(?!地|田|屏|牌))"
            r"|(?<![好了过个])几(?:(?:万|百|千|十)(?:元|块)|元|块钱)(?![的吗]|钱的|地|田|屏|牌)"
            rf"|(?:{_PRICED})[^,。?]{{0,4}}(?:多少(?!比例|个|家|项)|几何)|多贵"
            r"|\bhow much (?:money|does it cost)"
            r"|\b(?:how much|what) (?:is|are|was) the (?:\w+ ){0,3}(?:price|cost|fee|fare)s?\b"
        ),
        re.compile(rf"{NUMERAL}余?\s*{TIMES}(?:美|港|日|欧)?元|免费|免[收缴交]|无偿"),
    ),
    Value(
        "share",
        re.compile(r"几成(?![员品果立])|百分之几|百分之多少|\bwhat (?:percentage|share)\b"),
        re.compile(r"\d[%％]|百分之|[一二两三四五六七八九]成(?![立员果本为品熟])|分之|一半|半数"),
    ),
    Value(
        "contact",
        re.compile(
            rf"(?:什么|哪个|哪些|多少|有没有|查一?下)[^,。?]{{0,8}}(?:{_LINES})"
            rf"|(?:^|[,。?])(?![^,。?]*(?:公[示布]|[打拨留填])[^,。?]{{0,4}}(?:{_LINES}))"
            rf"[^,。?]*(?:{_LINES})(?:号码?)?(?:分别)?[是为有]?(?:多少|什么|几|哪|呢|$|[?])"
            rf"|有[^,。?]{{0,8}}(?:{_LINES})(?:号码?)?[吗么]"
            r"|\bwhat\b[^,.?]*\b(?:phone|telephone|hotline|fax|e-?mail)\b"
            r"|\b(?:phone|telephone|hotline|contact|fax) number|\be-?mail address"
        ),
        re.compile(
            r"\d{3,4}-?\d{7,8}|(?<!\d)(?:\d{11}|\d{7,8}|12\d{3}|9[56]\d{3,4})(?![\d余多]|[\u3400-\u9fff])"
            r"|(?:电话|热线|拨打|致电|传真)[^,。;\d]{0,6}\d{3,}|@"
        ),
    ),
    Value(
        "clock",
        re.compile(rf"(?<![哪有这那提列分好])几点(?!{_POINTS})|\bwhat time\b|opening hours"),
        re.compile(
            rf"{NUMERAL}(?:点|时(?!段|间|期|代))|\d{{1,2}}[:：]\d\d|上午|下午|24小时(?!内)|全天"
        ),
    ),
)
# Of the best fit, by itself or under its headings: a sentence this good is where the value would
# be. The sum asked for reaches 0.95 and 0.97 and more on every set tried, others mostly 0.7.
_NEAR_BEST, _NEAR_BEST_HEADED = 0.7, 0.85
_READ = 3  # passages that are looked into for an English question


def asked_for(question: str) -> list[Value]:
    """Return the values that ``question`` (matching form) asks for in so many words."""
    return [value for value in VALUES if value.asks.search(question)]


def naming(found: Sequence[Found], value: Value, signals: Signals) -> list[Found]:
    """Return those of ``found`` that name a ``value`` where they are about the question.

    How well a sentence fits an English question says too little: of its best passages any may.
    """
    if signals.english:
        return [it for it in found[:_READ] if value.holds.search(" ".join(it.folded))]
    alone = [signals.best(it.folded, it.folded_context) for it in found]
    headed = [signals.best_under(it.folded, it.folded_context) for it in found]
    fit = _fitting(alone, _NEAR_BEST), _fitting(headed, _NEAR_BEST_HEADED)
    return [
        it
        for it, *fits in zip(found, *fit, strict=True)
        if any(
            any(good) and value.holds.search(text)
            for *good, text in zip(*fits, _with_lead_in(it.folded), strict=True)
        )
    ]


def _fitting(scores: Sequence[Matrix], share: float) -> list[list[bool]]:
    """Return which sentences of each passage come near the best of all."""
    best = max((float(score.max()) for score in scores if len(score)), default=0.0)
    return [[bool(fit >= share * best) for fit in score] for score in scores]


def _with_lead_in(folded: Sequence[str]) -> list[str]:
    """Return sentences, items of a list with what introduces it (下列车辆免收停车费：)."""
    out, lead = [], ""
    for text in folded:
        out.append(f"{lead} {text}")
        if text.endswith(":"):
            lead = text
    return out
