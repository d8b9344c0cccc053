"""Passages to sentences that can be quoted, each with its span in the source and its clause."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rag.answering.body import Body
from rag.answering.grounding import is_instruction
from rag.index.model import Passage, Record
from rag.index.terms import matching_form
from rag.notices.fold import tidy
from rag.notices.markers import without_marker
from rag.notices.model import Clause, Span

_END = re.compile(r"[。！？；;!?]+[”』」]?|\n+|[ \t\u3000]{2,}")
_RESPONSIBLE = re.compile(
    r"[（(\[［【〔](?:牵头|责任|配合|主办|承办|牽頭|責任|主辦|承辦)(?:单位|部门|單位|部門)[：:]"
)
_TEASER = re.compile(r"\.\.\.|…")
_SAYS = re.compile(r"[，,；;%％元]")
_BLANKS = 4  # characters behind the last sentence of a clause
_ROWS = 160  # characters of rows and headings that are kept together
_GRID = re.compile(r"[√✓☑]")
_WORD = re.compile(r"\w")
_DAY = re.compile(r"[\s\d年月日印发]")
_SEAL = 6  # characters that may stand beside the issuer: （盖章）
_NAMES = 4096  # titles, numbers and headings that are kept in matching form
_SHORT = 16  # a piece of a list this short says nothing alone and goes with what is before it


@dataclass(frozen=True)
class Sentence:
    """A stretch of one clause that can be quoted: ``text`` cleaned for reading."""

    record: Record
    clause: Clause
    span: Span
    text: str

    @cached_property
    def folded(self) -> str:
        """The sentence in matching form."""
        return matching_form(self.text)

    @property
    def folded_heading(self) -> str:
        """The heading of its clause in matching form."""
        return _in_form(self.clause.heading)

    @property
    def spoken(self) -> str:
        """The sentence without the marker its clause begins with, as an answer says it."""
        if self.clause.kind != "unit" or self.span.start != self.clause.span.start:
            return self.text
        return without_marker(self.text)

    @property
    def is_head(self) -> bool:
        """Whether this is a title, or the head of the notice with its number and addressees."""
        text = self.folded
        titles = [_in_form(t) for t in (self.record.title, self.record.enclosed_title) if t]
        if any(text in title or title == text for title in titles):
            return True
        number = self.record.doc_number
        return number is not None and _in_form(number) in text

    @property
    def is_signature(self) -> bool:
        """Whether this only says who issued the notice, and when."""
        issuer = _undated(self.record.issuer or "")
        rest = _DAY.sub("", self.text)
        return rest in issuer or (
            bool(issuer) and rest.startswith(issuer) and len(rest) < len(issuer) + _SEAL
        )

    @property
    def is_responsible(self) -> bool:
        """Whether this only says which bodies are responsible for what its clause says."""
        return _RESPONSIBLE.match(self.text) is not None

    @property
    def says_something(self) -> bool:
        """Whether this can stand in an answer: words, not only a heading or the head, no order."""
        if self.is_heading or self.is_head or self.is_signature or is_instruction(self.text):
            return False
        return bool(_WORD.search(self.spoken))

    @property
    def is_heading(self) -> bool:
        """Whether this is only the heading of its clause, with text or clauses below it."""
        if not self.clause.heading or self.clause.span.end - self.span.end <= _BLANKS:
            return False
        if _SAYS.search(self.clause.heading):  # the first sentence of a clause stands in for one
            return False
        return self.spoken.rstrip("。：:；; ") == self.clause.heading


def sentences_of(passage: Passage, record: Record, body: Body) -> list[Sentence]:
    """Return the sentences of ``passage`` in order, a row of a table as one; damaged ones left out.

    :param body: the notice that ``record`` is of.
    """
    offset = record.span.start
    raw = body.text[passage.span.start - offset : passage.span.end - offset]
    cuts = [edge - passage.span.start for edge in body.edges_within(passage.span)]
    out = []
    for begin, end in _pieces(raw, cuts):
        span = Span(passage.span.start + begin, passage.span.start + end)
        clean = tidy(raw[begin:end])
        if not clean or _TEASER.search(clean) or any(span.overlaps(d) for d in record.damaged):
            continue
        clause = body.clause_at(span.start)
        if clause.table and span.overlaps(clause.table.span) and _GRID.search(clean):
            continue  # a grid whose columns are lost says nothing for certain
        out.append(Sentence(record, clause, span, clean))
    return out


@lru_cache(maxsize=_NAMES)
def _undated(issuer: str) -> str:
    return _DAY.sub("", issuer)


@lru_cache(maxsize=_NAMES)
def _in_form(name: str) -> str:
    """Return a title, number or heading in matching form: every sentence below asks for it."""
    return matching_form(name)


def _pieces(raw: str, cuts: list[int]) -> list[tuple[int, int]]:
    """Return sentence spans of ``raw``: a clause begins a new one, brackets are kept whole.

    A line without the end of a sentence, a heading or a row of names, goes with what follows it,
    up to a limit; who is responsible, （牵头单位：…）, stands by itself.
    """
    ends = sorted({*cuts, *(m.end() for m in _END.finditer(raw)), len(raw)})
    ends = sorted({*ends, *(m.start() for m in _RESPONSIBLE.finditer(raw) if m.start())})
    hard = {*cuts, len(raw)}
    pieces: list[tuple[int, int]] = []
    at = 0
    for end in ends:
        piece = raw[at:end]
        bare = piece.strip()
        if end not in hard and (not bare or _open(piece) or _goes_on(bare)):
            continue
        if bare:
            begin = at + len(piece) - len(piece.lstrip())
            pieces.append((begin, begin + len(bare)))
        at = end
    return pieces


def _goes_on(bare: str) -> bool:
    """Return whether a piece is no sentence yet: a heading, a row, a short item of a list."""
    if _RESPONSIBLE.match(bare):
        return False
    if bare[-1] in "；;":
        return len(bare) < _SHORT
    return bare[-1] not in "。！？!?)）" and len(bare) < _ROWS


def _open(piece: str) -> bool:
    """Return whether a bracket or quotation opened in ``piece`` is still open."""
    for opening, closing in (("（(", "）)"), ("《", "》"), ("“", "”")):
        opened = sum(piece.count(c) for c in opening)
        if opened > sum(piece.count(c) for c in closing):
            return len(piece) < 600
    return False
