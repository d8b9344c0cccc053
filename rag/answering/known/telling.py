"""What the catalogue knows for certain and no passage need be weighed for."""

from __future__ import annotations

from datetime import date

from rag.answering.basis import Basis
from rag.answering.known.about import about
from rag.answering.known.posts import held
from rag.answering.told import Told


def tell(basis: Basis, day: date, *, sure: bool = True) -> Told | None:
    """Return what is known of notices and posts asked about, None where it is something else.

    :param day: the day that the answer is as of.
    :param sure: whether retrieval found a basis; without one a notice has to be named in full.
    """
    reader, findings, filters = basis.reader, basis.findings, basis.filters
    named = findings.named.notices or findings.recognised.titles or findings.question.numbers
    told = about(reader, findings, day, filters) if sure or named else None
    return told or held(reader, reader.posts, findings, day, filters)
