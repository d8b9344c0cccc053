"""Where notices begin on a page: title, own document number, addressees, card, list teaser.

A scraped page strings notices together. Each has a head: its title (标题), its own number
(发文字号) and its addressees (主送机关) in any order, told from body text by standing at a
boundary. What the site printed around them (counters, urgency, its card) belongs to no part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rag.notices.cards import Card, Cards
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
    return _Reader(text, find_folded(text) if numbers is None else numbers).heads()


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


class _Reader:
    """Reads the heads of one page from top to bottom."""

    def __init__(self, text: str, found: list[Found]) -> None:
        self._text, self._found = text, found
        self._cards = Cards(text)
        self._heads: list[Head] = []

    def heads(self) -> list[Head]:
        """Return the heads, each with the card that the site printed with it."""
        pieces = find_pieces(self._text, self._found, self._cards)
        at = 0
        while at < len(pieces):
            group = [pieces[at]]
            at += 1
            while at < len(pieces) and self._adjoins(group, pieces[at]):
                group.append(pieces[at])
                at += 1
            head = self._head(group)
            until = pieces[at].start if at < len(pieces) else len(self._text)
            if head and self._has_body(head, until) and not self._is_within(head):
                self._add(head)
        heads = self._heads or list(self._carded())
        return [replace(head, card=self._card_of(head)) for head in heads]

    def _add(self, head: Head) -> None:
        """Keep ``head``, with the order (令) above it that promulgates it, if one does."""
        floor = self._heads[-1].body if self._heads else 0
        if head.start < floor:
            return
        if head.number is None:
            start, number = order_above(self._text, self._found, floor, head.start)
            head = replace(head, start=start, number=number) if number else head
        self._heads.append(head)

    def _adjoins(self, group: list[Piece], piece: Piece) -> bool:
        """Return whether ``piece`` is the missing half (title or number) behind the group."""
        if any(p.is_title == piece.is_title for p in group):
            return False
        return self._behind(group[-1].end) >= piece.start

    def _behind(self, end: int) -> int:
        """Return where the head goes on behind one of its pieces."""
        return self._cards.skip(end + (self._text[end : end + 1] == "》"))

    def _floor(self, start: int) -> int:
        """Return where what stands before ``start`` ends: a head or a card."""
        card = self._cards.before(start)
        return max(self._heads[-1].body if self._heads else 0, card.end if card else 0)

    def _head(self, group: list[Piece]) -> Head | None:
        """Return the head that ``group`` makes, None for a teaser or words in a sentence."""
        text = self._text
        start, end = group[0].start, group[-1].end
        after = self._behind(end)
        title = next(((p.start, p.end) for p in group if p.is_title), None)
        addressed = _addressees(text, after)
        if _is_teaser(text, end, after, listed=len(group) == 1 and not addressed):
            return None
        if title is None and group[0].inside:
            return None
        floor = self._floor(start)
        if title is None and (title := _title_above(text, start, floor)):
            start = title[0]
        elif title is None and (title := _title_below(text, after)):
            after = self._behind(title[1])
        start -= title is not None and start == title[0] and text[start - 1 : start] == "《"
        number = self._number(group, title, after)
        cut = _CUT_TITLE.match(text, after)
        if cut and title is None:
            after = cut.end()
        addressed = _addressees(text, after)
        stands = title and (number or "\n" in text[end:after] or "\n" in text[title[1] : after])
        if not addressed and not stands:
            return None
        if number is None and any(p.bare for p in group):
            return None  # an order: the text that it promulgates has the title
        body = addressed[1] + 1 if addressed else after
        return Head(with_teaser(text, start, floor), body, number, title, addressed)

    def _number(self, group: list[Piece], title: Span | None, after: int) -> DocNumber | None:
        number = next((p.number for p in group if p.number is not None), None)
        bare = next((p.bare for p in group if p.bare), None)
        if number or not bare or not title or promulgates(self._text, after):
            return number
        return with_code(self._text[slice(*title)], bare)

    def _has_body(self, head: Head, until: int) -> bool:
        """Return whether sentences follow; a link to a notice has a title and nothing more."""
        return bool(head.addressees) or self._text.find("。", head.body, until) >= 0

    def _is_within(self, head: Head) -> bool:
        """Return whether what seems a head is of a text that the notice above it encloses.

        A notice names in 《》 what it encloses; what stands under 附件 is its attachment.
        """
        if not self._heads or head.number is not None:
            return False
        above = self._heads[-1]
        start, stop = head.title or (head.start, head.body)
        if _UNDER.search(self._text[max(0, start - 120) : start]):
            return True
        words = "".join(self._text[start:stop].split()).split("(", 1)[0]
        names = self._text[above.start : min(start, above.start + _ENCLOSED)]
        return f"《{words}" in "".join(names.split())

    def _card_of(self, head: Head) -> Card | None:
        """Return the card that stands right above ``head``, or in it."""
        card = self._cards.before(head.body)
        return card if card and head.start - card.end <= _CARD_REACH else None

    def _carded(self) -> Iterator[Head]:
        """Yield a head behind each card that names a title or number the page does not repeat."""
        for card in self._cards:
            if not card.values.keys() & {"title", "number"}:
                continue
            start = self._cards.skip(card.end)
            addressed = _addressees(self._text, start)
            if self._text.find("。", start, start + _ENCLOSED) >= 0:
                body = addressed[1] + 1 if addressed else start
                yield Head(start, body, None, None, addressed)


def _is_teaser(text: str, end: int, after: int, *, listed: bool) -> bool:
    """Return whether a title or number is cut off, or ``listed`` beside its day on the web."""
    if TEASER.match(text, after):
        return True
    blanks = _SEPARATORS.match(text, end)
    return bool(listed and blanks and WEB_DATE.match(text, blanks.end()))


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
