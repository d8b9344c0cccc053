"""A whole answer beside the floor of retrieval."""

from __future__ import annotations

from collections.abc import Iterator

from eval.bench.measurement import Measurement
from eval.bench.retrieval import at, timed
from eval.bench.workbench import Bench


def measure(bench: Bench) -> Iterator[Measurement]:
    """Yield the median over the questions, in milliseconds."""
    passes = timed(bench, lambda question: bench.assistant.ask(question))
    yield Measurement.of("answer", bench.collection.clauses, "ms", at(passes, 0.5))
