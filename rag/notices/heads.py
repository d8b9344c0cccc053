"""Where notices begin on a page: title, own document number, addressees, card, list teaser.

A scraped page strings notices together. Each has a head: its title (标题), its own number
(发文字号) and its addressees (主送机关) in any order, told from body text by standing at a
boundary. What the site printed around them (counters, urgency, its card) belongs to no part.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rag.notices.agencies import AGENCY as AGENCY
from rag.notices.cards import Card, find_cards
from rag.notices.docnumber import DocNumber, Found, find_folded
from rag.notices.furniture import skip_between
from rag.notices.orders import BARE_NUMBER, bare_of, order_above, promulgates, with_code
from rag.notices.teasers import TEASER, WEB_DATE, with_teaser
from rag.notices.titles import Span, find_titles, is_title, line_title

_HAN = r"\u3400-\u9fff"
_NAMES = rf"[{_HAN}()、,;·“”\- ]"
_ADDRESSEES = re.compile(
    rf"{_NAMES}{{2,300}}?(?:[,、]\n\s{{0,4}}{_NAMES}{{2,200}}?)?:(?=\s|[{_HAN}《“])"
)
# A sentence that leads to the matter addresses nobody (现公告如下:), nor does a label of the page.
_LEAD_IN = re.compile(
    r"(?:如下|下列[^,]{0,6}|以下[^,]{0,6}|决定|通知|公告|通告|要求|批复|任命|免去|[是为]):$"
    r"|^\s*(?:签发人|附件|附|标题|名称|来源|编号|联系\S{0,3}|电话)\s?:"
)
_CUT_TITLE = re.compile(rf"[{_HAN}、 ]{{0,60}}关于[^\n。:]{{0,60}}\n\s*")
_LABELLED = re.compile(r"(?:发文字号|文号|字号|编号)\s?:\s?$")
_CARD_REACH = 600  # characters between a card and the head it belongs to
_REACH = 400  # characters in which a title above or below a number stands
_LONE = 80  # characters of a title that is all a head has
_LINES_ABOVE = 4  # of furniture between a title and the number below it


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a notice on a page, offsets in the folded page.

    ``start`` counts in the teaser that stands before it; ``body`` is where addressees end;
    ``card`` is what the site printed above it.
    """

    start: int
    body: int
    number: DocNumber | None
    title: Span | None
    addressees: Span | None
    card: Card | None = None


@dataclass(frozen=True, slots=True)
class _Piece:
    """A title, a number, or a number without its code (2024年第3号)."""

    start: int
    end: int
    number: DocNumber | None = None
    bare: tuple[int | None, int] | None = None

    @property
    def is_title(self) -> bool:
        return self.number is None and self.bare is None


def find_heads(text: str, numbers: list[Found] | None = None) -> list[Head]:
    """Return the heads on the folded page ``text``, in order; ``numbers`` where found already."""
    found = find_folded(text) if numbers is None else numbers
    cards = find_cards(text)
    ends = [card.end for card in cards]
    pieces = _outside([*_titles(text), *_numbers(text, found)], cards, ends)
    heads: list[Head] = []
    at = 0
    while at < len(pieces):
        group = [pieces[at]]
        at += 1
        while at < len(pieces) and _adjoin(text, group, pieces[at]):
            group.append(pieces[at])
            at += 1
        before = bisect_right(ends, group[0].start)
        floor = max(heads[-1].body if heads else 0, ends[before - 1] if before else 0)
        head = _head(text, group, floor)
        until = pieces[at].start if at < len(pieces) else len(text)
        if head is None or not _has_body(text, head, until):
            continue
        if not heads or head.start >= heads[-1].body:
            heads.append(_ordered(text, head, found, heads[-1].body if heads else 0))
    heads = heads or list(_carded(text, cards))
    return [replace(head, card=_card_of(cards, ends, head)) for head in heads]


def find_lone_title(text: str) -> list[Head]:
    """Return the head of a page with neither numbers nor 关于: a title on a line, sentences below.

    任免名单, 会议纪要, a plan that was published without the notice that issues it.
    """
    for line in re.finditer(r"[^\n]+", text):
        words = line[0].strip()
        start = line.start() + line[0].index(words) if words else line.start()
        end = start + len(words)
        if 2 <= len(words) <= _LONE and is_title(words) and text.find("。", end, end + _REACH) >= 0:
            after = skip_between(text, end)
            number = BARE_NUMBER.match(text, after)
            if number:
                after = skip_between(text, number.end())
            addressed = _addressees(text, after)
            body = addressed[1] + 1 if addressed else after
            own = with_code(words, bare_of(number)) if number else None
            return [Head(start, body, own, (start, end), addressed)]
    return []


def _outside(pieces: list[_Piece], cards: list[Card], ends: list[int]) -> list[_Piece]:
    """Return ``pieces`` in order without those that a card prints."""
    ordered = sorted(pieces, key=lambda piece: piece.start)
    following = [bisect_right(ends, piece.start) for piece in ordered]
    return [
        piece
        for piece, at in zip(ordered, following, strict=True)
        if at == len(cards) or piece.start < cards[at].start
    ]


def _card_of(cards: list[Card], ends: list[int], head: Head) -> Card | None:
    """Return the card that stands right above ``head``."""
    before = bisect_right(ends, head.body)
    near = before and head.start - ends[before - 1] <= _CARD_REACH
    return cards[before - 1] if near else None


def _carded(text: str, cards: list[Card]) -> Iterator[Head]:
    """Yield a head behind each card that names a title or a number which the page repeats not."""
    for card in cards:
        if not card.values.keys() & {"title", "number"}:
            continue
        start = skip_between(text, card.end)
        addressed = _addressees(text, start)
        if text.find("。", start) >= 0:
            body = addressed[1] + 1 if addressed else start
            yield Head(start, body, None, None, addressed)


def _adjoin(text: str, group: list[_Piece], piece: _Piece) -> bool:
    """Return whether ``piece`` is the missing half (title or number) right behind the group."""
    if any(p.is_title == piece.is_title for p in group):
        return False
    return skip_between(text, group[-1].end) >= piece.start or bool(
        _LABELLED.fullmatch(text[group[-1].end : piece.start].strip(" \n\r\t,("))
    )


def _titles(text: str) -> Iterator[_Piece]:
    for start, end in find_titles(text):
        yield _Piece(start, end)


def _numbers(text: str, found: list[Found]) -> Iterator[_Piece]:
    """Yield numbers that stand free: not in quotes or a sentence, in brackets only on a line."""
    for number, start, end in found:
        if _is_free(text, start, end):
            yield _Piece(start, end, number)
    for match in BARE_NUMBER.finditer(text):
        yield _Piece(match.start(), match.end(), None, bare_of(match))


def _is_free(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if before == "(" and after == ")":
        start, end = start - 1, end + 1
        before, after = text[max(0, start - 1) : start], text[end : end + 1]
        return before in ("", "\n") and after in ("", "\n")
    labelled = before in (":", " ") and _LABELLED.search(text[max(0, start - 8) : start])
    return (not before or before in " \n\r\t," or bool(labelled)) and after in (*" \n\r\t", "")


def _head(text: str, group: list[_Piece], floor: int) -> Head | None:
    """Return the head that ``group`` makes, None where it is a teaser or stands in a sentence."""
    start, end = group[0].start, group[-1].end
    after = skip_between(text, end + (text[end : end + 1] == ")"))
    title = next(((p.start, p.end) for p in group if p.is_title), None)
    number = next((p.number for p in group if p.number is not None), None)
    bare = next((p.bare for p in group if p.bare), None)
    if TEASER.match(text, after) or WEB_DATE.match(text, after):
        return None
    if title is None:
        title = _title_above(text, start, floor)
        if title is None:
            title = _title_below(text, after)
            if title is not None:
                after = skip_between(text, title[1])
        else:
            start = title[0]
    if bare and number is None:
        if title is None or promulgates(text, after):
            return None  # an order: the text that it promulgates has the title
        number = with_code(text[slice(*title)], bare)
    cut = _CUT_TITLE.match(text, after)
    if cut and title is None:
        after = cut.end()
    addressed = _addressees(text, after)
    stands = title and (number or "\n" in text[end:after] or "\n" in text[title[1] : after])
    if addressed is None and not stands:
        return None
    return Head(
        start=with_teaser(text, start),
        body=addressed[1] + 1 if addressed else after,
        number=number,
        title=title,
        addressees=addressed,
    )


def _addressees(text: str, at: int) -> Span | None:
    match = _ADDRESSEES.match(text, at)
    if match is None or _LEAD_IN.search(match[0]):
        return None
    return match.start(), match.end() - 1


def _title_above(text: str, start: int, floor: int) -> Span | None:
    """Return the title that fills the lines above ``start``, furniture in between."""
    end = start
    floor = max(floor, start - _REACH)
    for _ in range(_LINES_ABOVE):
        line = max(text.rfind("\n", floor, max(floor, end)), floor)
        words = text[line:end]
        if words.strip() and skip_between(text, line) < end:
            return line_title(text, end, floor)
        end = line
    return None


def _title_below(text: str, at: int) -> Span | None:
    """Return the title that fills the lines from ``at``."""
    end = at
    for _ in range(_LINES_ABOVE):
        line = text.find("\n", end, at + _REACH)
        stop = min(len(text), at + _REACH) if line < 0 else line
        if is_title(text[at:stop]):
            return at, at + len(text[at:stop].rstrip())
        if line < 0:
            return None
        end = line + 1
    return None


def _has_body(text: str, head: Head, until: int) -> bool:
    """Return whether sentences follow; a link to another notice has a title and nothing more."""
    return bool(head.addressees) or text.find("。", head.body, until) >= 0


def _ordered(text: str, head: Head, found: list[Found], floor: int) -> Head:
    """Return the head with the order (令) above it that promulgates it, if one does."""
    if head.number is not None:
        return head
    start, number = order_above(text, found, floor, head.start)
    return replace(head, start=start, number=number) if number else head
