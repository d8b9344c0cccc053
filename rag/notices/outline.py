"""Which candidates are clause markers, and the path of each: decided by sequence.

A marker counts when it opens a list (ordinal 1) or continues one that is open; a repeated or
skipped ordinal, a typo of the source, is believed only at a strong boundary. Lists nest on a
stack; a list that runs on through several parents (（一）–（十四） over all chapters) is remembered
when it is closed. No kind stands on the stack more than twice, which bounds its depth and so the
time of every step.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.notices import sequences
from rag.notices.articles import PARAGRAPH, with_paragraphs
from rag.notices.markers import Boundary, Candidate, before_blanks, find_candidates
from rag.notices.model import Kind
from rag.notices.numerals import print_numeral
from rag.notices.quotations import within

# Outer to inner, as GB/T 9704 orders them; a new outer list closes the inner ones before it.
_RANK = {
    "part": 0,
    "chapter": 1,
    "section": 2,
    "article": 3,
    PARAGRAPH: 4,
    "cn": 10,
    "cnp": 20,
    "ar": 30,
    "arp": 40,
    "circ": 50,
    "shi": 60,
}
# Kinds whose numbers may run on under the next parent.
_RUNS_ON = ("cnp", "ar", "article", "section")
_TOP = ("part", "chapter", "section", "article", "cn")  # kinds without a heading above them
_NESTED = 2  # how often one kind may stand in a path
_HEADING = 40  # characters that a heading's line can have
_GAP = 2  # how many numbers a source may have lost in between


@dataclass(frozen=True, slots=True)
class Unit:
    """A believed marker, or a paragraph of an article: where in the folded text, and its path."""

    start: int
    body: int
    path: tuple[str, ...]
    kind: Kind = "unit"


@dataclass(slots=True)
class _Level:
    kind: str
    ordinals: tuple[int, ...]
    printed: str


class Outline:
    """Reads one text (a notice's body, or one attachment) from top to bottom.

    No marker counts that stands in ``hidden``: spans of quotations and of tables, in order.
    """

    def __init__(
        self,
        text: str,
        start: int,
        end: int,
        prefix: tuple[str, ...] = (),
        hidden: Sequence[tuple[int, int]] = (),
    ) -> None:
        self._text, self._start, self._end, self._prefix = text, start, end, prefix
        self._hidden = hidden
        self._stack: list[_Level] = []
        self._closed: dict[str, int] = {}
        self._runs: set[int] = set()
        self._resumed: set[int] = set()

    def units(self) -> list[Unit]:
        """Return the numbered units in reading order."""
        candidates = self._seen(find_candidates(self._text, self._start, self._end))
        candidates = sequences.settled(self._text, candidates, self._start)
        self._runs = sequences.first_of_runs(candidates)
        self._resumed = sequences.resumed(candidates)
        units = []
        marked = self._seen(with_paragraphs(self._text, candidates, self._end))
        for candidate, later in zip(marked, sequences.later(marked), strict=True):
            if candidate.kind == PARAGRAPH:
                placed = self._place_paragraph(candidate, later)
            else:
                placed = self._place(candidate)
            if placed is not None:
                path = self._prefix + tuple(step.printed for step in self._stack)
                kind: Kind = "paragraph" if candidate.kind == PARAGRAPH else "unit"
                units.append(Unit(candidate.start, candidate.end, path, kind))
        return units

    def _seen(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        return [it for it in candidates if not within(self._hidden, it.start)]

    def _place(self, it: Candidate) -> _Level | None:
        if it.kind == "dec":
            return self._place_decimal(it)
        if it.kind == "shi" and not self._is_run(it):
            return None
        ordinal = it.ordinals[0]
        for depth in range(len(self._stack) - 1, -1, -1):
            level = self._stack[depth]
            if _follows(level, it):
                return self._set(depth, it)
        if ordinal == 1 and len(it.ordinals) == 1:
            return self._open(it)
        if it.kind in _RUNS_ON and self._runs_on(it, ordinal):
            return self._open(it)
        return self._typo(it, ordinal)

    def _place_paragraph(self, it: Candidate, later: Candidate | None) -> _Level | None:
        """Place a paragraph of an article (款); none begins inside a list that goes on behind it.

        The article's own text is its first, so that the one behind it is 第二款.
        """
        kinds = [level.kind for level in self._stack]
        if "article" not in kinds:
            return None
        below = len(kinds) - kinds[::-1].index("article")
        listed = self._stack[below:]
        if later and any(_follows(level, later) for level in listed):
            return None
        last = listed[0].ordinals[0] if listed and listed[0].kind == PARAGRAPH else 1
        self._close(below)
        level = _Level(PARAGRAPH, (last + 1,), f"第{print_numeral(last + 1)}款")
        self._stack.append(level)
        return level

    def _runs_on(self, it: Candidate, ordinal: int) -> bool:
        """Return whether a list goes on that was closed with its parent, a gap in it at most."""
        gap = ordinal - self._closed.get(it.kind, ordinal) - (len(it.ordinals) == 1)
        if it.kind == "ar":
            strong = it.boundary >= Boundary.SENTENCE or it.start in self._resumed
            return gap == 0 and strong and all(level.kind != "ar" for level in self._stack)
        if any(level.kind == it.kind for level in self._stack):
            return gap == 0
        return gap == 0 or (0 < gap <= _GAP and it.boundary >= Boundary.SENTENCE)

    def _typo(self, it: Candidate, ordinal: int) -> _Level | None:
        """Believe a repeated or skipped ordinal only where nothing else can stand."""
        if it.boundary < Boundary.SENTENCE or it.kind == "shi":
            return None
        for depth in range(len(self._stack) - 1, -1, -1):
            level = self._stack[depth]
            if level.kind == it.kind:
                gap = ordinal - level.ordinals[0] - 1
                lost = gap > 0 and it.kind != "ar" and it.start in self._resumed
                if -1 <= gap <= _GAP or lost:
                    return self._set(depth, it)
                return None
        lost = not self._stack and it.boundary is Boundary.LINE and it.kind in ("cn", "article")
        if lost or (it.kind in ("cnp", "article") and it.start in self._resumed):
            return self._open(it)  # a list whose beginning is lost
        return None

    def _open(self, it: Candidate) -> _Level | None:
        glued = it.boundary < Boundary.BLANK and it.kind in ("cn", "ar", "article")
        if glued and it.start not in self._runs:
            return None
        while self._stack and self._stack[-1].kind == "shi" and it.kind not in ("circ", "arp"):
            self._close(len(self._stack) - 1)
        rank = _RANK[it.kind]
        if all(level.kind != it.kind for level in self._stack):
            while self._stack and _RANK.get(self._stack[-1].kind, 35) > rank:
                self._close(len(self._stack) - 1)
        same = [depth for depth, level in enumerate(self._stack) if level.kind == it.kind]
        if same and (len(same) == _NESTED or not self._nests(it)):
            return self._set(same[-1], it)
        level = _Level(it.kind, it.ordinals, it.printed)
        self._stack.append(level)
        return level

    def _nests(self, it: Candidate) -> bool:
        """Return whether a list begins inside an item of its own kind, not anew beside it.

        一、 under 三、 does; below that, numbers that start again under a heading without one do
        so beside the old list, unless a colon leads to them.
        """
        return it.kind in _TOP or before_blanks(self._text, it.start, self._start) == ":"

    def _set(self, depth: int, it: Candidate) -> _Level:
        self._close(depth + 1)
        level = self._stack[depth]
        level.ordinals, level.printed = it.ordinals, it.printed
        return level

    def _close(self, depth: int) -> None:
        for level in self._stack[depth:]:
            self._closed[level.kind] = level.ordinals[0]
        del self._stack[depth:]

    def _place_decimal(self, it: Candidate) -> _Level | None:
        """Place 4.2.1 under 4.2 under 4.; the numbers above it must be the ones it names."""
        parent, last = it.ordinals[:-1], it.ordinals[-1]
        for depth in range(len(self._stack) - 1, -1, -1):
            level = self._stack[depth]
            if level.kind == "dec" and level.ordinals[:-1] == parent:
                if 0 < last - level.ordinals[-1] <= (1 if it.boundary < Boundary.SENTENCE else 3):
                    return self._set(depth, it)
                return None
            if level.kind in ("dec", "ar") and level.ordinals == parent:
                return self._below(depth, it) if last == 1 else None
        if not self._stack and it.ordinals == (1, 1):
            return self._below(-1, it)
        top = self._stack[0] if self._stack else None
        if top and top.kind == "dec" and it.ordinals == (top.ordinals[0] + 1, 1):
            self._close(0)
            return self._below(-1, it)
        return None

    def _below(self, depth: int, it: Candidate) -> _Level:
        self._close(depth + 1)
        level = _Level("dec", it.ordinals, it.printed)
        self._stack.append(level)
        return level

    def _is_run(self, it: Candidate) -> bool:
        """Return whether 一是 is followed by 二是, or a later one continues an open run."""
        if it.boundary >= Boundary.BLANK:
            before = before_blanks(self._text, it.start, self._start)
            if before and before not in "。;:!?)》”" and not self._is_headed(it):
                return False
        return it.ordinals[0] > 1 or it.start in self._runs

    def _is_headed(self, it: Candidate) -> bool:
        """Return whether a heading stands on the line above."""
        above = self._text[max(self._start, it.start - _HEADING) : it.start].rstrip()
        return it.boundary is Boundary.LINE and "\n" in above


def _follows(level: _Level, it: Candidate) -> bool:
    """Return whether ``it`` comes next in a list; 第三条之一 does behind 第三条."""
    if level.kind != it.kind:
        return False
    if len(it.ordinals) > 1:
        return it.ordinals[0] == level.ordinals[0] and it.ordinals[1] == (*level.ordinals, 0)[1] + 1
    return it.ordinals[0] == level.ordinals[0] + 1
