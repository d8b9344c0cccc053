"""Signatures (署名、成文日期): who signed, and the day of issue below.

GB/T 9704-2012, 7.3.5 sets the agencies above the date, one a line or side by side, a seal (印章)
over them. Scanned pages put blanks between the characters; orders (令) are signed by the head of
the agency; some texts have a date alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rag.notices.agencies import AGENCY
from rag.notices.dates import DATE, NUMERIC, date_of
from rag.notices.markers import Boundary, before_blanks, boundary_at
from rag.notices.paragraphs import FOLIO

_HAN = r"\u3400-\u9fff"
_WINDOW = 320  # characters above a date that agencies can take
_SEAL = r"\((?:加?盖\s?章|[印公签代]?\s?章)\)"
_SEALED = re.compile(rf"{_SEAL}\s*\Z")
_IS_HAN = re.compile(rf"[{_HAN}]")
_SPACED = re.compile(rf"(?<!\S)[{_HAN}](?: [{_HAN}]){{3,40}}\Z")
_PLACE = re.compile(r"[省市县区州盟旗]\Z")
_ADDRESSED = re.compile(r"各|有关|其他|全[省市县区国]|本")
# What may stand behind the day: a note on publication, the end of the line.
_NOTE = re.compile(
    rf"\s{{0,8}}(?:{_SEAL}|\((?:此件|公开|主动|依申请|不予公开|信息公开|联系)[^()\n]{{0,80}}\))"
)
_BEHIND = re.compile(
    rf"(?:{_NOTE.pattern}){{0,3}}\s*(?:(?:{FOLIO.pattern})\s*){{0,2}}"
    r"(?P<imprint>抄 ?[送报]|分 ?送)?"
)
# A clock or 印发 says that somebody else's day it is: the web page's, the printer's.
_OTHERS = re.compile(r"[ \t]*(?:\d{1,2}:\d\d|印\s?发)")
_OFFICES = (
    r"(?:(?:代|副)?(?:[省市县区州盟旗]长|部长|厅长|局长|署长|行长|总理|主席|主任|司令员|专员|检察长|院长)|"
    r"总理|主席|主任|秘书长)"
)
_SIGNED_BY = re.compile(
    rf"(?:^|(?<=\s))(?P<office>[{_HAN}]{{0,12}}{_OFFICES})(?:\s{{1,4}}|\s?:\s?)"
    rf"[{_HAN}·](?: ?[{_HAN}·]){{1,7}}\s*\Z"
)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed and when (署名、成文日期); ``end`` is behind the date.

    ``issuer`` is empty where a person signs, or nobody.
    """

    start: int
    end: int
    issuer: str
    day: date


def find_signatures(text: str, start: int, end: int) -> Iterator[Signature]:
    """Yield the signatures in ``text[start:end]``: agencies, a date, nothing behind it."""
    return (signature for signature in find_endings(text, start, end) if signature.issuer)


def find_endings(text: str, start: int, end: int) -> Iterator[Signature]:
    """Yield the signatures in ``text[start:end]``, those of a person as well."""
    for match, day in _dates(text, start, end):
        floor = max(start, match.start() - _WINDOW)
        lead = text[floor : match.start()]
        bare = lead.rstrip()
        if not bare or (bare == lead and not _SEALED.search(lead)):
            continue
        begin, issuers = _agencies(text, floor, floor + len(bare), start)
        person = None if issuers else _SIGNED_BY.search(bare[-60:])
        if person:
            begin = floor + len(bare) - len(person[0])
        if issuers or person:
            yield Signature(begin, match.end(), " ".join(issuers), day)


def find_lone_date(text: str, start: int, end: int) -> Signature | None:
    """Return the date that ends ``text[start:end]`` on a line of its own, None where none does."""
    last: Signature | None = None
    for match, day in _dates(text, start, end):
        above = before_blanks(text, match.start(), start)
        alone = boundary_at(text, match.start(), start) is Boundary.LINE
        if alone and above in tuple("。;)”") and _ends(text, match.end(), end):
            last = Signature(match.start(), match.end(), "", day)
    return last


def _ends(text: str, at: int, end: int) -> bool:
    """Return whether nothing but notes, page numbers and the imprint (版记) stands from ``at``."""
    behind = _BEHIND.match(text, at, end)
    return behind is not None and (behind.end() == end or bool(behind["imprint"]))


def _dates(text: str, start: int, end: int) -> Iterator[tuple[re.Match[str], date]]:
    """Yield the dates that nothing stands behind on their line but a note, in order."""
    found = [*DATE.finditer(text, start, end), *NUMERIC.finditer(text, start, end)]
    until = start
    for match in sorted(found, key=re.Match.start):
        day = date_of(match)
        after = text[match.end() : match.end() + 1]
        if day is None or match.start() < until:
            continue
        until = match.end()
        closed = match.end() >= end or after.isspace() or _NOTE.match(text, match.end(), end)
        if match.re is NUMERIC and boundary_at(text, match.start(), start) is not Boundary.LINE:
            continue  # in a table, or the web page's own
        if closed and not _OTHERS.match(text, match.end(), end):
            yield match, day


def _agencies(text: str, floor: int, at: int, start: int) -> tuple[int, list[str]]:
    """Return the agencies that stand up to ``at``, in order, and where the first of them begins."""
    begin, names = at, list[str]()
    while True:
        at = _without_seals(text, floor, at)
        first = _name_start(text, floor, at)
        if first == at or not _begins(text, first, start):
            return begin, names
        name = text[first:at].replace(" ", "")
        gap = text[at:begin]
        if AGENCY.search(name) and not _ADDRESSED.match(name):
            names.insert(0, name)
        elif names and _PLACE.search(name) and gap == " " and not _ADDRESSED.match(name):
            names[0] = name + names[0]  # 某某市 林业局
        else:
            return begin, names
        begin = first
        at = floor + len(text[floor:begin].rstrip(" \n\r\t、"))


def _name_start(text: str, floor: int, at: int) -> int:
    """Return where the name up to ``at`` begins, its characters together or a blank apart."""
    first = at
    while first > floor and _IS_HAN.match(text[first - 1]):
        first -= 1
    if first == at - 1 and text[first - 1 : first] == " ":
        spaced = _SPACED.search(text, floor, at)
        return spaced.start() if spaced else first
    return first


def _without_seals(text: str, floor: int, at: int) -> int:
    while seal := _SEALED.search(text, floor, at):
        at = floor + len(text[floor : seal.start()].rstrip())
    return at


def _begins(text: str, at: int, start: int) -> bool:
    """Return whether a name can begin at ``at``: not in a sentence, not behind a label (来源:)."""
    if at > start and boundary_at(text, at, start) is Boundary.NONE:
        return False
    line = text[max(start, at - 4) : at].rstrip(" \t")
    return not line.endswith(":")
