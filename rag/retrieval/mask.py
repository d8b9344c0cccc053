"""Filters as a mask over the rows of an index."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rag.index.catalogue import Catalogue
from rag.retrieval.filters import Filters, passing


def row_mask(catalogue: Catalogue, filters: Filters | None) -> NDArray[np.bool_]:
    """Return which rows of the index may be found, shape (rows,); all where nothing is filtered."""
    notices = np.array(catalogue.notice_of_row(), dtype=np.str_)
    if not filters:
        return np.ones(len(notices), dtype=np.bool_)
    return np.isin(notices, list(passing(catalogue.records(), filters)))
