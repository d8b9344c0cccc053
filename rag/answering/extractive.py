"""The extractive way: statements quoted from the passages found, no model needed."""

from __future__ import annotations

from rag.answering.basis import Basis
from rag.answering.draft import Said
from rag.answering.ranking import weigh
from rag.answering.selection import choose
from rag.answering.wording import said_of


def extract(basis: Basis, max_chars: int) -> list[Said]:
    """Return the statements that answer, likeliest passage first; none where nothing was found."""
    chosen = choose(weigh(basis.signals, basis.naming), basis.signals, max_chars)
    return [said for choice in chosen for said in said_of(basis.reader, choice)]
