"""Reading: ``wence ingest`` of a collection beside the time that jieba takes to cut its text."""

from __future__ import annotations

from collections.abc import Iterator

from eval.bench.measurement import Measurement, Target
from eval.bench.workbench import Bench

TARGET = Target(2.5, since=100_000)


def measure(bench: Bench) -> Iterator[Measurement]:
    """Yield the seconds of the whole command, from its start to its end."""
    it = bench.ingested
    runs = [(ran.seconds, cut) for ran, cut in zip(it.ours, it.cutting, strict=True)]
    yield Measurement.of("reading", bench.collection.clauses, "s", runs, TARGET)
