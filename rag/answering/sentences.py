"""Passages to sentences that can be quoted, each with its span in the source and its clause."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from rag.index.model import Passage, Record
from rag.index.terms import matching_form
from rag.notices.fold import tidy
from rag.notices.model import Clause, Span

_END = re.compile(r"[。！？；;!?]+[”』」]?|\n+|[ \t\u3000]{2,}")
_MARKER = re.compile(
    r"^(?:[一二三四五六七八九十]{1,4}、|[（(](?:[一二三四五六七八九十]{1,4}|\d{1,3})[）)]"
    r"|\d{1,2}(?:\.\d{1,2})+|\d{1,3}[.．、](?!\d{1,3}(?!\d))|第[一二三四五六七八九十百零〇\d]+条|[①-⑳])\s*"
)
_SHORT = 16  # a piece of a list this short says nothing alone and goes with what is before it


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of one clause that can be quoted: ``text`` cleaned for reading."""

    record: Record
    clause: Clause
    span: Span
    text: str

    @property
    def folded(self) -> str:
        """The sentence in matching form."""
        return matching_form(self.text)

    @property
    def spoken(self) -> str:
        """The sentence without the marker it begins with, as an answer says it."""
        return _MARKER.sub("", self.text)

    @property
    def is_heading(self) -> bool:
        """Whether this is only the heading of its clause."""
        return self.spoken.rstrip("。：:；; ") == self.clause.heading and bool(self.clause.heading)


def sentences_of(
    passage: Passage, record: Record, text: str, clauses: Sequence[Clause]
) -> list[Sentence]:
    """Return the sentences of ``passage`` in order; damaged ones are left out.

    :param text: the notice's source text, from the start of the record's span.
    :param clauses: the notice's clauses in reading order.
    """
    offset = record.span.start
    raw = text[passage.span.start - offset : passage.span.end - offset]
    starts = [clause.span.start for clause in clauses]
    cuts = [s - passage.span.start for s in starts if passage.span.start < s < passage.span.end]
    out = []
    for begin, end in _pieces(raw, cuts):
        span = Span(passage.span.start + begin, passage.span.start + end)
        clean = tidy(raw[begin:end])
        if not clean or any(span.overlaps(lost) for lost in record.damaged):
            continue
        clause = clauses[max(0, bisect_right(starts, span.start) - 1)]
        out.append(Sentence(record, clause, span, clean))
    return out


def _pieces(raw: str, cuts: list[int]) -> list[tuple[int, int]]:
    """Return sentence spans of ``raw``; a clause begins a new one, brackets are kept whole."""
    ends = sorted({*cuts, *(m.end() for m in _END.finditer(raw)), len(raw)})
    hard = set(cuts)
    pieces: list[tuple[int, int]] = []
    at = 0
    for end in ends:
        piece = raw[at:end]
        if end not in hard and end < len(raw):
            if _open(piece):
                continue
            if piece.rstrip()[-1:] in "；;" and len(tidy(piece)) < _SHORT:
                continue
        if piece.strip():
            begin = at + len(piece) - len(piece.lstrip())
            if _belongs(piece) and pieces and pieces[-1][1] not in hard and at not in hard:
                pieces[-1] = (pieces[-1][0], at + len(piece.rstrip()))
            else:
                pieces.append((begin, at + len(piece.rstrip())))
        at = end
    return pieces


def _open(piece: str) -> bool:
    """Return whether a bracket or quotation opened in ``piece`` is still open."""
    for opening, closing in (("（(", "）)"), ("《", "》"), ("“", "”")):
        opened = sum(piece.count(c) for c in opening)
        if opened > sum(piece.count(c) for c in closing):
            return len(piece) < 600
    return False


def _belongs(piece: str) -> bool:
    """Return whether a piece only says who is responsible for what stands before it."""
    return re.match(r"\s*[（(](?:牵头|责任|配合|牽頭|責任)", piece) is not None
