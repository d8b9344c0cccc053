"""Many threads asking at once beside one thread that asks one assistant, times the cores.

They ask ``Workers``, as the server does: one process alone runs Python on one core.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

from eval.bench.machine import cores
from eval.bench.measurement import Measurement, Run, Target
from eval.bench.workbench import Bench
from rag.answering.model import Answer
from rag.answering.workers import Workers, wanted

THREADS = 64
TARGET, NONE_FAILED = Target(0.7, at_least=True), Target(0, of="value")
_STARTED = 600.0  # seconds that workers have to open a large index


def measure(bench: Bench) -> Iterator[Measurement]:
    """Yield questions a second, and how many questions failed."""
    questions = bench.questions[:THREADS]
    many = questions if bench.plan.quick else questions * 4
    runs: list[Run] = []
    failures: list[Run] = []
    workers = Workers(bench.assistant, bench.settings, wanted(bench.settings))
    try:
        workers.start(_STARTED)
        _together(workers.ask, questions)  # the first answers of a worker are not counted
        for _ in bench.runs:
            began = perf_counter()
            for question in questions:
                bench.assistant.ask(question)
            alone = len(questions) / (perf_counter() - began)
            began = perf_counter()
            failed = _together(workers.ask, many)
            together = (len(many) - failed) / (perf_counter() - began)
            runs.append((together, alone * cores()))
            failures.append((float(failed), None))
    finally:
        workers.close()
    size = bench.collection.clauses
    yield Measurement.of("threads", size, "1/s", runs, TARGET)
    yield Measurement.of("threads_failed", size, "", failures, NONE_FAILED)


def _together(ask: Callable[[str], Answer], questions: Sequence[str]) -> int:
    """Have the threads ask all ``questions``; return how many failed."""
    with ThreadPoolExecutor(THREADS) as pool:
        asked = [pool.submit(ask, question) for question in questions]
        return sum(it.exception() is not None for it in asked)
