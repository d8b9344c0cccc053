"""Who was given or relieved of which post (任免): 甲任乙局局长, 免去甲的乙局副局长职务.

Notices of appointment list one statement an item, or names under 任命: and 免去:. Other notices
name persons in lists and in the division of work: see ``rosters``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.notices.fold import CleanText, tidy
from rag.notices.model import Appointment, PostKind
from rag.notices.offices import NAME, OFFICE, RANK, SURNAMES, is_name, posts_in
from rag.notices.rosters import rosters

_HAN = r"\u3400-\u9fff"
# What an appointment notice says on its first lines; others may say 任组长 of whoever it will be.
_PERSONNEL = re.compile(r"任免|任职|免职|任命|免去|职务|聘任|挂职|人事")
_ITEM = re.compile(r"[^;。\n]+[;。]?")
_LEAD = re.compile(
    r"^(?:[^:]{0,60}:|\s|\(?[一二三四五六七八九十\d]{1,3}[)、.]|[^,:]{0,40}(?:研究|需要|规定|同意|决定),)+"
    r"(?=\S)"
)
# Further posts are one run: told apart here, each way of parting them would be tried in vain.
_POST = (
    rf"(?P<post>(?!任)[^,;。:\n()]{{1,80}}?(?:{OFFICE})"
    rf"(?:、[^,;。:\n()]{{1,300}}?(?:{OFFICE}))?{RANK})"
)
_STOP = r"(?=[,;。(]|\s*$|\s{2}|职务)"
_GIVEN = re.compile(
    rf"^(?P<person>{NAME})\s?(?:同志)?(?:挂职|挂任|聘|续聘|连|代理)?\s?(?:担任|兼任|出任|任)(?:命为)?\s?"
    rf"{_POST}{_STOP}"
)
_NAMED = re.compile(
    rf"^(?:决定)?(?:任命|聘任|聘请|兹任命)\s?(?P<person>{NAME})\s?(?:同志)?(?:为|任|担任)\s?{_POST}{_STOP}"
)
_UNDER_GIVEN = re.compile(rf"^(?P<person>{NAME})\s?(?:同志)?[为任]\s?{_POST}{_STOP}")
_TAKEN_OF = re.compile(
    rf"(?:免去|撤销)\s?(?P<person>{NAME})\s?(?:同志)?(?:的|担任的|所任的?|兼任的)\s?{_POST}{_STOP}"
)
_TAKEN = re.compile(rf"^(?:决定)?免去\s?(?P<all>[^,;。:\n()的]{{4,80}}?(?:{OFFICE}){RANK}){_STOP}")
_UNDER_TAKEN = re.compile(rf"^(?P<person>{NAME})\s?(?:同志)?的\s?{_POST}{_STOP}")
_RESIGNED = re.compile(
    rf"(?:接受|同意)\s?(?P<person>{NAME})\s?(?:同志)?(?:的?辞职|辞去)(?:所任)?的?\s?{_POST}{_STOP}"
)
_NO_MORE = re.compile(rf"^(?P<person>{NAME})\s?(?:同志)?不再(?:担任|兼任|任)\s?{_POST}{_STOP}")
# Of the person of whom the item spoke just before.
_AND_TAKEN = re.compile(
    rf"[,)]\s?(?:同时)?(?:免去|不再(?:担任|兼任|任))\s?(?:其|本人)?(?:担任|兼任)?的?\s?{_POST}{_STOP}"
)
_HEAD = re.compile(
    r"^[^,;。]{0,40}?(?P<word>任命|聘任|任职|免去|免职)(?:名单|人员|下列人员)?[:\s]*$"
    r"|(?:^|[,:\s])(?:决定)?(?P<glued>任命|聘任|免去):"
)
_LEVEL = re.compile(r"(?:市|省|县|区|旗|州|盟|自治[区州县]|国家|中国|原)")
_SHORTEST, _LONGEST = 2, 7  # characters of a name
_BEGINNING = 3  # characters of a post by which it is known where it begins
_PLACE = 2  # characters of a place by which it is known: 青禾 of 青禾市 and 青禾高新区


def appointments(page: CleanText, start: int, end: int, title: str) -> Iterator[Appointment]:
    """Yield what the notice in ``page.text[start:end]`` says of persons and posts.

    :param title: the notice's title, "" where it has none.
    """
    text = page.text
    if _PERSONNEL.search(title) or _PERSONNEL.search(text, start, min(end, start + 300)):
        yield from _decided(page, start, end, title[:_PLACE])
    yield from rosters(page, start, end, title)


def _decided(page: CleanText, start: int, end: int, place: str) -> Iterator[Appointment]:
    """Yield the statements of an appointment notice; its title begins with ``place``."""
    items = list(_items(page.text, start, end))
    begun = _beginnings(page.text[a:b] for a, b, _ in items) | ({place} if place else set())
    for begin, stop, mode in items:
        item = page.text[begin:stop]
        for kind, person, post in _read(item, mode, begun):
            span = page.span(begin, stop)
            clean = tidy(page.raw[span.start : span.end]).rstrip(";；。 ")
            for one in posts_in(post):
                yield Appointment(kind, _squeezed(person), one, clean, span)


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Yield (begin, end, mode) of each item; mode is 任 or 免 under a heading, else empty."""
    mode = ""
    for match in _ITEM.finditer(text, start, end):
        begin, stop = match.span()
        head = _HEAD.search(match[0])
        if head:
            word = head["word"] or head["glued"]
            mode = "免" if word.startswith("免") else "任"
            begin += head.end()
            if head["word"]:
                continue
        lead = _LEAD.match(text[begin:stop])
        begin += lead.end() if lead else 0
        if begin < stop:
            yield begin, stop, mode


def _read(item: str, mode: str, begun: set[str]) -> Iterator[tuple[PostKind, str, str]]:
    """Yield (kind, person, post) of one item."""
    found: list[tuple[PostKind, re.Match[str]]] = []
    given = _GIVEN.match(item) or _NAMED.match(item)
    if not given and mode == "任":
        given = _UNDER_GIVEN.match(item)
    if given and is_name(_squeezed(given["person"])):
        found.append(("appointed", given))
    taken = [*_TAKEN_OF.finditer(item), *_RESIGNED.finditer(item)]
    no_more = _NO_MORE.match(item) or (_UNDER_TAKEN.match(item) if mode == "免" else None)
    found += [("removed", m) for m in [*taken, *([no_more] if no_more else [])]]
    for kind, match in found:
        if is_name(_squeezed(match["person"])):
            yield kind, match["person"], match["post"]
    if given:
        for match in _AND_TAKEN.finditer(item):
            yield "removed", given["person"], match["post"]
    elif not found and (whole := _TAKEN.match(item)):
        person, post = _split(_squeezed(whole["all"]), begun)
        yield "removed", person, post


def _beginnings(items: Iterator[str]) -> set[str]:
    """Return how the posts begin that these items name where it is clear where they do."""
    found = set()
    for item in items:
        for pattern in (_GIVEN, _NAMED):
            if match := pattern.match(item):
                found.add(_squeezed(match["post"])[:_BEGINNING])
    return found


def _split(text: str, begun: set[str]) -> tuple[str, str]:
    """Return the person and the post of 免去某某某市某局局长, which nothing parts.

    The post begins as another post of the notice does, with the place of the issuer or with a level
    (市…); else the name is taken to have three characters, as most have.
    """
    cuts = range(_SHORTEST, min(_LONGEST, len(text) - _BEGINNING) + 1)
    for cut in cuts:
        if text.startswith(tuple(begun), cut):
            return text[:cut], text[cut:]
    for cut in cuts:
        if _LEVEL.match(text, cut) and text[cut + 1 : cut + 2] != "长":
            return text[:cut], text[cut:]
    cut = 3 if text[0] in SURNAMES else 2
    return text[:cut], text[cut:]


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
