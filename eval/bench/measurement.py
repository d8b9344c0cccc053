"""One figure of a benchmark beside its floor, and what it should be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Literal

Run = tuple[float, float | None]
"""What one run took: ours, and the floor that was measured just before it."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure should be: at most ``limit``, or at least where ``at_least``.

    ``of`` says which figure: the ratio to the floor, or the value itself. Nothing is promised of
    collections below ``since`` clauses, where the start of a process is most of what is measured.
    """

    limit: float
    of: Literal["ratio", "value"] = "ratio"
    at_least: bool = False
    since: int = 0

    def reached(self, value: float, ratio: float | None) -> bool | None:
        """Return whether the figure is as it should be, None where there is none."""
        figure = value if self.of == "value" else ratio
        if figure is None:
            return None
        return figure >= self.limit if self.at_least else figure <= self.limit


@dataclass(frozen=True, slots=True)
class Measurement:
    """A figure at one size of collection; ``size`` counts clauses.

    ``value`` and ``floor`` are in ``unit``; ``floor`` and ``ratio`` (value / floor) are None where
    there is nothing to compare with, ``target`` and ``reached`` where nothing is promised.
    """

    name: str
    size: int
    value: float
    unit: str
    floor: float | None
    ratio: float | None
    target: Target | None
    reached: bool | None
    runs: tuple[Run, ...]

    @classmethod
    def of(
        cls, name: str, size: int, unit: str, runs: Sequence[Run], target: Target | None = None
    ) -> Measurement:
        """Return the medians of ``runs``: machines are noisy, and a median forgets one bad run.

        :raises ValueError: there is no run.
        """
        if not runs:
            raise ValueError(f"{name} at {size} clauses was never run")
        floors = [floor for _, floor in runs if floor is not None]
        value, floor = median(ours for ours, _ in runs), median(floors) if floors else None
        ratio = value / floor if floor else None
        if target and size < target.since:
            target = None
        reached = target.reached(value, ratio) if target else None
        return cls(name, size, value, unit, floor, ratio, target, reached, tuple(runs))

    @classmethod
    def from_dict(cls, it: Mapping[str, Any]) -> Measurement:
        """Return what ``to_dict`` gave."""
        target = it["target"] and Target(**it["target"])
        runs = tuple((ours, floor) for ours, floor in it["runs"])
        return cls(**{**it, "target": target, "runs": runs})

    def to_dict(self) -> dict[str, Any]:
        """Return JSON values, as ``docs/schema/benchmark.schema.json`` describes them."""
        target = self.target
        return {
            "name": self.name,
            "size": self.size,
            "value": _rounded(self.value),
            "unit": self.unit,
            "floor": _rounded(self.floor),
            "ratio": _rounded(self.ratio),
            "target": target
            and {"limit": target.limit, "of": target.of, "at_least": target.at_least},
            "reached": self.reached,
            "runs": [[_rounded(ours), _rounded(floor)] for ours, floor in self.runs],
        }


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which ``share`` of ``values`` lies, a value that was measured."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")
