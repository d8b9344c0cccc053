"""Units of measure as notices print them, each under one canonical name.

Sources: GB 3100 and GB 3102 (units and their Chinese names), and the measure words (量词) of
ordinary Chinese. Spellings of one unit share a name; nothing is converted, because an answer is to
use its source's words.
"""

from __future__ import annotations

import re

ANY = "个"  # the measure word that goes with anything countable
PEOPLE = frozenset({"人", ANY})
_ALIASES = {
    "%": ("%", "percent", "per cent"),
    "百分点": ("个百分点", "百分点", "percentage point"),
    "元": ("元人民币", "元", "块钱", "yuan", "rmb"),
    "美元": ("美元", "us dollar", "dollar"),
    "港元": ("港元", "港币"),
    "年": ("周年", "年度", "年", "years", "year"),
    "个月": ("个月", "months", "month"),
    "月": ("月份", "月"),
    "日": ("个自然日", "自然日", "日", "天", "days", "day"),
    "工作日": ("个工作日", "工作日", "working day", "business day", "work day"),
    "小时": ("个小时", "小时", "hours", "hour"),
    "周": ("周", "个星期", "星期", "weeks", "week"),
    "岁": ("周岁", "岁"),  # 周岁 is no week
    "公里": ("公里", "千米", "kilomet", "km"),
    "平方公里": ("平方公里", "平方千米", "km2"),
    "平方米": ("平方米", "平米", "m2"),
    "立方米": ("立方米", "m3"),
    "千克": ("千克", "公斤", "kg"),
    "吨": ("吨", "tonne", "ton"),
    "千瓦时": ("千瓦时", "kwh"),
    "千瓦": ("千瓦", "kw"),
    "兆瓦": ("兆瓦", "mw"),
    "°c": ("°c", "摄氏度"),
    "人": ("口之家", "口人", "人", "名", "位", "people", "persons"),
    "家": ("家", "户"),
    "项": ("项", "条", "件"),
    "处": ("处", "座", "所"),
    ANY: ("个", "大"),
}
_MEASURED = """
‰ 成 欧元 日元 英镑 卢布 人次 户次 时 分钟 分 秒 季度 米 厘米 毫米 微米 亩 公顷 升 毫升 克 毫克 微克
瓦 标准箱 蒸吨 级 号 倍 届 期 折 星 章 款 等 页 字 村 镇
"""
_COUNTED = "台辆篇种类场次批套份支起只头匹口间栋幢艘架部组片门轮步例株棵箱瓶车枚盏根张笔宗班床段档"
_NAMES = {spelling: name for name, spellings in _ALIASES.items() for spelling in spellings} | {
    name: name for name in (*_MEASURED.split(), *_COUNTED)
}
# What is counted rather than measured: 一 before these is an article, 个 goes for any of them.
GENERIC = frozenset({ANY, "家", "项", "处", *_COUNTED})
SHARES = {"百": "%", "千": "‰", "万": "万分之"}
UNKNOWN = "?"  # a word follows that is no unit known here

_UNIT = re.compile(
    "[余多来几]?(" + "|".join(map(re.escape, sorted(_NAMES, key=len, reverse=True))) + ")"
)
# A unit's first character that begins another word: 分 in 分别, 时 in 时间, 成 in 成立.
_NO_UNIT = re.compile(
    "分[别级类为布享析期配工管局之]|时[间期段代刻]|成[立为员果功效本品长交]|家[庭具电]|部[门分署委]|级别|"
    "日常|年龄|人[民才工员均]|大[力型学队]|类[似型别]|条件|件套|组[织成建]|期[间限]|次[日年月]|"
    "位[于居]|名[称单]|户[籍外]|处[理置罚于分]|起[来草]|等[候待]|口[岸径]|片区|步骤|种[植子]"
)
_JOINT = "至到和与或及"  # 10至20万元: the unit comes later


def unit_after(rest: str, *, numeral: bool) -> tuple[str, int]:
    """Return the unit at the head of ``rest``, the text after a number, and its length there.

    "" where the number stands alone, ``UNKNOWN`` where another word follows. ``numeral``: the
    number is written in Chinese, after which 分 and 时 are parts of words (十分, 一时).
    """
    if _NO_UNIT.match(rest):
        return UNKNOWN, 0
    skip = 1 if rest[:1] in (" ", "-") and "a" <= rest[1:2] <= "z" else 0  # "3 years", "3-year"
    match = _UNIT.match(rest, skip)
    if match and not (numeral and match[1] in "分时"):
        return _NAMES[match[1]], match.end()
    following = rest[:1]
    return (
        (UNKNOWN, 0) if "\u3400" <= following <= "\u9fff" and following not in _JOINT else ("", 0)
    )
