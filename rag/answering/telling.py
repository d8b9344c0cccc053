"""What the catalogue knows for certain and no passage need be weighed for."""

from __future__ import annotations

from datetime import date

from rag.answering.about import about
from rag.answering.basis import Basis
from rag.answering.told import Told


def tell(basis: Basis, today: date) -> Told | None:
    """Return what is known of what the question asks, None where it asks of something else."""
    return about(basis.reader, basis.findings, today)
