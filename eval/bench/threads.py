"""Many threads asking one assistant beside one thread asking it, times the cores there are."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

from eval.bench.machine import cores
from eval.bench.measurement import Measurement, Run, Target
from eval.bench.workbench import Bench

THREADS = 64
TARGET, NONE_FAILED = Target(0.7, at_least=True), Target(0, of="value")


def measure(bench: Bench) -> Iterator[Measurement]:
    """Yield questions a second, and how many questions failed."""
    ask, questions = bench.assistant.ask, bench.questions[:THREADS]
    many = questions if bench.plan.quick else questions * 2
    runs: list[Run] = []
    failures: list[Run] = []
    for _ in bench.runs:
        began = perf_counter()
        for question in questions:
            ask(question)
        alone = len(questions) / (perf_counter() - began)
        began = perf_counter()
        with ThreadPoolExecutor(THREADS) as pool:
            asked = [pool.submit(ask, question) for question in many]
            failed = sum(it.exception() is not None for it in asked)
        together = (len(many) - failed) / (perf_counter() - began)
        runs.append((together, alone * cores()))
        failures.append((float(failed), None))
    size = bench.collection.clauses
    yield Measurement.of("threads", size, "1/s", runs, TARGET)
    yield Measurement.of("threads_failed", size, "", failures, NONE_FAILED)
