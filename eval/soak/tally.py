"""What was done, how long it took, and what went wrong, counted by many threads."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from eval.bench.measurement import quantile

_SHOWN = 5  # of each kind at each door: what is rare is not to drown in what is not


@dataclass(slots=True)
class Tally:
    """Visits by kind with their seconds, and what was wrong of them by kind, with examples."""

    _seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    _found: Counter[str] = field(default_factory=Counter)
    _examples: list[dict[str, str]] = field(default_factory=list)
    _shown: Counter[tuple[str, str]] = field(default_factory=Counter)
    _counts: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def visit(self, kind: str, seconds: float) -> None:
        """Count a visit of ``kind``."""
        with self._lock:
            self._seconds[kind].append(seconds)

    def count(self, name: str, many: int = 1) -> None:
        """Count ``many`` of what is neither good nor bad."""
        with self._lock:
            self._counts[name] += many

    def found(self, kind: str, what: str) -> None:
        """Count something wrong of ``kind``; ``what`` shows it: a door or check, ":", the rest."""
        alike = (kind, what.partition(":")[0])
        with self._lock:
            self._found[kind] += 1
            self._shown[alike] += 1
            if self._shown[alike] <= _SHOWN:
                self._examples.append({"kind": kind, "what": what[:500]})

    def wrong(self, kind: str) -> int:
        """Return how often ``kind`` was found."""
        return self._found[kind]

    def counted(self, name: str) -> int:
        """Return how many of ``name`` were counted."""
        return self._counts[name]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON values: times in milliseconds."""
        visits = {
            kind: {
                "count": len(it),
                **{
                    f"p{share}_ms": round(quantile(it, share / 100) * 1000, 1) for share in (50, 95)
                },
                "worst_ms": round(max(it) * 1000, 1),
            }
            for kind, it in sorted(self._seconds.items())
        }
        return {
            "visits": visits,
            "counts": dict(sorted(self._counts.items())),
            "found": dict(sorted(self._found.items())),
            "examples": self._examples,
        }
