"""Notices that change while they are asked about: each revision states other figures."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import product

from eval.bench import invention

# Matters that no notice of the background has: what is asked can be told by planted ones alone.
_BENEFITS = ("护林员巡山", "古桥看护", "渔家改行", "盲道巡查", "社戏展演", "果树更新", "井盖巡检")
_KINDS = ("补贴", "津贴", "奖励金", "补助")
MATTERS = tuple(f"{benefit}{kind}" for kind, benefit in product(_KINDS, _BENEFITS))
_FIRST_PLACE = 100_000  # no notice of the background stands at these places
_SUFFIXES = (".txt", ".txt", ".txt", ".html")
_FORMS = (
    "{number}规定的{matter}标准是每人每月多少元？",
    "{place}{matter}每人每月发多少？",
    "《{title}》规定受理后几个工作日内办结？",
)


@dataclass(frozen=True, slots=True)
class Planted:
    """A notice by its ``place`` among the planted ones, in its revision number ``revision``.

    A file keeps its place, name, number and title; ``amount`` (yuan) and ``days`` (working days)
    are others in every revision, and no two planted notices have an amount in common.
    """

    place: int
    revision: int = 0

    @property
    def head(self) -> invention.Head:
        """Issuer, document number (发文字号) and day."""
        return invention.head(_FIRST_PLACE + self.place, seed=0)

    @property
    def matter(self) -> str:
        """What it grants."""
        return MATTERS[self.place % len(MATTERS)]

    @property
    def name(self) -> str:
        """Name of its file."""
        return f"planted-{self.place:05}{_SUFFIXES[self.place % len(_SUFFIXES)]}"

    @property
    def enclosed(self) -> str:
        """Title of the measures that it encloses."""
        return f"{self.head.place}{self.matter}发放办法"

    @property
    def amount(self) -> int:
        """Yuan a person and month."""
        return 10_000 + self.place * 997 + self.revision * 3

    @property
    def days(self) -> int:
        """Working days that an application takes."""
        return 11 + (self.place + 7 * self.revision) % 80

    @property
    def questions(self) -> tuple[tuple[str, int], ...]:
        """Questions about it, each with the figure that answers it in this revision."""
        names = {
            "number": self.head.number,
            "place": self.head.place,
            "matter": self.matter,
            "title": self.enclosed,
        }
        figures = (self.amount, self.amount, self.days)
        return tuple((form.format(**names), it) for form, it in zip(_FORMS, figures, strict=True))

    def lines(self) -> list[str]:
        """Return the notice, a paragraph a line."""
        issuer, matter, title = self.head.issuer, self.matter, self.enclosed
        return [
            "【压力测试用文件，非正式公文】",
            f"{issuer}关于印发{title}的通知",
            self.head.number,
            "各有关部门：",
            f"现将《{title}》印发给你们，请认真组织实施。",
            issuer,
            self.head.signed,
            title,
            f"第一条　为规范{matter}的发放，制定本办法。",
            f"第二条　{matter}标准为每人每月{self.amount}元，由所在地财政安排。",
            f"第三条　受理单位自收到申请之日起{self.days}个工作日内办结。",
            f"第四条　{matter}按月计发，不得重复领取。",
        ]

    def content(self) -> str:
        """Return what its file holds."""
        if self.name.endswith(".html"):
            body = "\n".join(f"<p>{escape(line)}</p>" for line in self.lines())
            return f'<!doctype html><html><head><meta charset="utf-8"></head>\n{body}\n</html>\n'
        return "\n".join([*self.lines(), ""])
