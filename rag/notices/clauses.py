"""From parts and markers to clauses: every character of a notice in exactly one clause's own text.

Numbered units come from ``outline``; what stands before the first of them, behind the last, or in
a part without any becomes 第N段, counted in reading order within its part's label.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from rag.notices.fold import CleanText
from rag.notices.layout import Part, Signature, attachment_lists
from rag.notices.model import Clause, Kind
from rag.notices.outline import Outline, Unit
from rag.notices.paragraphs import split_paragraphs

_COVERING = 700  # a covering letter up to this long is one paragraph, head and signature included
_HEADING = 30
# 附则-like sentences that close a text without a number: about the whole, not about its last unit.
_CLOSING = re.compile(
    r"(?<=[。;)])\s+(?=(?:本|上述|以上)(?:政策措施|政策|办法|规定|方案|通知|措施|意见|细则|制度|条例|"
    r"规划|计划|公告|通告|决定)[^。;]{0,16}?(?:自|由|所称|有效期|解释|印发|发布|施行|实施))"
)
_HEADING_END = re.compile(r"[。;:!?\n]|\s{2,}|\s(?=\S)")


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    body: int
    path: tuple[str, ...]
    kind: Kind


def cut_clauses(
    page: CleanText, parts: list[Part], body: int, signatures: list[Signature]
) -> tuple[Clause, ...]:
    """Return the clauses of the notice made of ``parts``; ``body`` is where its head ends."""
    counter: Counter[tuple[str, ...]] = Counter()
    pieces: list[_Piece] = []
    for index, part in enumerate(parts):
        floor = max(part.start, body) if index == 0 else part.start
        pieces += _cut_part(page.text, part, floor, counter, signatures, index == 0)
    end = parts[-1].end
    return tuple(_clause(page, pieces, i, end) for i in range(len(pieces)))


def _cut_part(
    text: str,
    part: Part,
    floor: int,
    counter: Counter[tuple[str, ...]],
    signatures: list[Signature],
    first: bool,
) -> list[_Piece]:
    prefix = (part.label,) if part.label else ()
    lists = list(attachment_lists(text, floor, part.end))
    stop = min([part.end, *(start for start, _ in lists)])
    tail = [s.start for s in signatures if floor < s.start < part.end]
    units = Outline(text, floor, stop, prefix).units()
    pieces: list[_Piece] = []
    closing = _closing(text, units, stop)
    if closing < stop:
        later = Outline(text, closing, stop, prefix).units()
        units = [unit for unit in units if unit.start < closing]
    else:
        later = []
    end = min([stop, closing, *([tail[0]] if units and tail and tail[0] > units[-1].start else [])])
    head_end = units[0].start if units else end
    if units:
        spans = [(part.start, head_end)] if first else split_paragraphs(text, part.start, head_end)
    else:
        spans = _unnumbered(text, part, floor, first)
        end = part.end
    pieces += _numbered(spans, prefix, counter)
    pieces += [_Piece(unit.start, unit.body, unit.path, "unit") for unit in units]
    if end < part.end:
        closers = split_paragraphs(text, end, later[0].start if later else part.end)
        pieces += _numbered(closers, prefix, counter)
        pieces += [_Piece(unit.start, unit.body, unit.path, "unit") for unit in later]
    return [piece for piece in pieces if piece.start < part.end]


def _unnumbered(text: str, part: Part, floor: int, first: bool) -> list[tuple[int, int]]:
    """Return the paragraphs of a part without numbered units; a covering letter is one."""
    if first and part.end - part.start <= _COVERING and text.count(";", floor, part.end) < 3:
        return [(part.start, part.end)]
    spans = split_paragraphs(text, floor, part.end)
    if first and floor > part.start:  # head and opening words together: number, title, 决定:
        spans[0] = (part.start, spans[0][1])
    return spans


def _numbered(
    spans: list[tuple[int, int]], prefix: tuple[str, ...], counter: Counter[tuple[str, ...]]
) -> list[_Piece]:
    pieces = []
    for start, end in spans:
        if end <= start:
            continue
        counter[prefix] += 1
        path = (*prefix, f"第{counter[prefix]}段")
        pieces.append(_Piece(start, start, path, "paragraph"))
    return pieces


def _closing(text: str, units: list[Unit], end: int) -> int:
    """Return where unnumbered closing sentences begin behind the last unit, else ``end``."""
    major = [u.start for u in units if u.path[-1][-1:] in "、条" or u.path[-1][:1] == "（"]
    lists = [u for u in units if re.fullmatch(r"（\d+）", u.path[-1])]
    last = max([u for u in major if u not in {x.start for x in lists}], default=None)
    if last is None:
        return end
    match = _CLOSING.search(text, last, end)
    return match.end() if match else end


def _clause(page: CleanText, pieces: list[_Piece], index: int, end: int) -> Clause:
    piece = pieces[index]
    own_end = pieces[index + 1].start if index + 1 < len(pieces) else end
    span_end = end
    for later in pieces[index + 1 :]:
        if later.path[: len(piece.path)] != piece.path or len(later.path) <= len(piece.path):
            span_end = later.start
            break
    return Clause(
        path=piece.path,
        span=page.span(piece.start, span_end),
        own=page.span(piece.start, own_end),
        heading=_heading(page.text, piece, own_end),
        kind=piece.kind,
    )


def _heading(text: str, piece: _Piece, end: int) -> str:
    """Return the words that name a unit: up to the first stop or break, if they are few."""
    if piece.kind == "paragraph":
        return ""
    own = text[piece.body : end].strip()
    match = _HEADING_END.search(own)
    words = own[: match.start()] if match else own
    return words.strip() if len(words) <= _HEADING else ""
