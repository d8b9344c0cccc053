"""From parts and markers to clauses: every character of a notice in exactly one clause's own text.

Numbered units come from ``outline``; what stands before the first of them, behind the last, or in
a part without any becomes 第N段, counted in reading order within its part's label.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from functools import partial

from rag.notices.contents import find_contents
from rag.notices.fold import CleanText
from rag.notices.layout import Layout, Part
from rag.notices.model import Clause, Kind
from rag.notices.outline import Outline, Unit
from rag.notices.paragraphs import split_paragraphs
from rag.notices.quotations import merged
from rag.notices.tables import find_table, table_spans

_COVERING = 700  # a covering letter up to this long is one paragraph, head and signature included
_HEADING = 30
# 附则-like sentences that close a text without a number: about the whole, not about its last unit.
_CLOSING = re.compile(
    r"(?<=[。;)])\s+(?=(?:本|上述|以上)(?:政策措施|政策|办法|规定|方案|通知|措施|意见|细则|制度|条例|"
    r"规划|计划|公告|通告|决定|预案|规则|规程|章程|指南)[^。;]{0,16}?(?:自|由|所称|有效期|解释|印发|发布|施行|实施))"
)
# 版记 (GB/T 9704-2012, 7.4): who gets copies, who printed it and when.
_IMPRINT = re.compile(r"(?<=\s)(?:抄\s?[送报]|分\s?送)\s?:")
_PRINTED = re.compile(r"日\s?印发\s*")
_COPIES = 600  # characters that who gets copies can take
_ITEM = re.compile(r";\s")  # what ends an item of a list without numbers: one person, one task
_HEADING_END = re.compile(r"[。;:!?\n]|\s{2,}|\s(?=\S)")


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    body: int
    path: tuple[str, ...]
    kind: Kind


def cut_clauses(page: CleanText, layout: Layout, body: int) -> tuple[Clause, ...]:
    """Return the clauses of the notice laid out as ``layout``; ``body`` is where its head ends."""
    counter: Counter[tuple[str, ...]] = Counter()
    pieces: list[_Piece] = []
    end = layout.parts[-1].end
    hidden = merged(layout.quotations, table_spans(page, page.span(body, end)))
    cut = _Cut(page.text, layout, hidden)
    for part in layout.parts:
        first = part is layout.parts[0]
        for piece in cut.part(part, max(part.start, body) if first else -1):
            prefix = (part.label,) if part.label else ()
            if not piece.path:
                counter[prefix] += 1
                piece = replace(piece, path=(*prefix, f"第{counter[prefix]}段"))
            pieces.append(piece)
    ends = _span_ends(pieces, end)
    own_ends = [*(piece.start for piece in pieces[1:]), end]
    return tuple(map(partial(_clause, page), pieces, ends, own_ends))


class _Cut:
    """Cuts the parts of a notice; no marker in ``hidden``, quotations and tables, is one."""

    def __init__(self, text: str, layout: Layout, hidden: list[tuple[int, int]]) -> None:
        self._text, self._layout, self._hidden = text, layout, hidden

    def part(self, part: Part, head_end: int) -> list[_Piece]:
        """Return the pieces of a part in order; ``head_end`` is -1 but for the covering text."""
        text = self._text
        first = head_end >= 0
        floor = head_end if first else part.start
        signatures = [signature.start for signature in self._layout.signed(floor + 1, part.end)]
        pieces: list[_Piece] = []
        at = floor
        contents = find_contents(text, floor, part.end)
        lists = self._layout.within(floor, part.end)
        lists = tuple(span for span in lists if not contents or span > contents)
        for start, end in (*([contents] if contents else []), *lists, (part.end, part.end)):
            pieces += self._region(at, start, part.label, signatures)
            pieces += _paragraphs([(start, end)])
            at = end
        if not any(piece.kind == "unit" for piece in pieces):
            return _paragraphs(_unnumbered(text, part, floor, first))
        if first:  # what stands before the first unit or the contents is one paragraph
            while pieces[0].kind != "unit" and (not contents or pieces[0].start < contents[0]):
                del pieces[0]
            pieces[:0] = _paragraphs([(part.start, pieces[0].start)])
        return pieces

    def _region(self, start: int, end: int, label: str, signatures: list[int]) -> list[_Piece]:
        """Return the pieces of a text without attachment lists: paragraphs, units, closing ones.

        Closing sentences may list things themselves, so units are looked for behind them too.
        """
        text = self._text
        pieces: list[_Piece] = []
        at = start
        for _ in range(2):
            prefix = (label,) if label else ()
            units = Outline(text, at, end, prefix, self._hidden).units() if at < end else []
            if not units:
                break
            until = _closing(text, units, end)
            signed = bisect_right(signatures, units[-1].start)
            imprint = _IMPRINT.search(text, units[-1].body, end)
            copies = imprint.start() if imprint else end
            until = min(until, *signatures[signed : signed + 1], copies)
            pieces += _paragraphs(split_paragraphs(text, at, units[0].start))
            pieces += [
                _Piece(unit.start, unit.body, unit.path, unit.kind)
                for unit in units
                if unit.start < until
            ]
            at = until
        return pieces + _paragraphs(_closing_paragraphs(text, at, end))


def _closing_paragraphs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the paragraphs behind the last unit; who gets copies and who printed it are one."""
    imprint = _IMPRINT.search(text, max(start - 1, 0), end) if start < end else None
    printed = imprint and _PRINTED.search(text, imprint.end(), min(end, imprint.end() + _COPIES))
    if not imprint or not printed:
        return split_paragraphs(text, start, end)
    spans = [(imprint.start(), printed.end())]
    if start < imprint.start():
        spans[:0] = split_paragraphs(text, start, imprint.start())
    return spans + (split_paragraphs(text, printed.end(), end) if printed.end() < end else [])


def _unnumbered(text: str, part: Part, floor: int, first: bool) -> list[tuple[int, int]]:
    """Return the paragraphs of a part without numbered units; a covering letter is one."""
    listed = _ITEM.search(text, floor, part.end)
    if first and part.end - part.start <= _COVERING and not listed:
        return [(part.start, part.end)]
    spans = split_paragraphs(text, floor, part.end)
    if first and floor > part.start:  # head and opening words together: number, title, 决定:
        spans[0] = (part.start, spans[0][1])
    return spans


def _paragraphs(spans: list[tuple[int, int]]) -> list[_Piece]:
    return [_Piece(start, start, (), "paragraph") for start, end in spans if start < end]


def _closing(text: str, units: list[Unit], end: int) -> int:
    """Return where unnumbered closing sentences begin behind the last unit, else ``end``.

    Units behind them that carry on a list from before them show that nothing closes there.
    """
    if any(
        step[:1] == "第" and "条" in step for step in units[-1].path
    ):  # a paragraph (款) of the last article
        return end
    major = [unit for unit in units if _is_major(unit.path[-1])] or units
    match = _CLOSING.search(text, major[-1].start, end)
    if match is None:
        return end
    before = bisect_left(units, match.end(), key=lambda unit: unit.start) - 1
    path = units[before].path
    below = all(unit.path[: len(path)] == path for unit in units[before + 1 :])
    return match.end() if below else end


def _is_major(printed: str) -> bool:
    return printed[-1:] in "、条" or (printed[:1] == "（" and not printed[1:-1].isdigit())


def _span_ends(pieces: list[_Piece], end: int) -> list[int]:
    """Return for each piece where the next one begins that is not below it."""
    ends = [end] * len(pieces)
    above: list[int] = []
    for index, piece in enumerate(pieces):
        while above:
            path = pieces[above[-1]].path
            if len(piece.path) > len(path) and piece.path[: len(path)] == path:
                break
            ends[above.pop()] = piece.start
        above.append(index)
    return ends


def _clause(page: CleanText, piece: _Piece, end: int, own_end: int) -> Clause:
    return Clause(
        path=piece.path,
        span=page.span(piece.start, end),
        own=page.span(piece.start, own_end),
        heading=_heading(page.text, piece, own_end),
        kind=piece.kind,
        table=find_table(page, piece.start, own_end),
    )


def _heading(text: str, piece: _Piece, end: int) -> str:
    """Return the words that name a unit: up to the first stop or break, if they are few."""
    if piece.kind == "paragraph":
        return ""
    own = text[piece.body : min(end, piece.body + 4 * _HEADING)].strip()
    words = own
    for match in _HEADING_END.finditer(own):
        words = own[: match.start()]
        if words.count("《") == words.count("》"):  # a title that a page broke goes on
            break
        words = own
    return words.strip() if len(words) <= _HEADING else ""
