"""What a soak came to, and whether it kept what is promised."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from eval.soak.footprint import Footprint

VERSION = 1
GROWTH = 0.05  # that memory may be greater at the end than after warm-up
# Every round of ingest maps other files; what leaks one a question is there many times over.
FLUCTUATION = 0.5
_WARM_UP, _STRETCH = 1 / 3, 1 / 5  # of the time; of what is left, at its two ends
_SHOWN = 60  # footprints that are kept


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise: ``value`` may be at most ``limit``; None where it could not be measured."""

    name: str
    value: float | None
    limit: float

    @property
    def kept(self) -> bool | None:
        """Whether it was kept."""
        return None if self.value is None else self.value <= self.limit

    def to_dict(self) -> dict[str, Any]:
        """Return JSON values."""
        value = None if self.value is None else round(self.value, 4)
        return {"name": self.name, "value": value, "limit": self.limit, "kept": self.kept}


@dataclass(frozen=True, slots=True)
class Report:
    """``facts``: all that was counted, as JSON values; ``promises``: what should hold of it."""

    facts: dict[str, Any]
    promises: tuple[Promise, ...]

    @property
    def broken(self) -> tuple[Promise, ...]:
        """The promises that were not kept."""
        return tuple(it for it in self.promises if it.kept is False)

    @classmethod
    def from_json(cls, text: str) -> Report:
        """Return what ``to_json`` gave."""
        facts = json.loads(text)
        promises = facts.pop("promises")
        return cls(facts, tuple(Promise(it["name"], it["value"], it["limit"]) for it in promises))

    def to_json(self) -> str:
        """Return the JSON text that ``docs/schema/soak.schema.json`` describes."""
        whole = {**self.facts, "promises": [it.to_dict() for it in self.promises]}
        held = whole.pop("footprints")
        lines = ",\n  ".join(json.dumps(it) for it in held)
        head = json.dumps(whole, ensure_ascii=False, indent=1).removesuffix("\n}")
        return f'{head},\n "footprints": [\n  {lines}\n ]\n}}'


def growth(values: Sequence[float]) -> float | None:
    """Return by which share the end of a series is above its beginning, after warm-up.

    growth(v) = median(last fifth of w) / median(first fifth of w) - 1, w the last two thirds of v

    :param values: as they were measured, at even distances.
    :return: below 0 where it fell; None for too few values to say.
    """
    warm = values[round(len(values) * _WARM_UP) :]
    stretch = int(len(warm) * _STRETCH)
    if not stretch or not (first := median(warm[:stretch])):
        return None
    return median(warm[-stretch:]) / first - 1


def thinned(held: Sequence[Footprint]) -> list[dict[str, float]]:
    """Return some of the footprints at even distances, the last among them, as JSON values."""
    step = max(1, -(-len(held) // _SHOWN))
    return [it.to_dict() for it in held[len(held) - 1 :: -step]][::-1]
