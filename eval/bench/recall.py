"""Recall: how many of the ten nearest that flat search finds an approximate index finds, too.

The indexes are FAISS's own, over the vectors of the collection; ``KINDS`` is the one place to put
what the product chooses in their stead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any

import faiss

from embeddings.encoder import Vectors
from eval.bench.bare import DEPTH
from eval.bench.measurement import Measurement, Target
from eval.bench.workbench import Bench

TARGET = Target(0.98, at_least=True)
_LINKS, _BUILT, _SEARCHED = 32, 200, 128  # of HNSW


def hnsw(vectors: Vectors) -> faiss.Index:
    """Return a graph (Malkov & Yashunin 2018) over ``vectors``."""
    index = faiss.IndexHNSWFlat(vectors.shape[1], _LINKS, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction, index.hnsw.efSearch = _BUILT, _SEARCHED
    index.add(vectors)
    return index


def ivf(vectors: Vectors) -> faiss.Index:
    """Return cells with 8-bit scalars over ``vectors``; a quarter of the cells are searched."""
    rows, dimension = vectors.shape
    cells = max(1, min(rows // 39, round(4 * rows**0.5)))  # FAISS wants 39 vectors a cell to train
    quantizer = faiss.IndexFlatIP(dimension)
    kind = faiss.ScalarQuantizer.QT_8bit
    index = faiss.IndexIVFScalarQuantizer(
        quantizer, dimension, cells, kind, faiss.METRIC_INNER_PRODUCT
    )
    index.train(vectors)
    index.add(vectors)
    index.nprobe = max(1, cells // 4)
    return index


KINDS: dict[str, Callable[[Vectors], Any]] = {"recall_hnsw": hnsw, "recall_ivf": ivf}


def measure(bench: Bench) -> Iterator[Measurement]:
    """Yield the recall@10 of each kind, beside that of flat search, which is 1."""
    flat, vectors = bench.bare.flat, bench.bare.vectors
    asked = [bench.encoder.encode_query(question) for question in bench.questions]
    for name, build in KINDS.items():
        index = build(vectors)
        shares, ours, floor = [], 0.0, 0.0
        for vector in asked:
            began = perf_counter()
            _, exact = flat.search(vector[None], DEPTH)
            between = perf_counter()
            _, found = index.search(vector[None], DEPTH)
            ours, floor = ours + perf_counter() - between, floor + between - began
            wanted = set(exact[0].tolist()) - {-1}
            shares.append(len(wanted & set(found[0].tolist())) / len(wanted))
        size, mean = bench.collection.clauses, sum(shares) / len(shares)
        yield Measurement.of(name, size, "", [(mean, 1.0)], TARGET)
        millisecond = 1000 / len(asked)
        runs = [(ours * millisecond, floor * millisecond)]
        yield Measurement.of(name.replace("recall", "search"), size, "ms", runs)
