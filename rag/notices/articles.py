"""The paragraphs of an article (款), which no number marks.

立法法 sets 条、款、项、目: 款 is each paragraph of an article, cited by its place (第三条第二款).
A new one stands behind the end of a sentence and a break. Where lines break inside sentences the
page was wrapped, and only an indented line is a new paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from rag.notices.markers import Boundary, Candidate
from rag.notices.paragraphs import FOLIO

PARAGRAPH = "paragraph"  # the kind of these candidates; the outline counts them
_BREAK = re.compile(rf"[。!?][”』)]{{0,2}}(\s+(?:(?:{FOLIO.pattern})\s+)?)(?=[^\s。;:!?,、)])")
# A line that ends inside a sentence; at the end of a page any may.
_WRAPPED = re.compile(
    rf"(?:{FOLIO.pattern})[ \t]*\n"
    rf"|(?P<inside>[^\s。;:!?”』)】])[ \t]*\n(?!\s{{0,9}}(?:{FOLIO.pattern}))"
)
_INDENT = re.compile(r"\n[ \t]{2,}$")
_OUTER = ("part", "chapter", "section", "article")
_SENTENCE_END = "。:;!?)”』"


def with_paragraphs(text: str, candidates: list[Candidate], end: int) -> list[Candidate]:
    """Return ``candidates`` and, in order among them, where articles begin a new paragraph."""
    outer = [it for it in candidates if it.kind in _OUTER]
    if all(it.kind != "article" for it in outer):
        return candidates
    stops = [*(it.start for it in outer[1:]), end]
    marked = {it.start for it in candidates}
    found = [
        Candidate(at, at, PARAGRAPH, (0,), "", Boundary.SENTENCE)
        for it, stop in zip(outer, stops, strict=True)
        if it.kind == "article"
        for at in _breaks(text, it.end, stop, marked)
    ]
    return sorted([*candidates, *found], key=lambda it: it.start)


def _breaks(text: str, start: int, stop: int, marked: set[int]) -> Iterator[int]:
    """Yield where paragraphs begin in one article, up to the first line that is no sentence."""
    words = re.compile(r"\s*").match(text, start, stop)
    lines = _WRAPPED.finditer(text, words.end() if words else start, stop)
    wrapped = any(line["inside"] for line in lines)
    breaks = [
        match
        for match in _BREAK.finditer(text, start, stop)
        if match.end() < stop and (not wrapped or _INDENT.search(match[1]))
    ]
    for at, later in pairwise([*(match.end() for match in breaks), stop]):
        if text[at:later].rstrip()[-1:] not in tuple(_SENTENCE_END):
            return
        if at not in marked:
            yield at
