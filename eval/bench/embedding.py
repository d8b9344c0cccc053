"""Embedding: encoding the passages of a collection beside jieba cutting the same text."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from eval.bench.bare import jieba
from eval.bench.chunks import chunks
from eval.bench.measurement import Measurement, Run
from eval.bench.workbench import Bench

_MOST = 5000  # passages: the cost grows with the text alone


def measure(bench: Bench) -> Iterator[Measurement]:
    """Yield the seconds that the model takes for up to 5,000 passages."""
    texts, cut = chunks(bench.collection)[:_MOST], jieba().lcut
    encode = bench.encoder.encode_passages
    encode(texts[:10])
    runs: list[Run] = []
    for _ in bench.runs:
        began = perf_counter()
        for text in texts:
            cut(text)
        between = perf_counter()
        encode(texts)
        runs.append((perf_counter() - between, between - began))
    yield Measurement.of("embedding", bench.collection.clauses, "s", runs)
