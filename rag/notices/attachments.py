"""Attachments (附件) of a notice, and the lists that announce them (附件说明), in folded offsets.

GB/T 9704-2012, 7.3.4 and 7.3.7: the list stands above the signature, each attachment behind it,
its label alone on the first line. Pages also print 附 件 1, 【附件1】, 附件1-1, 附表1, 附录A, and
the title right behind the label. A label that a sentence refers to (见附件1) begins nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from rag.notices.markers import FILE, Boundary, before_blanks, boundary_at
from rag.notices.numerals import parse_numeral
from rag.notices.signatures import find_signatures

_NUMBER = r"\d{1,2}(?:[-—–]\d{1,2})?|[一二三四五六七八九十]{1,3}|[A-Z](?![A-Za-z])"
_LABEL = re.compile(
    r"(?:(?P<open>[【〔\[(]) ?)?(?:(?P<word>附 {0,3}[件表图录])"
    rf"(?:(?P<blank> {{0,3}})(?:之 ?)?(?P<n>{_NUMBER}))?|附(?=[\s:]|\Z))"
    r"(?P<close> ?[】〕\])])?(?P<colon> {0,2}:)?"
)
_LIST = re.compile(r"(?:附 {0,3}件(?:下载|列表|清单)?|附 {0,3}[表图录]|附) {0,2}:")
_TITLE_LIMIT = 80
_LINE = 40  # characters of a title that sticks to its label
_LIST_LIMIT = 1500  # characters an attachment list can take
_FORM = 4  # characters below a title that show that its text is here
# What an attachment list never holds: the beginning of the text behind it.
_BODY = re.compile(r"(?<=\s)(?:一、|第一[编章条])")
_ITEM = re.compile(r"(?:^|\s)(\d{1,2}|[一二三四五六七八九十]{1,2}(?=、))[.、](?!\d)")
_FIRST = re.compile(r"\s{0,8}[1一] ?[.、](?!\d)")  # what an attachment list of several begins with
_TITLE_END = re.compile(r"\n|\s{2,}|[。;:]|\s(?=一、|第[一1][编章条]|1[.、]|\(一\))")
_REFERS = "见照按据将和与及或,、"  # what stands before a label that a sentence refers to
_STOPS = re.compile("[,。;]")
_FILLED = re.compile(r"\s*\S")


@dataclass(frozen=True, slots=True)
class Heading:
    """Where an attachment begins: ``start`` to ``end`` is its label, ``number`` "" without one."""

    start: int
    end: int
    label: str
    number: str


def find_headings(text: str, start: int, end: int, signed: int | None) -> list[Heading]:
    """Return where attachments begin in ``text[start:end]``.

    Behind the signature, which ends at ``signed``, a title may stick to its label; with no more
    than a title it is a link to a file. ``signed`` is None where nobody signs: a law.
    """
    labels = [match for match in _LABEL.finditer(text, start, end) if _apart(text, match, start)]
    titles = all_titles(text, find_lists(text, start, end, []))
    headings = []
    for match, later in zip_longest(labels, labels[1:]):
        label = _Label(text, match, later.start() if later else end, start, signed)
        if label.is_listed(titles) or label.begins():
            headings.append(label.heading)
    return headings


def _apart(text: str, match: re.Match[str], start: int) -> bool:
    """Return whether a label stands apart, its brackets closed, and no sentence refers to it."""
    closed = bool(match["open"]) == bool(match["close"])
    apart = boundary_at(text, match.start(), start) >= Boundary.BLANK
    return closed and apart and before_blanks(text, match.start(), start) not in tuple(_REFERS)


class _Label:
    """A label that stands apart: the attachment's text may follow, up to ``until``."""

    def __init__(
        self, text: str, match: re.Match[str], until: int, start: int, signed: int | None
    ) -> None:
        self._text, self._match, self._until = text, match, until
        self._boundary = boundary_at(text, match.start(), start)
        self._unsigned = signed is None
        self._behind = signed is not None and match.start() >= signed
        if signed is not None and not _FILLED.match(text, signed, match.start()):
            self._boundary = Boundary.LINE if self._behind else self._boundary  # behind the date
        self._line = text[match.end() : until].partition("\n")[0]
        self._below = text[match.end() + len(self._line) : until].strip()

    @property
    def heading(self) -> Heading:
        """The label as a heading, blanks left out."""
        word = "".join((self._match["word"] or "附件").split())
        number = "".join((self._match["n"] or "").split())
        return Heading(self._match.start(), self._match.end(), word + number, number)

    def is_listed(self, titles: dict[str, str]) -> bool:
        """Return whether the title stands here that a list gives the attachment, text below it."""
        listed = titles.get(_key(self.heading.number), "")
        words = _squeeze(self._text[self._match.end() : self._until][: 4 * _TITLE_LIMIT])
        words = words.lstrip(".:")
        return (
            self._behind
            and bool(listed)
            and words.startswith(listed)
            and len(words) >= len(listed) + _FORM
        )

    def begins(self) -> bool:
        """Return whether the attachment begins here, by how the label stands."""
        match, line, alone = self._match, self._line, not self._line.strip()
        if match["word"] and match["word"][-1] != "件":
            return self._begins_other(alone)
        if match["open"]:
            return alone and self._boundary is Boundary.LINE
        if match["word"] is None or (match["colon"] and match["n"] is None):
            return self._begins_alone(alone)
        if alone or (line[:1].isspace() and not match["colon"]):
            return alone or not _STOPS.search(line.split(maxsplit=1)[0])
        if not self._behind or self._boundary < Boundary.SENTENCE or FILE.match(line):
            return False
        if match["colon"]:
            return len(line.strip().partition(" ")[2] + self._below) >= _FORM
        return match["n"] is not None and not match["blank"] and self._is_glued()

    def _begins_alone(self, alone: bool) -> bool:
        """Return whether 附, 附: or 附件: begin the only attachment: they may begin a list."""
        line = self._boundary is Boundary.LINE
        if _FIRST.match(self._text, self._match.end()) or FILE.match(self._line.lstrip()):
            return False
        if alone:
            return (self._behind or (self._unsigned and line)) and bool(self._below)
        titled = self._match["colon"] and self._until - self._match.end() > _TITLE_LIMIT
        return self._behind and bool(titled) and (line or self._match["word"] is not None)

    def _begins_other(self, alone: bool) -> bool:
        """Return whether 附表, 附图 or 附录 begin an attachment: alone, or before a title."""
        apart = alone or (
            self._match["colon"] is None
            and self._line[:1] == " "
            and not _STOPS.search(self._line.strip())
        )
        behind = self._behind or not self._match["colon"]
        return behind and apart and self._boundary >= Boundary.SENTENCE

    def _is_glued(self) -> bool:
        """Return whether a title sticks to the label, alone on the line, text below it."""
        short = len(self._line) <= _LINE and not _STOPS.search(self._line)
        return self._boundary is Boundary.LINE and short and len(self._below) >= _FORM


def find_lists(
    text: str, start: int, end: int, headings: list[Heading]
) -> Iterator[tuple[int, int]]:
    """Yield the spans of attachment lists: "附件:1.… 2.…" up to what follows them."""
    starts = [heading.start for heading in headings]
    begins = [
        match
        for match in _LIST.finditer(text, start, end)
        if boundary_at(text, match.start(), start) is not Boundary.NONE
        and starts[(at := bisect_left(starts, match.start())) : at + 1] != [match.start()]
    ]
    for match, later in zip_longest(begins, begins[1:]):
        stop = later.start() if later else end
        index = bisect_left(starts, match.end())
        if index < len(starts):
            stop = min(stop, starts[index])
        stop = min(stop, match.end() + _LIST_LIMIT)
        signature = next(find_signatures(text, match.end(), stop), None)
        if signature is not None:
            stop = signature.start
        body = _BODY.search(text, match.end() + 1, stop)
        if body and _FIRST.match(text, match.end(), stop):
            body = _BODY.search(text, body.end(), stop)  # 附件:一、… 二、…
        yield match.start(), body.start() if body else stop


def listed_titles(text: str, start: int, end: int) -> dict[str, str]:
    """Return the titles that an attachment list gives, by number ("" where there is one only)."""
    body = text[start:end].split(":", 1)[-1]
    items = _ITEM.split(body)
    if len(items) < 3:
        return {"": _squeeze(body)}
    return {
        str(parse_numeral(items[i])): _squeeze(items[i + 1]) for i in range(1, len(items) - 1, 2)
    }


def all_titles(text: str, lists: Iterable[tuple[int, int]]) -> dict[str, str]:
    titles: dict[str, str] = {}
    for span in lists:
        titles = listed_titles(text, *span) | titles
    return titles


def _key(number: str) -> str:
    """Return the number of an attachment as lists of titles have it."""
    value = parse_numeral(number)
    return str(value) if value else number


def title_of(text: str, heading: Heading, end: int, titles: dict[str, str]) -> str:
    """Return an attachment's title: the listed one where it stands here, else its first line."""
    listed = titles.get(_key(heading.number), "")
    window = text[heading.end : min(end, heading.end + 4 * _TITLE_LIMIT)].lstrip(" .、\n")
    if listed and _squeeze(window).startswith(listed):
        return listed
    line = _TITLE_END.split(window.strip(), maxsplit=1)[0]
    if len(line) > _TITLE_LIMIT:
        line = line.split(" ", 1)[0]
    return _squeeze(line) if len(line) <= _TITLE_LIMIT else ""


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text).strip("。;、,")
