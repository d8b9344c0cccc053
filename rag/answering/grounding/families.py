"""Closed families of words: colours of warnings, levels, grades, meals, groups of people.

The members of a family exclude each other: what a clause says of a red warning it does not say of
an orange one. So a member that no source has, beside another that one does, is another matter. A
group of people (教师, 游客) that no source has in any word for it is another subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Each member with the words that mean it; a word of one character is read in its compounds only.
FAMILIES: tuple[tuple[tuple[str, ...], ...], ...] = (
    (("红色",), ("橙色",), ("黄色",), ("蓝色",)),
    (("国家级",), ("省级", "自治区级"), ("市级", "市本级", "市财政"), ("县级", "区级", "旗级")),
    (("优秀", "优等"), ("良好",), ("不合格", "不达标"), ("基本合格",)),
    (("甲级", "甲等"), ("乙级", "乙等"), ("丙级", "丙等")),
    (("特别重大",), ("较大",), ("一般事故", "一般突发")),
    (("高风险",), ("中风险",), ("低风险",)),
    (("早餐", "早饭"), ("午餐", "午饭", "中餐", "中饭"), ("晚餐", "晚饭")),
    (("上午", "早上"), ("下午", "午后"), ("夜间", "夜里", "晚上", "晚间")),
    (("重度",), ("中度",), ("轻度",)),
    (("全日",), ("半日",)),
    (("公办", "公立"), ("民办", "私立")),
    (("男性", "男", "男子"), ("女性", "女", "妇女")),
    (("货车",), ("客车", "公交"), ("轿车", "小汽车", "乘用车")),
    (("增值税",), ("所得税",), ("契税",), ("房产税",), ("消费税",)),
    (("养老保险",), ("医疗保险", "医保"), ("失业保险",), ("工伤保险",), ("生育保险",)),
    (("博士",), ("硕士",), ("本科", "学士"), ("大专", "专科")),
)
# Groups of people, each in the words for it. Whoever is concerned (人员, 个人, 居民) is none.
GROUPS: tuple[tuple[str, ...], ...] = (
    ("教师", "老师", "教职工", "教职员", "师资", "教员"),
    ("学生", "毕业生", "在校生", "大学生", "研究生", "学员", "考生", "新生", "学徒"),
    ("医生", "医师", "医务", "医护", "护士", "卫生技术人员"),
    ("军人", "官兵", "士兵", "现役", "军属", "退役"),
    ("残疾", "残障"),
    ("老人", "老年", "长者", "高龄", "岁以上", "养老"),
    ("儿童", "孩子", "小孩", "幼儿", "婴幼", "未成年", "岁以下", "少儿", "子女", "孩"),
    ("孕妇", "孕产", "产妇"),
    ("游客", "旅客", "观光客", "旅游者", "来访者"),
    ("农民", "农户", "农牧民", "牧民", "村民", "农业", "农村", "种植户", "养殖户"),
    ("渔民", "渔业", "渔户", "船东", "渔船"),
    ("公务员", "机关工作人员", "国家工作人员"),
    ("司机", "驾驶员", "驾驶人"),
    ("外国人", "外籍", "境外", "外商"),
    ("消防员", "消防"),
    ("志愿者", "义工", "志愿"),
    ("律师",),
    ("记者",),
    ("个体工商户", "个体户", "个体经营"),
    ("低保", "最低生活保障", "困难"),
)
_COMPOUND = 2  # characters of the shortest word that a statement is read by
_MEMBERS = [(member, family) for family in FAMILIES for member in family]
_READ = {
    **{word: (group, (group,)) for group in GROUPS for word in group if len(word) >= _COMPOUND},
    **{word: entry for entry in _MEMBERS for word in entry[0] if len(word) >= _COMPOUND},
}
_WORD = re.compile("|".join(sorted(_READ, key=len, reverse=True)))
_DENIED = re.compile(r"[不没无未非][^,。;]{0,6}$")


def changed(text: str, source: str) -> Iterator[str]:
    """Yield the members of a family that ``text`` has in place of another of ``source``; plain.

    >>> list(changed("发布橙色预警后停课", "发布红色预警后停课"))
    ['橙色']
    >>> list(changed("教师免收门票", "儿童和老年人免收门票"))
    ['教师']
    """
    seen: set[str] = set()
    for match in _WORD.finditer(text):
        if match[0] in seen or _DENIED.search(text, max(0, match.start() - 10), match.start()):
            continue
        seen.add(match[0])
        member, family = _READ[match[0]]
        if _has(source, member):
            continue
        if len(family) == 1 or any(_has(source, it) for it in family):
            yield match[0]


def _has(source: str, member: tuple[str, ...]) -> bool:
    """Return whether ``source`` has a word of ``member``, or its first in a list: 红、橙."""
    return any(word in source for word in member) or any(
        len(word) == _COMPOUND and re.search(f"{word[0]}[、和及或/]", source) for word in member
    )
