"""The text of a notice with its clauses, laid out for whoever looks for places in it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

from rag.notices.model import Clause, Span


@dataclass(frozen=True)
class Body:
    """``text`` is the source from where the notice begins, ``clauses`` are in reading order."""

    text: str
    clauses: tuple[Clause, ...]

    @cached_property
    def _starts(self) -> list[int]:
        return [clause.span.start for clause in self.clauses]

    @cached_property
    def _edges(self) -> list[int]:
        rows = [row for clause in self.clauses if clause.table for row in clause.table.rows]
        return sorted({*self._starts, *(row.start for row in rows), *(row.end for row in rows)})

    def clause_at(self, offset: int) -> Clause:
        """Return the clause in whose own text the source ``offset`` lies, else the first."""
        return self.clauses[max(0, bisect_right(self._starts, offset) - 1)]

    def edges_within(self, span: Span) -> list[int]:
        """Return the offsets inside ``span`` where a clause begins, or a row begins or ends."""
        edges = self._edges
        return edges[bisect_right(edges, span.start) : bisect_left(edges, span.end)]
