"""What kind of value a question asks for, and whether a sentence holds one."""

from __future__ import annotations

import re
from enum import Flag, auto

from rag.answering.extractive.numerals import NUMERAL, TIMES


class Wanted(Flag):
    """Kinds of value; a question may ask for several."""

    NOTHING = 0
    MONEY = auto()
    DATE = auto()
    NUMBER = auto()
    BODY = auto()
    PERSON = auto()
    DOC_NUMBER = auto()
    SHARE = auto()
    PLACE = auto()
    MEANING = auto()


_ASKS = {
    Wanted.MONEY: re.compile(
        r"多少(?:万|亿|百|千)?(?:元|块(?!地|田|屏|牌))|多少钱"
        r"|几(?:万|百|千|十)?(?:元|块(?!地|田|屏|牌))"
        r"|多少万(?!.{0,2}(?:千瓦|吨|亩|立方|辆|户|人))"
        r"|(?:补|奖|贴|罚|给|领|收|费|出资)[^,，。?？]{0,6}多少|上限|封顶"
        r"|how much|what (?:amount|subsid|sum)|\bcap\b"
    ),
    Wanted.DATE: re.compile(
        r"什么时候|何时|哪天|哪年|几月|几号(?!文|楼|线)|日期|截止|期限|多久|多长时间|哪几天|几年(?!级)|隔几|有效期|到期"
        r"|\bwhen\b|deadline|how long"
    ),
    Wanted.NUMBER: re.compile(
        r"多少|几(?:个|家|项|名|座|次|成|级|类|种|处|条|人|部|张|份)|比例"
        r"|how many|percent|\bshare\b|\brate\b"
    ),
    Wanted.BODY: re.compile(
        r"(?:哪|什么)(?:个|几个|些|家)?(?:部门|单位|局|机构|集团|委|科室|机关)|牵头|归谁|由谁|谁(?:来)?(?:负责|管|兜底)"
        r"|谁出|which (?:body|bureau|department|office)|who is responsible"
    ),
    Wanted.PERSON: re.compile(
        r"谁|哪(?:位|些人|几位|几个人)|一把手|组长|主任是|局长是|什么人|姓名|名字|\bwho\b"
    ),
    Wanted.DOC_NUMBER: re.compile(r"文号|发文字号|几号文|哪份文件|哪个文件|document number"),
    Wanted.SHARE: re.compile(r"比例|几成|百分之|占比|\b(?:percent(?:age)?|share|rate)\b"),
    Wanted.PLACE: re.compile(
        r"哪里|哪儿|在哪|去哪|到哪|什么地方|哪些地方|哪(?:几)?个(?:地方|区|县|旗|市|镇|园区)"
        r"|地址|网站|网址|\bwhere\b"
    ),
    Wanted.MEANING: re.compile(
        r"什么意思|啥意思|什么叫|什么是|指的是|指什么|说白了|定义|含义|叫什么|叫法|名称"
        r"|definition|what (?:name|is meant)|\bmean\b"
    ),
}
_HOLDS = {
    Wanted.MONEY: re.compile(rf"{NUMERAL}余?{TIMES}(?:美|港|日|欧)?元|{NUMERAL}[%％]"),
    Wanted.DATE: re.compile(rf"{NUMERAL}(?:个)?(?:年|月|日|天|周|小时|工作日)|[上中下]旬|季度"),
    Wanted.NUMBER: re.compile(
        r"\d|[一二两三四五六七八九十](?:个|家|项|名|座|次|成|级|类|种|处|条|部)"
    ),
    Wanted.BODY: re.compile(
        r"牵头|责任单位|责任部门|配合单位|负责|承办|主办|(?:局|委|办|部|院)(?![法理分事托员])|委员会|中心|政府"
    ),
    Wanted.PERSON: re.compile(r"任|免去|[组主局队院校市区旗县]长|主任|书记|秘书长"),
    Wanted.DOC_NUMBER: re.compile(r"[〔\[【(（]\d{4}[〕\]】)）]\d+号"),
    Wanted.SHARE: re.compile(r"\d[%％]|百分之|成"),
    Wanted.PLACE: re.compile(r"[区县旗市镇乡村园路街楼]|地点|基地|网|平台|场馆|窗口|大厅|http"),
    Wanted.MEANING: re.compile(r"是指|指的?是|即|称为|简称|统称|[,:]指|定义|“(?:[^“”]+|“)”"),
}
_EACH = (Wanted.MONEY, Wanted.DATE, Wanted.SHARE, Wanted.PLACE)
# 多少家, 几个工作日: the measure word (量词) or unit that the answer's numeral has, too.
_MEASURE = re.compile(
    r"(?:多少|几)(?:万|亿|千|百|十)?(个(?:工作日|小时|月)|[\u3400-\u9fff](?!(?<=块)[地田屏牌]))"
)
_MEASURES = frozenset(
    "元块家个项名座次级类种处条人部张份年月日天岁亩吨户公里平米度倍成期届辆台件所间头只套场步轮支"
)


class WantedValues:
    """What a question (matching form) asks a value of, and whether a text holds one."""

    def __init__(self, question: str) -> None:
        self.kinds = wanted(question)
        measures = [m.replace("块", "元") for m in _MEASURE.findall(question) if m[0] in _MEASURES]
        self._measures = [re.compile(rf"{NUMERAL}余?多?{TIMES}{m}") for m in measures]

    def held(self, text: str) -> float:
        """Return the share, 0..1, of the kinds asked for of which ``text`` holds a value."""
        return holds(text, self.kinds)

    def each(self, text: str) -> tuple[float, ...]:
        """Return 1 or 0 for money, date, share and place: asked for and held."""
        return tuple(float(kind in self.kinds and holds(text, kind) > 0) for kind in _EACH)

    def measured(self, text: str) -> float:
        """Return the share, 0..1, of the measure words asked for that follow a numeral there."""
        found = [bool(pattern.search(text)) for pattern in self._measures]
        return sum(found) / len(found) if found else 0.0


def wanted(question: str) -> Wanted:
    """Return the kinds of value that ``question`` (simplified, lower case) asks for."""
    kinds = Wanted.NOTHING
    for kind, pattern in _ASKS.items():
        if pattern.search(question):
            kinds |= kind
    return kinds


def holds(text: str, kinds: Wanted) -> float:
    """Return the share, 0..1, of ``kinds`` of which ``text`` holds a value."""
    asked = [kind for kind in _HOLDS if kind in kinds]
    if not asked:
        return 0.0
    return sum(1 for kind in asked if _HOLDS[kind].search(text)) / len(asked)
