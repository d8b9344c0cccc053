"""Quotations (“…”, 「…」) that hold markers of another text: what an amendment puts in its place.

修改为：“第十二条 …（一）…；（二）…。” quotes clauses of the amended text. In a long quotation each
paragraph may open with “ and only the last closes it. A mark that is never closed, or closed too
far away, quotes nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from rag.notices.markers import Boundary, before_blanks, boundary_at

_PAIRS = ("“”", "「」", "『』")
_LONGEST = 6_000  # characters that a quotation can have
_INLINE = 300  # characters that one within a paragraph can have
_STRAIGHT = re.compile(r'[:为][ \n]{0,3}("[^"]{0,4000}")')
_LEADS = ":为"  # what stands before a quotation of several paragraphs
_ENDS = "。;!?”"


def find_quotations(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the outermost quotations in folded ``text[start:end]``, in order."""
    spans = [span for pair in _PAIRS for span in _quoted(text, start, end, pair)]
    spans += [match.span(1) for match in _STRAIGHT.finditer(text, start, end)]
    return merged(spans)


def within(spans: Sequence[tuple[int, int]], at: int) -> bool:
    """Return whether ``at`` lies behind the first character of one of ``spans``, in order, apart.

    A paragraph may begin with a quotation.
    """
    index = bisect_left(spans, (at, 0)) - 1
    return index >= 0 and at < spans[index][1]


def merged(*kinds: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans of all ``kinds`` in order, those that overlap as one."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(span for spans in kinds for span in spans):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _quoted(text: str, start: int, end: int, pair: str) -> Iterator[tuple[int, int]]:
    """Yield the quotations between the marks of ``pair``, inner ones before outer ones."""
    opening, closing = pair[0], pair[1]
    opened: deque[int] = deque()
    last = start  # where the last paragraph of the innermost open quotation begins
    for match in re.finditer(f"[{pair}]", text[start:end]):
        at = start + match.start()
        while opened and at - opened[0] > _LONGEST:
            opened.popleft()
        if match[0] == opening:
            if not (opened and _goes_on(text, last, at)):
                opened.append(at)
            last = at
        elif opened:
            begin = opened.pop()
            if _holds(text, begin, at, start):
                yield begin, at + len(closing)


def _goes_on(text: str, last: int, at: int) -> bool:
    """Return whether the mark at ``at`` opens the next paragraph of what was opened at ``last``.

    Behind a colon it does so only where that paragraph is the one before: else it may lead to a
    quotation of its own, and the last was never closed.
    """
    if not text[at - 1].isspace():
        return False
    before = before_blanks(text, at, last)
    return before in _ENDS or (before == ":" and "\n" not in text[last:at].rstrip())


def _holds(text: str, begin: int, end: int, floor: int) -> bool:
    """Return whether the words between the marks are quoted, however long they are."""
    if end - begin <= _INLINE and text.find("\n", begin, end) < 0:
        return True
    led = before_blanks(text, begin, floor)
    return led in _LEADS or boundary_at(text, begin, floor) is Boundary.LINE
