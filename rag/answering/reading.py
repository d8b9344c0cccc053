"""One notice laid out for reading: its clauses in order, what each begins with, what it links to.

Nothing of the source is left out but what cleaning drops everywhere: pinyin in brackets, unseen
marks, repeated blanks.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.answering.anchors import anchors_of
from rag.index.model import Record
from rag.index.terms import matching_form
from rag.notices.docnumber import find_folded
from rag.notices.fold import CleanText, cut_spans, tidy
from rag.notices.model import Clause, Span

_LINE = re.compile(r"[^\r\n]+")
_GAP = re.compile(r"\s+")
_MARKER_REACH = 24  # characters of a clause's own text in which its heading begins
_STOPS = "。.:：;；"  # what may close a heading that runs into its text
_LONGEST_HEADING, _LONGEST_RUN_IN = 60, 24
_SENTENCE = re.compile("[,，;；]")

Held = Callable[[str], tuple[str, ...]]  # a document number to the ids of the notices that bear it


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text cleaned for reading, all of one look.

    ``number`` is the document number it prints, '' where that is no other notice's that is held;
    ``notices`` are the ids of those that bear it.
    """

    text: str
    cited: bool = False
    damaged: bool = False
    number: str = ""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One clause as it is shown, without the clauses below it.

    ``heading`` is its first words with the marker where they name it, None where they are a
    sentence like any other; ``stands_alone`` tells whether it fills a line, ``level`` how many
    such headings it stands under, and itself. ``lines`` follow, and in the place ``at`` among them
    the cells of the ``rows`` of its table. ``opens`` names the attachment (附件) that begins here.
    """

    clause: Clause
    anchor: str
    heading: Span | None
    stands_alone: bool
    lines: tuple[Span, ...]
    rows: tuple[tuple[Span, ...], ...] = ()
    at: int = 0
    level: int = 1
    opens: str = ""

    @property
    def table_lost(self) -> bool:
        """Whether a table stood here whose rows cannot be told any more."""
        return self.clause.table is not None and not self.rows


class Reading:
    """A notice to read. Offsets are of its source file, as citations have them."""

    def __init__(self, record: Record, text: str, clauses: Sequence[Clause], held: Held) -> None:
        """Lay ``text``, the source of ``record``, out by its ``clauses``."""
        self.record = record
        self._text, self._first = text, record.span.start
        self._clean = CleanText(text)
        self._cuts = [Span(a + self._first, b + self._first) for a, b in cut_spans(text)]
        self._numbers = list(self._references(held))
        titles = (record.title, record.enclosed_title)
        self._titles = {matching_form(title) for title in titles if title}
        anchors = anchors_of(clause.paragraph for clause in clauses)
        self.parts = tuple(self._parts(clauses, anchors))

    def passage(self, start: int, end: int) -> str | None:
        """Return the source from ``start`` to ``end`` cleaned, None where that is not inside."""
        if start >= end or Span(start, end) not in self.record.span:
            return None
        return tidy(self._raw(Span(start, end)))

    def runs(self, span: Span, cited: Span | None = None) -> Iterator[Run]:
        """Yield the text of ``span`` in order, cut where its look changes."""
        looks = [(at, number, ids) for at, number, ids in self._numbers if at.overlaps(span)]
        damaged = [at for at in self.record.damaged if at.overlaps(span)]
        shown = [at for at in [cited] if at and at.overlaps(span)]
        edges = {span.start, span.end}
        for at in [*(at for at, _, _ in looks), *damaged, *shown]:
            edges |= {max(at.start, span.start), min(at.end, span.end)}
        for start, end in pairwise(sorted(edges)):
            here = Span(start, end)
            text = self._cleaned(here)
            if not text:
                continue
            number, ids = next(((n, i) for at, n, i in looks if here in at), ("", ()))
            marked = any(here in at for at in shown)
            yield Run(text, marked, any(here in at for at in damaged), number, ids)

    def part_at(self, offset: int) -> Part:
        """Return the part in whose own text ``offset`` of the source lies."""
        before = [part for part in self.parts if part.clause.own.start <= offset]
        return before[-1] if before else self.parts[0]

    def _raw(self, span: Span) -> str:
        return self._text[span.start - self._first : span.end - self._first]

    def _cleaned(self, span: Span) -> str:
        kept, at = [], span.start
        for cut in self._cuts:
            if cut.overlaps(span):
                kept.append(self._raw(Span(at, max(at, cut.start))))
                at = max(at, min(cut.end, span.end))
        return _GAP.sub(" ", "".join([*kept, self._raw(Span(at, span.end))]))

    def _references(self, held: Held) -> Iterator[tuple[Span, str, tuple[str, ...]]]:
        """Yield where other notices that are held are named by number."""
        done = 0
        for number, start, end in find_folded(self._clean.text):
            ids = tuple(notice for notice in held(str(number)) if notice != self.record.id)
            if ids and start >= done:
                span = self._clean.span(start, end)
                yield Span(span.start + self._first, span.end + self._first), str(number), ids
                done = end

    def is_title(self, line: Span) -> bool:
        """Return whether a line is the title of the notice, or of what it encloses."""
        return matching_form(tidy(self._raw(line))) in self._titles

    def _parts(self, clauses: Sequence[Clause], anchors: Sequence[str]) -> Iterator[Part]:
        headed: set[tuple[str, ...]] = set()
        attached = {name.partition(" ")[0]: name for name in self.record.attachments}
        following = [*clauses[1:], None]
        for clause, anchor, after in zip(clauses, anchors, following, strict=True):
            opens = attached.pop(clause.path[0], "")
            heading, alone = self._heading(clause, after is not None and _is_below(after, clause))
            if opens and not heading:
                heading, alone = self._first_line(clause)
            above = sum(clause.path[:size] in headed for size in range(1, len(clause.path)))
            if heading and alone:
                headed.add(clause.path[:1] if opens else clause.path)
            start = heading.end if heading else clause.own.start
            rest = Span(start, clause.own.end)
            lines, rows, at = self._laid_out(clause, rest)
            yield Part(clause, anchor, heading, alone, lines, rows, at, above + 1, opens)

    def _laid_out(
        self, clause: Clause, rest: Span
    ) -> tuple[tuple[Span, ...], tuple[tuple[Span, ...], ...], int]:
        """Return the lines of ``rest``, the cells of the rows in it and where these come."""
        table = clause.table
        if table is None or not table.rows or table.span.start < rest.start:
            return self._lines(rest), (), 0
        above = self._lines(Span(rest.start, table.span.start))
        below = self._lines(Span(table.span.end, rest.end))
        first = Span(table.span.start, table.rows[0].start)  # a header that stands before the rows
        rows = [first, *table.rows] if self._lines(first) else table.rows
        return (*above, *below), tuple(tuple(self._cells(row)) for row in rows), len(above)

    def _first_line(self, clause: Clause) -> tuple[Span | None, bool]:
        lines = self._lines(clause.own)
        if not lines or len(lines[0]) > _LONGEST_HEADING:
            return None, False
        return lines[0], True

    def _heading(self, clause: Clause, leads: bool) -> tuple[Span | None, bool]:
        """Return where the heading of ``clause`` stands, and whether it has its line for itself.

        :param leads: clauses stand below it.
        """
        if not clause.heading or len(clause.heading) > _LONGEST_HEADING:
            return None, False
        places = range(len(self._clean.text) + 1)
        begin = bisect_left(places, clause.own.start - self._first, key=self._clean.source)
        at = self._clean.text.find(clause.heading, begin)
        if not begin <= at <= begin + _MARKER_REACH:
            return None, False
        end = self._clean.source(at + len(clause.heading)) + self._first
        if end > clause.own.end:
            return None, False
        rest = self._raw(Span(end, clause.own.end))
        closed = rest[:1] in _STOPS and rest[:1] != ""
        says_more = bool(rest.lstrip(_STOPS).strip())
        if not (leads or says_more) or not (closed or not rest or rest[0].isspace()):
            return None, False
        alone = not closed or not says_more
        if not alone and not leads:
            name = clause.heading
            if len(name) > _LONGEST_RUN_IN or _SENTENCE.search(name):
                return None, False
        return Span(clause.own.start, end + closed), alone

    def _lines(self, span: Span) -> tuple[Span, ...]:
        """Return the lines of ``span`` that are not blank, trimmed."""
        lines = _LINE.finditer(self._raw(span))
        spans = (_trimmed(match[0], span.start + match.start()) for match in lines)
        return tuple(line for line in spans if len(line))

    def _cells(self, row: Span) -> Iterator[Span]:
        """Yield the cells of a row, trimmed; an empty one keeps its place."""
        start = row.start
        for cell in self._raw(row).split("\t"):
            yield _trimmed(cell, start)
            start += len(cell) + 1


def _is_below(clause: Clause, other: Clause) -> bool:
    size = len(other.path)
    return len(clause.path) > size and clause.path[:size] == other.path


def _trimmed(text: str, start: int) -> Span:
    bare = text.strip()
    first = start + len(text) - len(text.lstrip()) if bare else start
    return Span(first, first + len(bare))
