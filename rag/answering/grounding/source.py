"""What one source of a statement holds: a clause's text, or a piece of metadata."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from rag.answering.grounding import attachment, days, marks, names, quantities
from rag.answering.grounding.days import Day
from rag.answering.grounding.plain import HAN, bare, blanked, plain
from rag.answering.grounding.usual import usual
from rag.notices.docnumber import DocNumber, find_folded
from rag.notices.numerals import NUMERAL

_RUN = re.compile(f"(?:(?![{NUMERAL}])[{HAN}])+")  # numerals are facts, not words


@dataclass(frozen=True, slots=True)
class Source:
    """What one source text holds, read once."""

    text: str
    bare: str
    numbers: dict[Fraction, tuple[quantities.Quantity, ...]]
    days: frozenset[Day]
    day_parts: frozenset[str]
    documents: frozenset[DocNumber]
    pairs: frozenset[str]
    ground: attachment.Ground
    bounds: tuple[tuple[Day, int], ...]


@lru_cache(maxsize=1024)
def read_source(source: str) -> Source:
    """Return what ``source`` (a clause's text or a piece of metadata) holds."""
    text = names.in_full(plain(source))
    dates = list(days.read(text))
    ends = list(days.ends(dates, text))
    # 4日鄂府发〔2024〕36号: the day is no part of the agency code.
    undated = blanked(text, ((day.start, day.end) for day in dates))
    numbers: dict[Fraction, list[quantities.Quantity]] = defaultdict(list)
    read = list(quantities.readings(undated))
    for quantity in (*read, *_of_dates(dates)):
        numbers[quantity.value].append(quantity)
    return Source(
        text=text,
        bare=bare(text),
        numbers={value: tuple(found) for value, found in numbers.items()},
        days=frozenset((*dates, *ends)),
        day_parts=frozenset((*days.parts(text), *days.closing(dates))),
        documents=frozenset(number for number, _, _ in find_folded(undated)),
        pairs=frozenset(pairs_of(text)),
        ground=attachment.Ground(text, list(_marks(text, read, dates))),
        bounds=tuple((day, days.bound(day, text)) for day in (*dates, *ends)),
    )


def _marks(
    text: str, read: Iterable[quantities.Quantity], dates: Iterable[days.Day]
) -> Iterator[marks.Mark]:
    yield from marks.of_quantities(read)
    yield from marks.of_days(dates)
    prose = blanked(text, ((start, end) for _, start, end in names.titles(text)))
    yield from marks.of_runs("机构", list(names.bodies(prose)), text)
    yield from marks.of_runs("人员", list(names.persons(text)), text)


def _of_dates(dates: Sequence[days.Day]) -> Iterator[quantities.Quantity]:
    """Yield the numbers in dates; a day of the month (5月10日) is no span of days (10日内)."""
    for day in dates:
        for value, unit in ((day.year, "年"), (day.month, "月"), (day.day, "号")):
            if value is not None:
                yield quantities.Quantity(day.text, Fraction(value), unit)


@lru_cache(maxsize=1024)
def usual_pairs(text: str) -> frozenset[str]:
    """Return the pairs of plain ``text``, as it stands and in usual words."""
    return frozenset((*pairs_of(text), *pairs_of(usual(text))))


def pairs_of(text: str) -> Iterator[str]:
    """Yield the pairs of adjacent Chinese characters of plain ``text``, numerals apart."""
    for run in _RUN.findall(text):
        yield from (run[i : i + 2] for i in range(len(run) - 1))
