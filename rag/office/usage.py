"""Figures of use (使用统计): questions by day, door and outcome, and how long answers took."""

from __future__ import annotations

import math
import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, get_args

from rag.office.store import Store

DoorName = Literal["page", "staff", "api", "openai", "mcp"]
Outcome = Literal["answered", "refused", "failed", "left", "turned_away"]
DOORS: tuple[DoorName, ...] = get_args(DoorName)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

BOUNDS = (
    *(0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75),
    *(1.0, 1.5, 2.0, 3.0, 5.0, 7.5, 10.0, 15.0, 20.0, 30.0, 60.0, math.inf),
)
"""An answer counts for the first bound (s) that it does not exceed."""
_TIMED = ("answered", "refused")  # what was cut short says nothing of how long answers take


@dataclass(frozen=True, slots=True)
class Durations:
    """How many answers took how long: counts beside ``BOUNDS``."""

    counts: tuple[int, ...] = (0,) * len(BOUNDS)

    def __add__(self, other: Durations) -> Durations:
        return Durations(tuple(map(sum, zip(self.counts, other.counts, strict=True))))

    def percentile(self, share: float) -> float | None:
        """Return the seconds within which ``share`` (0..1) of the answers were there.

        Straight between the bounds around it, the last bound but one where it lies beyond; None
        where there is no answer.

        >>> Durations((0, 10, *(0,) * 21)).percentile(0.5)
        0.015
        """
        total = sum(self.counts)
        if not total:
            return None
        wanted, before, lower = share * total, 0, 0.0
        for bound, count in zip(BOUNDS, self.counts, strict=True):
            if count and before + count >= wanted:
                if math.isinf(bound):
                    return lower
                return round(lower + (bound - lower) * max(0.0, wanted - before) / count, 6)
            before, lower = before + count, bound
        return lower


@dataclass(frozen=True, slots=True)
class Usage:
    """What was asked in a day, or in several: counts by (door, outcome), and durations."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    durations: Durations = Durations()

    def total(self, door: str | None = None, outcome: str | None = None) -> int:
        """Return how many questions came by ``door`` and ended in ``outcome``; None for any."""
        return sum(
            count
            for (by, end), count in self.counts.items()
            if door in (None, by) and outcome in (None, end)
        )

    @property
    def refusal_share(self) -> float | None:
        """Refused ÷ (answered + refused); None where there is neither."""
        refused = self.total(outcome="refused")
        whole = refused + self.total(outcome="answered")
        return refused / whole if whole else None


def together(days: Iterable[Usage]) -> Usage:
    """Return the sum of ``days``."""
    counts: Counter[tuple[str, str]] = Counter()
    durations = Durations()
    for day in days:
        counts.update(day.counts)
        durations += day.durations
    return Usage(counts, durations)


class UsageTable:
    """The tables of figures. ``flush`` and ``days`` raise ``OfficeUnavailable``."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._answers: Counter[tuple[str, str, str]] = Counter()
        self._seconds: Counter[tuple[str, float]] = Counter()

    def count(
        self, day: date, door: DoorName, outcome: Outcome, seconds: float | None = None
    ) -> None:
        """Count one question; it is written with the next ``flush``."""
        with self._lock:
            self._answers[day.isoformat(), door, outcome] += 1
            if seconds is not None and outcome in _TIMED:
                bound = BOUNDS[bisect_left(BOUNDS, seconds)]
                self._seconds[day.isoformat(), bound] += 1

    def flush(self) -> None:
        """Write what was counted; what cannot be written waits on."""
        with self._lock:
            answers, self._answers = self._answers, Counter()
            seconds, self._seconds = self._seconds, Counter()
        if not answers:
            return
        written = False
        try:
            with self._store.writing() as connection:
                connection.executemany(
                    "INSERT INTO usage VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE"
                    " SET answers = answers + excluded.answers",
                    [(*key, times) for key, times in answers.items()],
                )
                connection.executemany(
                    "INSERT INTO durations VALUES (?, ?, ?) ON CONFLICT DO UPDATE"
                    " SET answers = answers + excluded.answers",
                    [(*key, times) for key, times in seconds.items()],
                )
            written = True
        finally:
            if not written:
                with self._lock:
                    self._answers.update(answers)
                    self._seconds.update(seconds)

    def days(self, first: date, last: date) -> dict[date, Usage]:
        """Return the figures of every day from ``first`` to ``last``, also of days without any."""
        span = [first.isoformat(), last.isoformat()]
        counts: dict[str, Counter[tuple[str, str]]] = {}
        for row in self._store.rows("SELECT * FROM usage WHERE day BETWEEN ? AND ?", span):
            counts.setdefault(row["day"], Counter())[row["door"], row["outcome"]] = row["answers"]
        seconds: dict[str, list[int]] = {}
        for row in self._store.rows("SELECT * FROM durations WHERE day BETWEEN ? AND ?", span):
            held = seconds.setdefault(row["day"], [0] * len(BOUNDS))
            held[bisect_left(BOUNDS, row["seconds"])] += row["answers"]
        return {
            day: Usage(counts.get(at, Counter()), _durations(seconds.get(at)))
            for day in _days(first, last)
            if (at := day.isoformat())
        }


def _durations(counts: Sequence[int] | None) -> Durations:
    return Durations(tuple(counts)) if counts else Durations()


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
