"""The parts of one notice: covering text, enclosed text, attachments (附件), in folded offsets.

Numbering starts anew in each part: after the signature (署名) of the covering notice the enclosed
plan begins with 一、 again, and so does every attachment. Signatures and lists of
attachments (附件说明) are found once, here: what reads the parts takes them from ``Layout``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from operator import attrgetter

from rag.notices.dates import DATE, date_of
from rag.notices.heads import AGENCY
from rag.notices.markers import Boundary, boundary_at

_HAN = r"\u3400-\u9fff"
_ATTACHMENT = re.compile(
    r"附件\s{0,3}(?P<n>\d{1,2}|[一二三四五六七八九十]{1,3})?\s{0,2}(?P<colon>:)?"
)
_TITLE_LIMIT = 80
_LIST_LIMIT = 1500  # characters an attachment list can take
# What an attachment list never holds: the beginning of the text behind it.
_BODY = re.compile(r"(?<=\s)(?:一、|第一[编章条])")


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed and when (署名、成文日期); ``end`` is behind the date."""

    start: int
    end: int
    issuer: str
    day: date


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch with a numbering of its own; ``label`` and ``title`` for attachments only."""

    start: int
    end: int
    label: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a notice is laid out: its parts in order, its signatures, its attachment lists."""

    parts: tuple[Part, ...]
    signatures: tuple[Signature, ...]
    lists: tuple[tuple[int, int], ...]

    def signature(self) -> Signature | None:
        """Return the signature of the covering text, None where it has none."""
        return self.signatures[0] if self.signatures else None

    def signed(self, start: int, end: int) -> tuple[Signature, ...]:
        """Return the signatures that begin in ``start`` up to ``end``."""
        low = bisect_left(self.signatures, start, key=attrgetter("start"))
        return self.signatures[low : bisect_left(self.signatures, end, key=attrgetter("start"))]

    def within(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """Return the attachment lists that begin in ``start`` up to ``end``."""
        return self.lists[bisect_left(self.lists, (start, 0)) : bisect_left(self.lists, (end, 0))]


def find_signatures(text: str, start: int, end: int) -> Iterator[Signature]:
    """Yield the signatures in ``text[start:end]``: an agency, blanks, a date, nothing behind it."""
    for match in DATE.finditer(text, start, end):
        day = date_of(match)
        after = text[match.end() : match.end() + 1]
        if day is None or (after and not after.isspace() and match.end() < end):
            continue
        floor = max(start, match.start() - 160)
        lead = text[floor : match.start()]
        bare = lead.rstrip()
        if bare == lead:
            continue
        at = floor + len(bare)
        issuers: list[str] = []
        while (token := re.search(rf"[{_HAN}]+$", text[floor:at])) and AGENCY.search(token[0]):
            begin = floor + token.start()
            if begin > start and boundary_at(text, begin, start) is Boundary.NONE:
                break
            issuers.insert(0, token[0])
            at = begin
            at -= len(text[floor:at]) - len(text[floor:at].rstrip(" \n\r\t、"))
            begin_of_block = begin
        if issuers:
            yield Signature(begin_of_block, match.end(), " ".join(issuers), day)


def _attachment_lists(
    text: str, start: int, end: int, headings: list[int]
) -> Iterator[tuple[int, int]]:
    """Yield the spans of attachment lists: "附件:1.… 2.…" up to what follows them."""
    begins = [
        match
        for match in _ATTACHMENT.finditer(text, start, end)
        if match["colon"]
        and not match["n"]
        and boundary_at(text, match.start(), start) is not Boundary.NONE
    ]
    for match, later in zip_longest(begins, begins[1:]):
        stop = later.start() if later else end
        index = bisect_left(headings, match.end())
        if index < len(headings):
            stop = min(stop, headings[index])
        stop = min(stop, match.end() + _LIST_LIMIT)
        signature = next(find_signatures(text, match.end(), stop), None)
        if signature is not None:
            stop = signature.start
        body = _BODY.search(text, match.end() + 1, stop)
        yield match.start(), body.start() if body else stop


def listed_titles(text: str, start: int, end: int) -> dict[str, str]:
    """Return the titles that an attachment list gives, by number ("" where there is one only)."""
    body = text[start:end].split(":", 1)[-1]
    items = re.split(r"(?:^|\s)(\d{1,2})\.(?!\d)", body)
    if len(items) < 3:
        return {"": _squeeze(body)}
    return {items[i]: _squeeze(items[i + 1]) for i in range(1, len(items) - 1, 2)}


def read_layout(text: str, start: int, body: int, end: int) -> Layout:
    """Return the parts of the notice ``text[start:end]``; ``body`` is where its head ends."""
    first = next(find_signatures(text, body, end), None)
    headings = list(_headings(text, body, end, first.end if first else end))
    main_end = headings[0].start() if headings else end
    signatures = list(find_signatures(text, body, main_end))
    parts: list[Part] = []
    cut = signatures[0].end if signatures else main_end
    if text[cut:main_end].strip():
        parts += [Part(start, cut), Part(cut, main_end)]
    else:
        parts.append(Part(start, main_end))
    lists = list(_attachment_lists(text, body, end, [match.start() for match in headings]))
    titles: dict[str, str] = {}
    for span in lists:
        titles = listed_titles(text, *span) | titles
    stops = [*(match.start() for match in headings[1:]), end]
    for match, stop in zip(headings, stops, strict=False):
        number = (match["n"] or "").strip()
        title = _title(text, match.end(), stop, titles.get(number, ""))
        parts.append(Part(match.start(), stop, f"附件{number}", title))
    return Layout(tuple(parts), tuple(signatures), tuple(lists))


def _headings(text: str, start: int, end: int, signed: int) -> Iterator[re.Match[str]]:
    """Yield where attachments begin: the label alone, at a boundary, text behind it.

    Behind the signature, ``signed``, a title may follow the label's colon; with no more than a
    title it is a link to a file.
    """
    matches = list(_ATTACHMENT.finditer(text, start, end))
    for match, later in zip_longest(matches, matches[1:]):
        if match["colon"] and not match["n"]:
            continue
        boundary = boundary_at(text, match.start(), start)
        if boundary < Boundary.BLANK:
            continue
        after = text[match.end() - 1 : match.end() + 1]
        alone = match.end() >= end or any(char.isspace() for char in after)
        titled = match["colon"] and match.start() >= signed and boundary >= Boundary.SENTENCE
        length = (later.start() if later else end) - match.end()
        if alone or (titled and length > _TITLE_LIMIT):
            yield match


def _title(text: str, start: int, end: int, listed: str) -> str:
    """Return an attachment's title: the listed one where it stands here, else its first line."""
    window = text[start : start + 4 * _TITLE_LIMIT]
    window = window[: max(0, end - start)]
    if listed and _squeeze(window).startswith(listed):
        return listed
    line = re.split(r"\n|\s{2,}|[。;:]", window.strip(), maxsplit=1)[0]
    if len(line) > _TITLE_LIMIT:
        line = line.split(" ", 1)[0]
    return _squeeze(line) if len(line) <= _TITLE_LIMIT else ""


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text).strip("。;、,")
