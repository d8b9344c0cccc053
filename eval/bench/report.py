"""The figures of one run of the benchmarks, with all that they depend on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from eval.bench.measurement import Measurement
from eval.bench.workbench import Plan

VERSION = 1


@dataclass(frozen=True, slots=True)
class Report:
    """``facts``: version, day, machine, plan and collections, as JSON values."""

    facts: dict[str, Any]
    measurements: tuple[Measurement, ...]

    @classmethod
    def of(
        cls,
        plan: Plan,
        machine: dict[str, Any],
        collections: Sequence[dict[str, Any]],
        found: Sequence[Measurement],
    ) -> Report:
        """Return the report of ``found``, measured today.

        :param machine: what ``eval.bench.machine`` said before anything was measured.
        """
        facts = {
            "version": VERSION,
            "day": date.today().isoformat(),
            "machine": machine,
            "runs": plan.runs,
            "quick": plan.quick,
            "sources": [path.name for path in plan.sources],
            "collections": list(collections),
        }
        return cls(facts, tuple(found))

    @classmethod
    def from_json(cls, text: str) -> Report:
        """Return what ``to_json`` gave."""
        facts = json.loads(text)
        return cls(facts, tuple(map(Measurement.from_dict, facts.pop("measurements"))))

    def to_json(self) -> str:
        """Return the JSON text that ``docs/schema/benchmark.schema.json`` describes."""
        found = [it.to_dict() for it in self.measurements]
        # A measurement a line: two such files can be compared line by line.
        lines = ",\n  ".join(json.dumps(it, ensure_ascii=False) for it in found)
        head = json.dumps(self.facts, ensure_ascii=False, indent=1).removesuffix("\n}")
        return f'{head},\n "measurements": [\n  {lines}\n ]\n}}'
