"""Cold start: one ``wence ask`` in a process of its own beside importing sentence_transformers."""

from __future__ import annotations

from collections.abc import Iterator

from eval.bench import process
from eval.bench.measurement import Measurement, Run, Target
from eval.bench.workbench import Bench

TARGET = Target(0.3)
FLOOR = "import sentence_transformers"


def measure(bench: Bench) -> Iterator[Measurement]:
    """Yield the seconds of the whole command; the disk is warm, every file was read before."""
    index, question = bench.index, bench.questions[0]

    def ours() -> float:
        return process.wence("ask", question, "--index", index).seconds

    def floor() -> float:
        return process.python("-c", FLOOR).seconds

    if not bench.plan.quick:  # files of both that were never read would come from the disk
        floor(), ours()
    runs: list[Run] = []
    for _ in bench.runs:
        base = floor()
        runs.append((ours(), base))
    yield Measurement.of("cold", bench.collection.clauses, "s", runs, TARGET)
