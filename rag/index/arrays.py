"""Arrays on disk: numpy's own format without pickle, mapped into memory rather than read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexDamaged


def load_array(path: Path) -> NDArray[Any]:
    """Return the array in ``path``, mapped: only what is looked at is ever read.

    :raises IndexDamaged: the file is missing or is no array.
    """
    try:
        array = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise IndexDamaged(path=path, reason=type(error).__name__) from error
    if not isinstance(array, np.ndarray):
        raise IndexDamaged(path=path, reason=type(array).__name__)
    return array.view(np.ndarray)  # a plain array: np.memmap costs at every slice
