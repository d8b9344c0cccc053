"""Memory: the most that ``wence ingest`` of a collection held, beside jieba with the same text."""

from __future__ import annotations

from collections.abc import Iterator

from eval.bench.measurement import Measurement, Target
from eval.bench.workbench import Bench

TARGET = Target(2048, of="value")


def measure(bench: Bench) -> Iterator[Measurement]:
    """Yield the peak resident memory of the process."""
    it = bench.ingested
    runs = [(ran.peak_mib, floor.peak_mib) for ran, floor in zip(it.ours, it.floors, strict=True)]
    yield Measurement.of("memory", bench.collection.clauses, "MiB", runs, TARGET)
