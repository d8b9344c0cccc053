"""The check report (检查报告): what looks wrong in the collection, by kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rag.checking import Problem as Problem
from rag.checking import problems
from rag.index.model import Record


@dataclass(frozen=True, slots=True)
class Findings:
    """All findings of one kind, in the order of the notices."""

    kind: str
    problems: tuple[Problem, ...]


def report(records: Sequence[Record], day: date) -> list[Findings]:
    """Return what looks wrong in ``records`` as of ``day``; what was found first comes first."""
    kinds: dict[str, list[Problem]] = {}
    for problem in problems(records, day):
        kinds.setdefault(problem.kind, []).append(problem)
    return [Findings(kind, tuple(found)) for kind, found in kinds.items()]
