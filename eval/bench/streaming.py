"""The first piece of a streamed answer beside the floor of retrieval."""

from __future__ import annotations

from collections.abc import Iterator

from eval.bench.measurement import Measurement
from eval.bench.retrieval import at, timed
from eval.bench.workbench import Bench


def measure(bench: Bench) -> Iterator[Measurement]:
    """Yield the median over the questions, in milliseconds."""

    def first(question: str) -> object:
        pieces = bench.assistant.stream(question)
        return next(pieces)  # the rest is never asked for, as by a reader who closes the page

    yield Measurement.of(
        "first_piece", bench.collection.clauses, "ms", at(timed(bench, first), 0.5)
    )
