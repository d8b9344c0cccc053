"""Warm retrieval beside encoding the question and searching bare FAISS and bare bm25s with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter

from eval.bench.measurement import Measurement, Run, Target, quantile
from eval.bench.workbench import Bench

TARGET = Target(3.0)
_TAIL = 0.95


def measure(bench: Bench) -> Iterator[Measurement]:
    """Yield the median and the 95th percentile over the questions, in milliseconds."""
    passes = timed(bench, lambda question: bench.assistant.search(question))
    size = bench.collection.clauses
    yield Measurement.of("retrieval", size, "ms", at(passes, 0.5), TARGET)
    yield Measurement.of("retrieval_p95", size, "ms", at(passes, _TAIL))


def timed(bench: Bench, ask: Callable[[str], object]) -> list[list[tuple[float, float]]]:
    """Return (ours, floor) in milliseconds for each question in turn, a list a pass."""
    find = bench.bare.find
    ask(bench.questions[0])
    passes = []
    for _ in bench.runs:
        times = []
        for question in bench.questions:
            began = perf_counter()
            find(question)
            between = perf_counter()
            ask(question)
            times.append(((perf_counter() - between) * 1000, (between - began) * 1000))
        passes.append(times)
    return passes


def at(passes: list[list[tuple[float, float]]], share: float) -> list[Run]:
    """Return the quantile ``share`` of every pass, ours and the floor's."""
    return [
        (quantile([ours for ours, _ in it], share), quantile([floor for _, floor in it], share))
        for it in passes
    ]
