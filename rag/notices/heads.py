"""Where notices begin on a page: titles, own document numbers, addressees, list teasers.

A scraped page strings notices together. Each has a head: its title (标题), its own number
(发文字号) and its addressees (主送机关) in any order, told from body text by standing at a
boundary. A list teaser before it repeats the title or the addressees, cut off with "...",
beside a web date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.notices.docnumber import DocNumber, Found, find_folded

_HAN = r"\u3400-\u9fff"
_KINDS = "通知|决定|决议|意见|公告|通告|批复|函|通报|命令|令|议案|报告|请示|纪要|公报"
AGENCY = re.compile(
    r"(?:人民政府|委员会|国务院|办公厅|办公室|总局|[局厅部署院会社]|中心|指挥部|领导小组|公司|大学)$"
)
_TITLE_END = re.compile(rf"的?(?:{_KINDS})(?=[,、 \n]|$)")
_TITLE_LIMIT = 220
_ISSUER_LIMIT = 80
_ADDRESSEES = re.compile(rf"[{_HAN}()、,; ]{{2,300}}?:(?=\s|[{_HAN}《“])")
# A sentence that leads to the matter addresses nobody: 现公告如下:.
_LEAD_IN = re.compile(
    r"(?:如下|下列[^,]{0,6}|以下[^,]{0,6}|决定|通知|公告|通告|要求|批复|[是为]):$"
)
_CUT_TITLE = re.compile(rf"[{_HAN}、 ]{{0,60}}关于[^\n。:]{{0,60}}\n\s*")
_TEASER = re.compile(r"[^\s。][^\n。]{0,80}?(?:\.{3,}|…{1,2})(?=\s|$)")
_WEB_DATE = re.compile(r"(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)")
_SEPARATORS = re.compile(r"[\s,、]*")
_BULLETS = " \t•·●▪■◆"
_LEAD = re.compile(rf"[\s{_BULLETS}]*")
_LINE = 400  # characters that a line of a teaser can have
_SENTENCE_ENDS = "。;!?》)”日号"


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a notice on a page, offsets in the folded page.

    ``start`` counts in the teaser that stands before it; ``body`` is where addressees end.
    """

    start: int
    body: int
    number: DocNumber | None
    title: tuple[int, int] | None
    addressees: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    number: DocNumber | None = None


def find_heads(text: str, numbers: list[Found] | None = None) -> list[Head]:
    """Return the heads on the folded page ``text``, in order; ``numbers`` where found already."""
    found = find_folded(text) if numbers is None else numbers
    pieces = sorted([*_titles(text), *_numbers(text, found)], key=lambda piece: piece.start)
    heads: list[Head] = []
    at = 0
    while at < len(pieces):
        group = [pieces[at]]
        at += 1
        while at < len(pieces) and _adjoin(text, group, pieces[at]):
            group.append(pieces[at])
            at += 1
        head = _head(text, group)
        until = pieces[at].start if at < len(pieces) else len(text)
        if head is None or not _has_body(text, head, until):
            continue
        if not heads or head.start >= heads[-1].body:
            heads.append(head)
    return heads


def _adjoin(text: str, group: list[_Piece], piece: _Piece) -> bool:
    """Return whether ``piece`` is the missing half (title or number) right behind the group."""
    if any((p.number is None) == (piece.number is None) for p in group):
        return False
    return not text[group[-1].end : piece.start].strip(" \n\r\t,")


def _titles(text: str) -> Iterator[_Piece]:
    """Yield titles: issuer, 关于, matter, kind of document, all within one sentence."""
    at = text.find("关于")
    while at >= 0:
        start = _issuer_start(text, at)
        end = None if start is None else _title_end(text, at)
        if start is not None and end is not None:
            yield _Piece(start, end)
        at = text.find("关于", end or at + 2)


def _title_end(text: str, at: int) -> int | None:
    window = text[at : at + _TITLE_LIMIT]
    stop = re.search(r"[。;!?:…]|\.\.|\n\s*\n\s*\n", window)
    window = window[: stop.start()] if stop else window
    for match in _TITLE_END.finditer(window):
        inside = window[: match.start()]
        if inside.count("《") == inside.count("》") and inside.count("(") == inside.count(")"):
            return at + match.end()
    return None


def _issuer_start(text: str, at: int) -> int | None:
    """Return where the title around 关于 at ``at`` begins, None where 关于 is body text."""
    floor = max(0, at - _ISSUER_LIMIT)
    lead = text[floor:at]
    bare = lead.rstrip()
    start = floor + len(bare)
    while True:  # joint issuers stand side by side, a blank or 、 between
        token = re.search(rf"[{_HAN}·]+$", text[floor:start])
        if token is None or not AGENCY.search(token[0]):
            break
        start = floor + token.start()
        gap = re.search(r"[、 ]+$", text[floor:start])
        if gap is None or not re.search(rf"[{_HAN}]$", text[floor : floor + gap.start()]):
            break
        before = re.search(rf"[{_HAN}·]+$", text[floor : floor + gap.start()])
        if before is None or not AGENCY.search(before[0]):
            break
        start = floor + gap.start()
    if start == floor + len(bare) and not _at_line_start(text, at):
        return None
    if start == floor + len(bare):
        start = at
    return start if _at_boundary(text, start) else None


def _at_line_start(text: str, at: int) -> bool:
    """Return whether nothing but blanks and bullets stands before ``at`` on its line."""
    while at and text[at - 1] in _BULLETS:
        at -= 1
    return at == 0 or text[at - 1] == "\n"


def _at_boundary(text: str, at: int) -> bool:
    if _at_line_start(text, at):
        return True
    return text[at - 1] in " \t" or text[at - 1] in _SENTENCE_ENDS


def _numbers(text: str, found: list[Found]) -> Iterator[_Piece]:
    """Yield numbers that stand free: not in brackets, quotes or a sentence."""
    for number, start, end in found:
        before, after = text[max(0, start - 1) : start], text[end : end + 1]
        free = (not before or before in " \n\r\t,") and (not after or after in " \n\r\t")
        if number.year is not None and free:
            yield _Piece(start, end, number)


def _head(text: str, group: list[_Piece]) -> Head | None:
    """Return the head that ``group`` makes, None where it is a teaser or stands in a sentence."""
    after = _skip(text, group[-1].end)
    numbers = [p.number for p in group if p.number is not None]
    titles = [p for p in group if p.number is None]
    if _TEASER.match(text, after) or _WEB_DATE.match(text, after):
        return None
    cut = _CUT_TITLE.match(text, after)
    if cut and not titles:
        after = cut.end()
    addressed = _ADDRESSEES.match(text, after)
    if addressed and _LEAD_IN.search(addressed[0]):
        addressed = None
    if addressed is None and not (titles and (numbers or "\n" in text[group[-1].end : after])):
        return None
    return Head(
        start=_with_teaser(text, group[0].start),
        body=addressed.end() if addressed else after,
        number=numbers[0] if numbers else None,
        title=(titles[0].start, titles[0].end) if titles else None,
        addressees=(addressed.start(), addressed.end() - 1) if addressed else None,
    )


def _has_body(text: str, head: Head, until: int) -> bool:
    """Return whether sentences follow a title that stands without number and addressees.

    A link to another notice has the same title and nothing behind it.
    """
    return bool(head.number or head.addressees) or text.find("。", head.body, until) >= 0


def _skip(text: str, at: int) -> int:
    match = _SEPARATORS.match(text, at)
    return match.end() if match else at


def _with_teaser(text: str, start: int) -> int:
    """Return where the teaser lines before ``start`` begin, ``start`` where there are none."""
    if not _at_line_start(text, start):
        return start
    first = start
    below = text.rfind("\n", max(0, start - _LINE), start) + 1
    for _ in range(12):
        if below == 0:
            break
        floor = max(0, below - 1 - _LINE)
        above = text.rfind("\n", floor, below - 1) + 1
        if above == 0 and floor:
            break  # the line above is longer than any teaser
        line = text[above : below - 1].strip()
        if line and not _is_teaser(line, text, start):
            break
        if line:
            lead = _LEAD.match(text, above)
            first = lead.end() if lead else above
        below = above
    return first


def _is_teaser(line: str, text: str, start: int) -> bool:
    """Return whether ``line`` is cut off, a web date, or repeats the title at ``start``."""
    if _TEASER.search(line) or _WEB_DATE.match(line):
        return True
    bare = line.lstrip(_BULLETS)
    return "关于" in bare and text.startswith(bare, start)
