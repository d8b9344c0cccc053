"""The checkable facts of a statement: what must stand in a source in so many words.

Read in this order, each taking its text away from the next: titles and quotations, dates, document
numbers, addresses, codes; names and numbers in what is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.answering.grounding import days, names, quantities
from rag.answering.grounding.plain import HAN, blanked, plain
from rag.notices.docnumber import DocNumber, find_folded

# Latin letters with figures: PM2.5, S26, GB/T9704; the figures in them count nothing.
CODE = re.compile(
    r"(?<![a-z0-9/\u03bc])(?!rmb|cny|usd)[a-z]+(?:/[a-z]+)*[-/]?\d[a-z0-9./-]*(?<![./-])"
)
ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\u3000-\uffee]{1,300}|[\w.+-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+"
    r"|(?<![a-z0-9.@-])(?:[a-z0-9-]{1,63}\.)+(?:com|cn|org|net|gov|edu|io|info)\b[^\s\u3000-\uffee]*"
)
# 8.2.3 is a place in a text or a version; it has no value.
PLACE = re.compile(r"(?<!\d)(?<!\d\.)\d+(?:\.\d+){2,}(?![\d.])")
# The five-year plans are named by ordinals that no numeral grammar reads: 十四五 is not 145.
PLAN = re.compile(r"十[一二三四五六七八九]五(?![十百千万])")
_HEAD = re.compile(r"^(?:[-*•·]|\(?[一二三四五六七八九十\d]{1,3}[.、)](?!\d))+")
_HAN_RUN = re.compile(f"[{HAN}]{{2,}}")
_LATIN_WORD = re.compile(r"[a-z]{2,}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What ``text``, a statement in plain form, claims that a source must bear out."""

    text: str
    titles: tuple[str, ...]
    numbers: tuple[DocNumber, ...]
    literals: tuple[str, ...]
    days: tuple[days.Day, ...]
    day_parts: tuple[str, ...]
    quantities: tuple[quantities.Quantity, ...]
    bodies: tuple[names.Run, ...]
    persons: tuple[names.Run, ...]
    foreign: tuple[str, ...]
    english: bool

    @property
    def can_be_looked_up(self) -> bool:
        """Whether there is anything to look up."""
        return bool(
            self.titles
            or self.numbers
            or self.literals
            or self.days
            or any(quantity.unit not in quantities.LABELS for quantity in self.quantities)
            or self.foreign
            or self.bodies
            or self.persons
        )


def _take(pattern: re.Pattern[str], text: str) -> tuple[list[str], str]:
    """Return what ``pattern`` finds and ``text`` with it blanked out."""
    return [m[0] for m in pattern.finditer(text)], pattern.sub(lambda m: "_" * len(m[0]), text)


def _is_unit(text: str, at: int) -> bool:
    """Return whether what stands at ``at`` follows a figure: 81 mg/m3."""
    return text[:at].rstrip()[-1:].isdigit()


def _is_english(text: str) -> bool:
    han = sum(len(run) for run in _HAN_RUN.findall(text))
    return len(_LATIN_WORD.findall(text)) > han


def read(statement: str) -> Facts:
    """Return the facts of ``statement``, which is free of citation marks.

    >>> [q.text for q in read("补助200万元，不超过投资的30%").quantities]
    ['200万元', '30%']
    """
    text = names.in_full(_HEAD.sub("", plain(statement)))
    rest = text
    titles = list(names.titles(text))
    rest = blanked(text, ((start, end) for _, start, end in titles))
    dates = tuple(days.read(rest))
    rest = blanked(rest, ((day.start, day.end) for day in dates))
    numbers = find_folded(rest)
    rest = blanked(rest, ((start, end) for _, start, end in numbers))
    addresses, rest = _take(ADDRESS, rest)
    literals = addresses + [m[0] for m in CODE.finditer(rest) if not _is_unit(rest, m.start())]
    rest = CODE.sub(lambda m: "_" * len(m[0]), rest)
    for pattern in (PLACE, PLAN):
        found, rest = _take(pattern, rest)
        literals += found
    english = _is_english(text)
    return Facts(
        text=text,
        titles=tuple(title for title, _, _ in titles),
        numbers=tuple(number for number, _, _ in numbers),
        literals=tuple(literals),
        days=dates,
        day_parts=tuple(days.parts(text)),
        quantities=tuple(quantities.stated(rest)),
        bodies=tuple(names.bodies(rest)),
        persons=() if english else tuple(names.persons(rest)),
        # In an English statement Chinese characters are names as printed, never prose.
        foreign=tuple(_foreign(statement, text)) if english else (),
        english=english,
    )


def _foreign(statement: str, text: str) -> Iterator[str]:
    yield from _HAN_RUN.findall(text)
    yield from names.untranslated(statement)
