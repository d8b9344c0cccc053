"""Where the facts of a text stand: the places that attachments are read from.

Facts of one class compete: 70万元 and 30万元 for a prize, 市财政局 and 市公安局 for a task. Facts
that are listed together (甲、乙和丙; 300元至800元) stand in one place and do not compete.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rag.answering.grounding import days, names, quantities
from rag.answering.grounding.plain import HAN

_AND = r"(?:[、,]|和|与|及|以及|或|或者|会同|[-~—]{1,2}|至|到)"
_JOINED = re.compile(f"{_AND}")
# Between two bodies of a list stands the name of the second: 、市 (水利局).
_NAME = re.compile(rf"{_AND}[{HAN}]{{0,16}}")
_GOES_ON = re.compile(f"[{HAN}]{{0,12}}")
_VERB = re.compile("负责|牵头|配合|协助|报|向|由|实施|承担|落实|指导|办理|提出|会同|任|免")
_APART = re.compile("[审任免长主和与及或在将把对为的挂设称]")
_COUNT = "个"  # the class of everything that is counted, whatever its classifier


@dataclass(frozen=True, slots=True)
class Mark:
    """One fact of class ``kind`` at ``start``..``end`` of a plain text."""

    kind: str
    value: Hashable
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring marks of one class that a text lists together."""

    marks: tuple[Mark, ...]

    @property
    def start(self) -> int:
        """Where the first begins."""
        return self.marks[0].start

    @property
    def end(self) -> int:
        """Where the last ends."""
        return self.marks[-1].end


def of_quantities(found: Iterable[quantities.Quantity]) -> Iterator[Mark]:
    """Yield the amounts with a unit; a place in an order (第三条, 一等奖) is none."""
    for quantity in found:
        if quantity.unit in quantities.NO_UNIT or quantity.unit in quantities.LABELS:
            continue
        if quantity.ordinal or not quantity.stated:
            continue
        kind = _COUNT if quantity.unit in quantities.COUNTED else quantity.unit
        end = quantity.start + len(quantity.text)
        yield Mark(kind, quantity.value, quantity.start, end)


def of_days(found: Iterable[days.Day]) -> Iterator[Mark]:
    """Yield the dates that name a month; a year alone competes with nothing."""
    for day in found:
        if day.month is not None and day.end > day.start:
            yield Mark("日期", (day.year, day.month, day.day), day.start, day.end)


def of_runs(kind: str, runs: Sequence[names.Run], text: str) -> Iterator[Mark]:
    """Yield names by where they end: their beginnings are certain only beside a statement.

    The first part of a longer name (市人民政府 of 市人民政府办公室) is left out.
    """
    for run, following in zip_longest(runs, runs[1:]):
        end = run.start + len(run.text)
        if following is not None:
            kernel = following.start + len(following.text) - following.kernel
            between = text[end:kernel]
            apart = _VERB.search(between) or _APART.search(between)
            if kernel >= end and _GOES_ON.fullmatch(between) and not apart:
                continue
        yield Mark(kind, text[run.start : end], end - run.kernel, end)


def same(wanted: Mark, given: Mark) -> bool:
    """Return whether ``given`` of a source is the fact that ``wanted`` of a statement is."""
    if wanted.kind == "日期":
        parts = zip(wanted.value, given.value, strict=True)  # type: ignore[call-overload]
        return all(one == other for one, other in parts if None not in (one, other))
    if isinstance(wanted.value, str) and isinstance(given.value, str):
        return given.value.endswith(wanted.value)
    return wanted.value == given.value


def groups(marks: Iterable[Mark], text: str) -> list[Group]:
    """Return ``marks``, of one class, in the order of ``text`` and as they are listed."""
    out: list[list[Mark]] = []
    for mark in sorted(marks, key=lambda m: (m.start, m.end)):
        if out and _listed(out[-1][-1], mark, text):
            out[-1].append(mark)
        else:
            out.append([mark])
    return [Group(tuple(found)) for found in out]


def _listed(last: Mark, mark: Mark, text: str) -> bool:
    if mark.start <= last.end:
        return True
    between = text[last.end : mark.start]
    if mark.kind not in ("机构", "人员"):
        return bool(_JOINED.fullmatch(between))
    return bool(_NAME.fullmatch(between)) and not _VERB.search(between)
