"""Filters as a mask over notices."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from rag.index.model import Record
from rag.retrieval.filters import Filters, passing


def notice_mask(
    notices: NDArray[np.str_], records: Iterable[Record], filters: Filters | None
) -> NDArray[np.bool_]:
    """Return which of ``notices``, ids, may be found; all where nothing is filtered."""
    if not filters:
        return np.ones(len(notices), dtype=np.bool_)
    return np.isin(notices, list(passing(records, filters)))
