"""What every reader gives back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from rag.notices.model import Span
from rag.settings import Reading

Pages: TypeAlias = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of a file; offsets of notices and citations count in it.

    ``pages`` holds (offset, page number from 1) where each page begins, offsets rising; it is
    empty where the format has no pages of its own.
    """

    text: str
    pages: Pages = ()


# ``path`` is only for messages: what is read are the bytes.
Reader: TypeAlias = Callable[[bytes, Path, Reading], Extract]


def page_at(pages: Pages, offset: int) -> int | None:
    """Return the page on which ``offset`` stands, None where that is unknown.

    >>> page_at(((0, 1), (40, 2)), 39), page_at(((0, 1), (40, 2)), 40), page_at((), 3)
    (1, 2, None)
    """
    index = bisect_right(pages, offset, key=lambda page: page[0])
    return pages[index - 1][1] if index else None


def pages_within(pages: Pages, span: Span) -> Pages:
    """Return the part of ``pages`` that ``page_at`` needs for offsets in ``span``."""
    first = max(0, bisect_right(pages, span.start, key=lambda page: page[0]) - 1)
    last = bisect_right(pages, span.end, key=lambda page: page[0])
    return pages[first:last]
