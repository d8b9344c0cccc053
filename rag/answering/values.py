"""Values that the collection either names or does not: sums of money, shares, telephone numbers.

No retrieval score tells "the clause is there" from "the answer is in it". Where a question asks in
so many words for such a value, and no sentence that is about the question names one, it has to be
refused although the right clause was found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.evidence import Found
from rag.answering.signals import Signals

_NUMERAL = r"(?:\d[\d,.]*|[一二两三四五六七八九十百千]+)"
_MONEY_WORD = "钱|(?:人民币)?元|补贴|补助|奖金|奖励|津贴|罚款|工资|租金|押金|运费|学费|费用"
_PRICED = "票价|价格|价钱|单价|房价|油价|运费|费用|资费|租金"


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
            rf"多少(?:万|亿|百|千)?(?:{_MONEY_WORD}|块(?!地|田|屏|牌))"
            rf"|(?<!好)几(?:万|百|千|十)(?:元|块)|(?<!好)几(?:元|块钱)"
            rf"|(?:{_PRICED})[^,。?]{{0,4}}(?:多少|几何|咋算|怎么算)|多贵"
            r"|\bhow much (?:money|does it cost)|\b(?:price|cost|fee|fare)s?\b"
        ),
        re.compile(rf"{_NUMERAL}余?(?:万|亿|千|百)*(?:美|港|日|欧)?元"),
    ),
    Value(
        "share",
        re.compile(r"几成|百分之几|百分之多少|\bwhat (?:percentage|share)\b"),
        re.compile(r"\d[%％]|百分之|[一二两三四五六七八九]成|分之"),
    ),
    Value(
        "contact",
        re.compile(r"电话|手机号|热线|联系方式|传真|邮箱|\b(?:phone|telephone|hotline|e-?mail)\b"),
        re.compile(r"\d{3,4}-?\d{7,8}|(?<!\d)(?:\d{11}|\d{7,8}|12\d{3}|9\d{4})(?!\d)|@"),
    ),
    Value(
        "clock",
        re.compile(r"几点|\bwhat time\b|opening hours"),
        re.compile(rf"{_NUMERAL}(?:点|时(?!段|间|期|代))|\d{{1,2}}[:：]\d\d|上午|下午"),
    ),
)
# Of the best sentence's fit: a sentence this good, or its neighbour, is where the value would be.
# Sentences with the sum asked for reach 0.9 and more on every set tried, others' sums 0.6 at most.
_NEAR_BEST = 0.7


def asked_for(question: str) -> list[Value]:
    """Return the values that ``question`` (matching form) asks for in so many words."""
    return [value for value in VALUES if value.asks.search(question)]


def naming(found: Sequence[Found], value: Value, signals: Signals) -> list[Found]:
    """Return those of ``found`` that name a ``value`` where they are about the question."""
    scores = [signals.best(it.folded, it.folded_context) for it in found]
    best = max((float(score.max()) for score in scores if len(score)), default=0.0)
    return [
        it
        for it, score in zip(found, scores, strict=True)
        if any(
            score[at] >= _NEAR_BEST * best
            and value.holds.search(" ".join(it.folded[max(0, at - 1) : at + 2]))
            for at in range(len(score))
        )
    ]
