"""How many threads NumPy multiplies with: one, where the matrices are those of one question."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

_SAID = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


@cache
def one_thread() -> None:
    """Have NumPy multiply on the thread that asks, unless the environment says how many.

    A question multiplies some ten words with some thousand. OpenBLAS would wake a thread a core
    for it, at about half of the processor time of a question (docs/benchmarks.md). Other libraries
    keep their threads: FAISS, which brings a BLAS of its own, multiplies large matrices.
    """
    if any(name in os.environ for name in _SAID):
        return
    for library in ThreadpoolController().lib_controllers:
        if library.user_api == "blas" and any("numpy" in p for p in Path(library.filepath).parts):
            library.set_num_threads(1)
