"""What the catalogue knows for certain and no passage need be weighed for."""

from __future__ import annotations

from datetime import date

from rag.answering.basis import Basis
from rag.answering.known.about import about
from rag.answering.known.posts import held
from rag.answering.told import Told


def tell(basis: Basis, day: date) -> Told | None:
    """Return what is known of notices and posts asked about, None where it is something else.

    :param day: the day that the answer is as of.
    """
    reader, findings, filters = basis.reader, basis.findings, basis.filters
    return about(reader, findings, day, filters) or held(
        reader, reader.posts, findings, day, filters
    )
