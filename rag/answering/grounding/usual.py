"""Everyday words for what notices say: 超过期限 for 逾期, 领取 for 享受, 最多 for 不超过.

Only for comparing how far two texts share their words; facts, bounds and moods are compared by
rules of their own.
"""

from __future__ import annotations

import re

_SAME: tuple[tuple[str, ...], ...] = (
    ("逾期", "超过期限", "过期", "超期", "过了期限"),
    ("每年", "一年", "年度", "按年"),
    ("每月", "一个月", "月度", "按月"),
    ("最多", "最高", "至多", "不超过", "不得超过", "不能超过", "上限", "以内", "封顶"),
    ("最少", "最低", "至少", "不低于", "不少于", "不得低于", "不得少于"),
    ("补贴", "补助", "资助", "津贴"),
    ("获得", "领取", "领到", "拿到", "享受", "得到", "给予", "发放"),
    ("应当", "应该", "必须", "务必"),
    ("可以", "能够"),
    ("不予", "概不", "得不到", "拿不到", "领不到", "不给"),
    ("无需", "无须", "不需要", "不用", "不必"),
    ("缴纳", "缴费", "交纳", "交费", "交钱"),
    ("提交", "递交", "报送", "上交"),
    ("老年人", "老人"),
    ("设立", "设置", "成立", "建立"),
    ("建设", "修建", "新建", "建成"),
    ("车辆", "汽车"),
    ("时间", "期限", "时限"),
    ("费用", "收费"),
)
_FIRST = {word: group[0] for group in _SAME for word in group}
_WORD = re.compile("|".join(sorted(_FIRST, key=len, reverse=True)))


def usual(text: str) -> str:
    """Return plain ``text`` with one word in place of each of those that mean it.

    >>> usual("超过期限的不能领取补助")
    '逾期的不能获得补贴'
    """
    return _WORD.sub(lambda match: _FIRST[match[0]], text)
