"""Putting the words of an elliptical follow-up where they belong in the question before it.

供电那个组呢 after 供水保障推进组谁当组长 asks 供电保障推进组谁当组长: each piece of the follow-up
takes the place of its parallel. A piece is parallel to a thing of its kind (a year, an article, a
title, 第一阶段 and 最后一个阶段), to a word of its length that differs in part (供电 and 供水) or
to a constituent with its head (宣传组 and 灭火专业组).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from rag.retrieval.wording import FUNCTION, QUESTION_WORD, bare

_NUMERAL = "[一二两三四五六七八九十百\\d]{1,4}"
_UNIT = "(?P<unit>阶段|[\u3400-\u9fff])"
_RANK = re.compile(
    f"(?:第{_NUMERAL}|最[高低大小早晚后初末前]|首|{_NUMERAL}|[Ⅰ-Ⅻ]|[A-Z](?![A-Za-z])|[甲乙丙丁戊特])"
    f"(?:那|这)?一?个?{_UNIT}"
)
_ROMAN = "ⅠⅡⅢⅣⅤⅥ"  # grades counted so (突发事件分级) have Ⅰ as the highest
_KINDS = tuple(
    map(
        re.compile,
        (
            r"[\u3400-\u9fff]{2,8}[〔\[【(]\s?\d{4}\s?[〕\]】)]\s?第?\d{1,4}号",
            "[《][^《》]{1,80}》",
            f"第{_NUMERAL}条",
            r"附[件表图录]\s?(?:\d{1,2}|[一二三四五六七八九十]{1,3})",
            r"(?<!\d)(?:19|20)\d\d年?|[今去前明后]年",
        ),
    )
)
_BREAK = re.compile("那一?[个些项家份]|这一?[个些项家份]|[那这的里中]|[,，、\\s]")
# Behind these a constituent begins.
_EDGE = re.compile('[的和与及或跟是由归按对,，、:：;；。？?！!（(《“"\\s]')
_HAN = re.compile("[\u3400-\u9fff]+")
_SHORT = 2  # characters of a verb with its object (停车), which 电动自行车 is no parallel to
_LONGER = 4  # characters that a constituent may have more than what takes its place


@dataclass(frozen=True, slots=True)
class _Text:
    """Text as typed beside its bare form, of one length."""

    typed: str
    plainly: str

    @classmethod
    def of(cls, text: str) -> _Text:
        return cls(text, bare(text))

    def with_(self, start: int, end: int, other: _Text) -> _Text:
        return _Text(
            self.typed[:start] + other.typed + self.typed[end:],
            self.plainly[:start] + other.plainly + self.plainly[end:],
        )

    def cut(self, start: int, end: int) -> _Text:
        return _Text(self.typed[start:end], self.plainly[start:end])


_NOTHING = _Text("", "")


def put_in(phrase: str, question: str) -> str | None:
    """Return ``question`` with the pieces of ``phrase`` in place of their parallels.

    None where a piece has none: what it stands for is not to be guessed.

    >>> put_in("三孩", "二孩家庭每年补多少钱")
    '三孩家庭每年补多少钱'
    """
    said, base = _Text.of(phrase), _Text.of(question)
    changed = False
    for kind in _KINDS:
        said, base, done = _swap_kind(kind, said, base)
        changed |= done
    said, base, done = _swap_rank(said, base)
    changed |= done
    for piece, head in _pieces(said):
        if piece.plainly in base.plainly:
            continue
        swapped = _swap_word(piece, head, base) or _swap_head(piece, head, base)
        if swapped is None:
            return None
        base, changed = swapped, True
    return base.typed if changed else None


def _swap_kind(kind: re.Pattern[str], said: _Text, base: _Text) -> tuple[_Text, _Text, bool]:
    new, old = kind.search(said.plainly), kind.search(base.plainly)
    if new is None or old is None:
        return said, base, False
    there = said.cut(*new.span())
    if there.plainly.endswith("年") < old[0].endswith("年"):
        there = _Text(there.typed + "年", there.plainly + "年")
    blank = _Text(" ", " ")
    return said.with_(*new.span(), blank), base.with_(*old.span(), there), True


def _swap_rank(said: _Text, base: _Text) -> tuple[_Text, _Text, bool]:
    """Swap 第三阶段 for 第一阶段, 最低那一级 for Ⅲ级, 三孩 for 二孩: ranks of one unit."""
    for new in _RANK.finditer(said.plainly):
        for old in reversed(list(_RANK.finditer(base.plainly))):
            if old["unit"] == new["unit"] and not QUESTION_WORD.search(old[0]):
                blank, there = _Text(" ", " "), said.cut(*new.span())
                if old[0][0] in _ROMAN and new[0].startswith("最高"):
                    there = _Text.of(f"{there.typed}（Ⅰ{there.typed[-len(old['unit']) :]}）")
                if new.end() < len(said.plainly) and said.plainly[new.end()] not in " 的":
                    # 二类区域 for 一类区域: what stands behind the unit stays to be placed.
                    blank = _NOTHING
                return said.with_(*new.span(), blank), base.with_(*old.span(), there), True
    return said, base, False


def _pieces(said: _Text) -> list[tuple[_Text, _Text]]:
    """Return the pieces of a phrase, each with the head noun behind 那个: 供电那个组."""
    pieces: list[tuple[_Text, _Text]] = []
    spans: list[tuple[int, int, str]] = []
    at = 0
    for gap in _BREAK.finditer(said.plainly):
        spans.append((at, gap.start(), gap[0]))
        at = gap.end()
    spans.append((at, len(said.plainly), ""))
    spans = [span for span in spans if span[1] > span[0]]
    for (start, end, gap_word), after in pairwise([*spans, (0, 0, "")]):
        pointed = gap_word[:1] in ("那", "这")
        head = said.cut(after[0], after[1]) if pointed else _NOTHING
        pieces.append((said.cut(start, end), head))
        if pointed:
            break
    return pieces


def _swap_word(piece: _Text, head: _Text, base: _Text) -> _Text | None:
    """Swap a word of the same length that differs in part."""
    length = len(piece.plainly)
    best: tuple[float, int] | None = None
    for run in _HAN.finditer(base.plainly):
        for start in range(run.start(), run.end() - length + 1):
            window = base.plainly[start : start + length]
            same = [a == b for a, b in zip(window, piece.plainly, strict=True)]
            if sum(same) * 2 < length or QUESTION_WORD.search(window) or FUNCTION.search(window):
                continue
            # Words that only begin alike (学生, 学校) are parallel where their head says so.
            rest = base.plainly[start + length : run.end()]
            heads = bool(head.plainly) and head.plainly in rest
            if not (same[-1] or heads):
                continue
            score = sum(same) / length + heads
            if best is None or score > best[0]:
                best = (score, start)
    return None if best is None else base.with_(best[1], best[1] + length, piece)


def _swap_head(piece: _Text, head: _Text, base: _Text) -> _Text | None:
    """Swap a constituent that ends in the same noun."""
    whole = _Text(piece.typed + head.typed, piece.plainly + head.plainly)
    last = head.plainly or whole.plainly[-1:]
    if len(whole.plainly) < 2:
        return None
    at = base.plainly.find(last)
    while at >= 0:
        end = at + len(last)
        edges = [m.end() for m in _EDGE.finditer(base.plainly, 0, at)]
        start = edges[-1] if edges else 0
        inside = base.plainly[start:end]
        fits = _SHORT < len(inside) <= len(whole.plainly) + _LONGER and _HAN.fullmatch(inside)
        if fits and not QUESTION_WORD.search(inside):
            return base.with_(start, end, whole)
        at = base.plainly.find(last, end)
    return None
