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
from rag.notices.pieces import Piece, find_pieces
from rag.notices.teasers import TEASER, WEB_DATE, with_teaser
from rag.notices.titles import Span, is_title, line_title

_HAN = r"\u3400-\u9fff"
_NAMES = rf"[{_HAN}\d()、,;·“”\- ]"
# Broken over two lines behind a comma, or where the second ends as a list of bodies does.
_ADDRESSEES = re.compile(
    rf"{_NAMES}{{2,300}}?(?:[,、]\n\s{{0,4}}{_NAMES}{{2,200}}?"
    rf"|\n\s{{0,4}}{_NAMES}{{0,80}}?(?:部门|单位|政府|[委局厅办院]|企业|机构|公司|学校|处室))?"
    rf":(?=\s|[{_HAN}《“])"
)
# A sentence that leads to the matter addresses nobody (现公告如下:), nor does a label of the page.
_LEAD_IN = re.compile(
    r"(?:如下|下列[^,]{0,6}|以下[^,]{0,6}|决定|通知|公告|通告|要求|批复|任命|免去|[是为]):$"
    r"|^\s*(?:签发人|附件|附|标题|名称|来源|编号|联系\S{0,3}|电话)\s?:"
)
_CUT_TITLE = re.compile(rf"[{_HAN}、 ]{{0,60}}关于[^\n。:]{{0,60}}\n\s*")
_SEPARATORS = re.compile(r"[\s,、]*")
_UNDER = re.compile(
    r"(?:^|\n)\s*(?:附\s?件|附)\s?[\d一二三四五六七八九十]{0,3}\s?[:.、]?[^\n。]{0,40}\n[^\n。]{0,40}\s*$"
)
_ENCLOSED = 3_000  # characters of a notice in which it names what it encloses
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


def find_heads(text: str, numbers: list[Found] | None = None) -> list[Head]:
    """Return the heads on the folded page ``text``, in order; ``numbers`` where found already."""
    found = find_folded(text) if numbers is None else numbers
    cards = find_cards(text)
    ends = [card.end for card in cards]
    pieces = find_pieces(text, found, cards)
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
        if heads and head.number is None and _is_within(text, head, heads[-1]):
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


def _adjoin(text: str, group: list[Piece], piece: Piece) -> bool:
    """Return whether ``piece`` is the missing half (title or number) right behind the group."""
    if any(p.is_title == piece.is_title for p in group):
        return False
    end = group[-1].end
    return skip_between(text, end + (text[end : end + 1] == "》")) >= piece.start


def _head(text: str, group: list[Piece], floor: int) -> Head | None:
    """Return the head that ``group`` makes, None where it is a teaser or stands in a sentence."""
    start, end = group[0].start, group[-1].end
    after = skip_between(text, end + (text[end : end + 1] == "》"))
    title = next(((p.start, p.end) for p in group if p.is_title), None)
    number = next((p.number for p in group if p.number is not None), None)
    bare = next((p.bare for p in group if p.bare), None)
    addressed = _addressees(text, after)
    dated = WEB_DATE.match(text, _SEPARATORS.match(text, end).end())  # type: ignore[union-attr]
    if TEASER.match(text, after) or (dated and len(group) == 1 and not addressed):
        return None
    if title == (start, group[0].end) and text[start - 1 : start] == "《":
        start -= 1
    if title is None and group[0].inside:
        return None
    if title is None:
        title = _title_above(text, start, floor)
        if title is None:
            title = _title_below(text, after)
            if title is not None:
                after = skip_between(text, title[1])
                addressed = _addressees(text, after)
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
        start=with_teaser(text, start, floor),
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


def _is_within(text: str, head: Head, above: Head) -> bool:
    """Return whether what seems a head is of a text that the notice ``above`` it encloses.

    A notice names in 《》 what it encloses; what stands under 附件 is its attachment.
    """
    start, stop = head.title or (head.start, head.body)
    words = "".join(text[start:stop].split()).split("(", 1)[0]
    if head.card is None and _UNDER.search(text[max(0, start - 120) : start]):
        return True
    names = "".join(text[above.start : min(start, above.start + _ENCLOSED)].split())
    return f"《{words}" in names


def _ordered(text: str, head: Head, found: list[Found], floor: int) -> Head:
    """Return the head with the order (令) above it that promulgates it, if one does."""
    if head.number is not None:
        return head
    start, number = order_above(text, found, floor, head.start)
    return replace(head, start=start, number=number) if number else head
