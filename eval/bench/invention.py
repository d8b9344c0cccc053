"""What is invented around real text: places, issuers, document numbers (发文字号) and days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

_FIRST = "岚溪沐荷澜桐鹤松湖禾榆枫栖霁泠渌浔湄澄璟"
_SECOND = "宁川阳安平原泽岭陵源城丰昌和兴乐康庆清远"
_KINDS = "市县区"
_YEARS = range(2006, 2026)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of an invented notice: who issued it, under which number, on which day."""

    place: str
    issuer: str
    number: str
    day: date

    @property
    def signed(self) -> str:
        """The day as a signature has it: 2024年5月14日."""
        return f"{self.day.year}年{self.day.month}月{self.day.day}日"


def head(place: int, seed: int) -> Head:
    """Return the head of the notice number ``place`` of a collection; no two share a number."""
    random = Random(f"{seed}:{place}")
    name = random.choice(_FIRST) + random.choice(_SECOND)
    year = _YEARS[place % len(_YEARS)]
    serial = place // len(_YEARS) + 1
    kind = random.choice(_KINDS)
    day = date(year, 1, 1) + timedelta(days=random.randrange(360))
    return Head(name + kind, f"{name}{kind}人民政府", f"{name}政发〔{year}〕{serial}号", day)


def varied(line: str, copy: int, place: str) -> str:
    """Return ``line`` marked as the ``copy``-th repetition of real text, said of ``place``.

    Without the mark and the place every copy would have the very words and vector of the first.
    """
    if not copy:
        return line
    number, gap, rest = line.partition("　")
    if not gap:
        number, rest = "", line
    return f"{number}{gap}{rest.rstrip()}（{place}适用，变体{copy}）"
