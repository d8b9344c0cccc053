"""Characters that are typed or read for one another."""

from __future__ import annotations

from functools import cache

# Groups of common characters of one syllable, for where pypinyin is not installed.
_HOMOPHONES = """
的地得 是事市式使试示室视世 有又友右由优 在再 和合核何河 以已一依医易意义益 多夺 少哨
会惠汇慧绘 时实十食石识 补不布步部 贴帖 标表 准谆 资自字子 金今近进 申身深 请情清青轻庆 条调
件见建间检减 期其起气企 限县线现 政正证整 府副福服负 办班般版 通同统 知之只制支职指治质 公工供功
报保包宝 名明 单担 位为委未卫维 项向象相 目木幕 管馆官 理里利力历立 人任认 员原元院园源 年念
月约越 号好 文问闻 发法罚 规归 定订 要药 求球 收手受首 入如 经精 济计记技集及级几 开凯
"""
# Groups of characters that look alike.
_ALIKE = """
未末 己已巳 人入八 土士 日曰目 治冶 拔拨 侯候 廷延 辩辨辫 准淮 晴睛 折拆析 币市 千干于 天夫无
大太犬 住往佳 贷货 申甲由 历厉 困因 免兔 治洽 侍待 场扬 补朴 级纳
收牧 限很 技枝 料科 间问 闻阅 体休 今令 年午 力刀 旦且 王玉主 少小 名各 员贝 田由
代伐 师帅 农衣 项顶 处外 何伺 请清 失矢 自白 百白 元无 发友 开井 公分 享亨
"""


def homophones(char: str) -> str:
    """Return the other common characters of the same syllable, whatever the tone; "" for none.

    Common are the 3,755 characters of level 1 of GB/T 2312, which an input method offers first.
    Syllables come from pypinyin; without it, from a short table of this module.
    """
    return _by_character()[1].get(char, "")


def source() -> str:
    """Return what the homophones come from: "pypinyin" or "built-in table"."""
    return _by_character()[0]


def alike(char: str) -> str:
    """Return the other characters that look like ``char``; "" for none."""
    return _table_of_alike().get(char, "")


@cache
def _by_character() -> tuple[str, dict[str, str]]:
    try:
        from pypinyin import lazy_pinyin
    except ImportError:
        return "built-in table", _others(_HOMOPHONES.split())
    syllables: dict[str, str] = {}
    for char in _level_1():
        syllable = lazy_pinyin(char)[0]
        syllables[syllable] = syllables.get(syllable, "") + char
    return "pypinyin", _others(list(syllables.values()))


@cache
def _table_of_alike() -> dict[str, str]:
    return _others(_ALIKE.split())


def _others(groups: list[str]) -> dict[str, str]:
    """Return, for each character of the groups, the other characters of all its groups."""
    others: dict[str, str] = {}
    for group in groups:
        for char in group:
            rest = "".join(c for c in group if c != char and c not in others.get(char, ""))
            others[char] = others.get(char, "") + rest
    return others


def _level_1() -> str:
    """Return level 1 of GB/T 2312: rows 16 to 55, the last of which ends at cell 89."""
    cells = [(row, cell) for row in range(16, 56) for cell in range(1, 95)]
    return "".join(
        bytes((0xA0 + row, 0xA0 + cell)).decode("gb2312")
        for row, cell in cells
        if (row, cell) <= (55, 89)
    )
