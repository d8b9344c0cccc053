"""The card (信息公开目录) that a government site prints above a notice.

A table of 索引号, 发文机关, 成文日期, 标题, 发文字号 … which a scraper leaves as lines, cells or
one run of words. It is no part of the notice, but it says what the notice's own head may lack.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from rag.notices.furniture import skip_between

_FIELDS = {
    "number": ("发文字号", "发布文号", "文件编号", "公文文号", "文号"),
    "title": ("文件名称", "公文名称", "信息名称", "标题", "名称"),
    "issuer": ("发文机关", "发文机构", "发布机构", "发布单位", "发文单位", "制发机关"),
    "issued_on": ("成文日期", "发文日期", "成文时间", "发文时间", "生成日期"),
    "": (
        "索引号", "信息索引", "主题分类", "主题词", "组配分类", "体裁分类", "体裁", "服务对象",
        "发布日期", "发布时间", "公布日期", "公开日期", "公开时限", "公开方式", "公开范围",
        "公开形式", "生效日期", "生效时间", "施行日期", "实施日期", "废止日期", "失效日期",
        "失效时间", "有效性", "时效性", "时效", "效力状态", "效力位阶", "效力级别", "文件状态",
        "分类", "类别", "所属类别", "信息分类", "公文种类", "文种", "关键词", "内容概述",
        "信息来源", "来源", "统一编号", "登记号", "规范性文件编号",
    ),
}  # fmt: skip
_NAMES = {name: field for field, names in _FIELDS.items() for name in names}
_STRONG = {
    "索引号", "信息索引", "发文字号", "发布文号", "文号", "主题分类", "组配分类", "发布机构",
    "发文机关", "发布单位",
}  # fmt: skip
_LABEL = re.compile(
    r"(?:(?<=[\s【\[|;])|^)(?P<name>"
    + "|".join(r"\s{0,4}".join(name) for name in sorted(_NAMES, key=len, reverse=True))
    + r")\s{0,2}(?P<end>[:】\]]|(?=\s))"
)
_FEWEST = 3  # labels that make a card
_REACH = 160  # characters from one label to the next
_LONGEST = 60  # characters that the last value can have where no line ends it


@dataclass(frozen=True, slots=True)
class Card:
    """A card on the folded page: its span, and the values it gives to fields of a notice."""

    start: int
    end: int
    values: dict[str, tuple[int, int]]


def find_cards(text: str) -> list[Card]:
    """Return the cards on the folded page ``text``, in order."""
    return [card for group in _groups(text) if (card := _card(text, group))]


class Cards:
    """The cards of a page, found by place."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._cards = find_cards(text)
        self._ends = [card.end for card in self._cards]

    def __iter__(self) -> Iterator[Card]:
        return iter(self._cards)

    def at(self, place: int) -> Card | None:
        """Return the card that holds ``place``."""
        index = bisect_right(self._ends, place)
        card = self._cards[index] if index < len(self._cards) else None
        return card if card and card.start <= place else None

    def before(self, place: int) -> Card | None:
        """Return the last card that ends at ``place`` or before."""
        index = bisect_right(self._ends, place)
        return self._cards[index - 1] if index else None

    def skip(self, place: int) -> int:
        """Return where what follows ``place`` in a head begins, behind furniture and cards."""
        while True:
            place = skip_between(self._text, place)
            card = self.at(place)
            if card is None:
                return place
            place = card.end


def _groups(text: str) -> Iterator[list[re.Match[str]]]:
    labels = list(_LABEL.finditer(text))
    group = labels[:1]
    for one, other in pairwise(labels):
        lines = text[one.end() : other.start()].split("\n") if _near(one, other) else []
        filled = sum(1 for line in lines if line.strip(" :|[【"))
        if filled > 1 or not lines or "。" in "".join(lines):
            yield group
            group = []
        group.append(other)
    if group:
        yield group


def _near(one: re.Match[str], other: re.Match[str]) -> bool:
    return other.start() - one.end() <= _REACH


def _card(text: str, labels: list[re.Match[str]]) -> Card | None:
    names = ["".join(match["name"].split()) for match in labels]
    if len(set(names)) < _FEWEST or not _STRONG & set(names):
        return None
    values: dict[str, tuple[int, int]] = {}
    end = labels[-1].end()
    stops = [*(match.start() for match in labels[1:]), None]
    for match, name, stop in zip(labels, names, stops, strict=True):
        span = _value(text, match.end(), stop)
        end = max(end, span[1])
        if span[0] < span[1] and _NAMES[name]:
            values.setdefault(_NAMES[name], span)
    return Card(labels[0].start(), end, values)


def _value(text: str, start: int, stop: int | None) -> tuple[int, int]:
    """Return where the value behind a label stands: up to the next label, or on its line."""
    if stop is None:
        begin = start + len(text[start : start + 4]) - len(text[start : start + 4].lstrip())
        line = text.find("\n", begin)
        stop = len(text) if line < 0 else line
        if stop - begin > _LONGEST:
            blank = text.find(" ", begin, begin + _LONGEST)
            stop = blank if blank >= 0 else begin
    value = text[start:stop]
    begin = start + len(value) - len(value.lstrip(" \t\n:|]】"))
    return begin, max(begin, start + len(value.rstrip(" \t\n|[【")))
