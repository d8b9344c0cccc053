"""All benchmarks by name, in the order in which they are run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from eval.bench import (
    answering,
    cold,
    embedding,
    growth,
    incremental,
    memory,
    reading,
    recall,
    retrieval,
    streaming,
    threads,
)
from eval.bench.measurement import Measurement
from eval.bench.report import Report
from eval.bench.workbench import Bench, Plan, benches

Benchmark = Callable[[Bench], Iterator[Measurement]]

# Reading comes first, its index serves the others; what changes the index comes last.
BENCHMARKS: dict[str, Benchmark] = {
    "reading": reading.measure,
    "memory": memory.measure,
    "embedding": embedding.measure,
    "cold": cold.measure,
    "retrieval": retrieval.measure,
    "answering": answering.measure,
    "streaming": streaming.measure,
    "recall": recall.measure,
    "threads": threads.measure,
    "incremental": incremental.measure,
}


def run(
    plan: Plan,
    machine: dict[str, Any],
    only: Sequence[str],
    folder: Path,
    tell: Callable[[str, int], None],
) -> Report:
    """Return the figures of the benchmarks ``only``, of all where it is empty.

    :param machine: what ``eval.bench.machine`` said before.
    :param folder: keeps collections and indexes.
    :param tell: called with the name and the size before each.
    :raises WenceError: a collection cannot be made, or a command fails.
    """
    found: list[Measurement] = []
    facts = []
    for bench in benches(plan, folder):
        facts.append(bench.collection.facts())
        for name, measure in BENCHMARKS.items():
            if not only or name in only:
                tell(name, bench.size)
                found += measure(bench)
    found += growth.measure(found)
    return Report.of(plan, machine, facts, found)
