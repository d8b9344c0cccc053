"""Recall: how many of the ten nearest passages that a look at every row finds the index finds, too.

Measured by ``python -m rag.index.recall`` on the index as it is: segments of many passages have
cells (IVF), small ones are looked at row by row and lose nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from eval.bench import process
from eval.bench.measurement import Measurement, Target
from eval.bench.workbench import Bench

TARGET = Target(0.98, at_least=True)


def measure(bench: Bench) -> Iterator[Measurement]:
    """Yield recall@10 beside that of flat search, which is 1, and the milliseconds of a search."""
    asked = bench.folder / "questions.txt"
    asked.write_text("\n".join(bench.questions), encoding="utf-8")
    index, size = bench.index, bench.collection.clauses
    found = process.python("-m", "rag.index.recall", "--index", index, "--json", asked).json()
    yield Measurement.of("recall", size, "", [(found["recall"]["10"], 1.0)], TARGET)
    took = found["milliseconds"]
    yield Measurement.of("dense", size, "ms", [(took["as_it_is"], took["every_row"])])
