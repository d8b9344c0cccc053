"""Clauses to passages: the smallest numbered unit that stands alone, within a token budget.

A subtree that is short is one passage. Otherwise each unit's own text is one, windowed at sentence
ends where it is long, and short siblings in a row are put together: a bare item such as （2）三级
says too little to be found by itself. A heading without a sentence goes with what it heads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rag.index.model import Passage
from rag.notices.fold import tidy
from rag.notices.model import Clause, Notice, Span, label
from rag.settings import Chunking
from rag.tokens import TokenCounter

_SENTENCE_END = re.compile(r"[。！？；;!?]+[”』）)]?\s*|\n+|[ \u3000]{2,}")  # tabs part cells
_HEADING_CHARS = 60


@dataclass(slots=True)
class _Node:
    clause: Clause | None
    children: list[_Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Consecutive source characters that may become a passage, with the clauses they begin."""

    span: Span
    clauses: tuple[Clause, ...]
    tokens: int


def cut_passages(
    notice: Notice, key: str, counter: TokenCounter, limits: Chunking
) -> list[Passage]:
    """Return the passages of ``notice`` in reading order; ``key`` identifies it in the index."""
    return _Cutter(notice, key, counter, limits).passages()


class _Cutter:
    def __init__(self, notice: Notice, key: str, counter: TokenCounter, limits: Chunking) -> None:
        self._notice, self._key, self._counter, self._limits = notice, key, counter, limits
        self._headings = {c.path: c.heading for c in notice.clauses if c.heading}
        self._titles = {a.label: a.title for a in notice.attachments}
        self._title = short_title(notice)

    def passages(self) -> list[Passage]:
        stretches = self._join(
            [s for node in _tree(self._notice.clauses) for s in self._stretches(node)]
        )
        return [self._passage(window, s.clauses) for s in stretches for window in self._windows(s)]

    def _stretches(self, node: _Node) -> list[_Stretch]:
        """Return the stretches of a subtree: one if it is short, else its own text and below."""
        clause = node.clause
        if clause is None:
            return []
        tokens = self._tokens(clause.span)
        if not node.children or tokens <= self._limits.merge_tokens:
            return [_Stretch(clause.span, (clause, *_below(node)), tokens)]
        below = self._join([s for child in node.children for s in self._stretches(child)])
        own = tidy(self._notice.read(clause.own))
        if len(own) <= _HEADING_CHARS and not re.search(r"[。；;]$", own):
            first = below[0]
            span = Span(clause.own.start, first.span.end)
            if self._tokens(span) <= self._limits.max_tokens:
                return [_Stretch(span, first.clauses, self._tokens(span)), *below[1:]]
        return [_Stretch(clause.own, (clause,), self._tokens(clause.own)), *below]

    def _join(self, stretches: list[_Stretch]) -> list[_Stretch]:
        """Put short neighbours with the same parent together, up to the merge budget."""
        out: list[_Stretch] = []
        for it in stretches:
            last = out[-1] if out else None
            if (
                last
                and last.span.end == it.span.start
                and last.tokens + it.tokens <= self._limits.merge_tokens
                and _parent(last) == _parent(it)
            ):
                span = Span(last.span.start, it.span.end)
                out[-1] = _Stretch(span, last.clauses + it.clauses, last.tokens + it.tokens)
            else:
                out.append(it)
        return out

    def _windows(self, stretch: _Stretch) -> Iterator[Span]:
        """Yield the stretch, cut at sentence ends where it is over the token budget."""
        if self._tokens(stretch.span) <= self._limits.max_tokens:
            yield stretch.span
            return
        raw, offset = self._notice.read(stretch.span), stretch.span.start
        start = at = 0
        for piece in _pieces(raw, self._counter, self._limits.max_tokens):
            end = at + len(piece)
            # Counted whole: the blanks between sentences are tokens, too.
            if at > start and self._tokens(Span(offset + start, offset + end)) > (
                self._limits.max_tokens
            ):
                yield Span(offset + start, offset + at)
                start = at
            at = end
        yield Span(offset + start, stretch.span.end)

    def _passage(self, span: Span, clauses: tuple[Clause, ...]) -> Passage:
        inside = [c for c in clauses if span.start <= c.span.start < span.end] or [clauses[0]]
        before = [c for c in clauses if c.span.start <= span.start]
        holder = before[-1] if before else clauses[0]
        first = inside[0] if inside[0].span.start == span.start else holder
        path = _common(first, inside)
        return Passage(
            notice=self._key,
            path=path,
            paragraph=label(path),
            span=span,
            context=" ".join([self._title, *self._chain(path)]),
            text=tidy(self._notice.read(span)),
        )

    def _chain(self, path: tuple[str, ...]) -> Iterator[str]:
        for depth in range(1, len(path) + 1):
            name = self._titles.get(path[0]) if depth == 1 else None
            words = name or self._headings.get(path[:depth])
            if words:
                yield words

    def _tokens(self, span: Span) -> int:
        return self._counter.count(tidy(self._notice.read(span)))


def short_title(notice: Notice) -> str:
    """Return the matter of a notice: its title without issuer, 关于, 印发 and 的通知."""
    if notice.enclosed_title:
        return notice.enclosed_title
    title = notice.title or ""
    matter = title.split("关于", 1)[-1]
    return re.sub(r"^(?:印发|转发|公布|发布)|的(?:通知|决定|意见|公告|通告)$", "", matter)


def _tree(clauses: tuple[Clause, ...]) -> list[_Node]:
    root = _Node(None)
    chain = [root]
    for clause in clauses:
        while len(chain) > 1 and not _is_below(clause, chain[-1].clause):
            chain.pop()
        node = _Node(clause)
        chain[-1].children.append(node)
        chain.append(node)
    return root.children


def _is_below(clause: Clause, other: Clause | None) -> bool:
    if other is None:
        return True
    return clause.span in other.span and len(clause.path) > len(other.path)


def _below(node: _Node) -> Iterator[Clause]:
    for child in node.children:
        if child.clause is not None:
            yield child.clause
        yield from _below(child)


def _parent(stretch: _Stretch) -> tuple[str, ...]:
    return stretch.clauses[0].path[:-1]


def _common(first: Clause, inside: list[Clause]) -> tuple[str, ...]:
    """Return the path a passage is labelled with: its first unit's, or that of the whole."""
    if all(c.path[: len(first.path)] == first.path for c in inside):
        return first.path
    return first.path if len(inside) == 1 else inside[0].path


def _pieces(raw: str, counter: TokenCounter, limit: int) -> Iterator[str]:
    """Yield ``raw`` in pieces that end with a sentence; one too long is cut by tokens."""
    at = 0
    for match in _SENTENCE_END.finditer(raw):
        yield from _fitting(raw[at : match.end()], counter, limit)
        at = match.end()
    if at < len(raw):
        yield from _fitting(raw[at:], counter, limit)


def _fitting(piece: str, counter: TokenCounter, limit: int) -> Iterator[str]:
    while counter.count(piece) > limit:
        head = counter.truncate(piece, limit) or piece[:1]
        yield head
        piece = piece[len(head) :]
    yield piece
