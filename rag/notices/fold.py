"""Folding text for comparison, with a map back to the source where offsets matter.

Scraped pages carry pinyin in brackets after traditional characters (發(fā)), full-width
letters, odd blanks, marks nobody sees. Everything that reads structure works on the folded text;
everything that cites works on the source, so ``CleanText`` keeps the way back. Only deletions
change length: width, script and line breaks are mapped one character to one character.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import cache, cached_property
from operator import ne

from opencc import OpenCC

from rag.notices.model import Span

_HAN = r"\u3400-\u9fff\uf900-\ufaff"
_HAN_ONE = re.compile(f"[{_HAN}]")
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿế"
# A syllable of Hanyu Pinyin (GB/T 16159), tones aside: initial, final, coda.
_SYLLABLE = re.compile(
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:[iuü]?a(?:ng|[ion])?|[iuü]?e(?:ng|r|[in])?|i(?:ng|n|u)?|u[in]?|üe?n?|i?ong|uo|[oi]?u|o)"
    r"|[mn]g?"
)
# Marks without width: joiners, directions, soft hyphens, byte order marks inside a text.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_BRACKETED = re.compile(rf"(?<=[{_HAN}\ue000-\uf8ff])[(（]([a-zü{_TONED}]{{1,6}})[)）]")


@cache
def _opencc() -> OpenCC:
    return OpenCC("t2s")


@cache
def _widths() -> dict[int, str]:
    """One-to-one part of NFKC: full-width forms and blanks, never enclosed or Roman numerals."""
    points = (
        0x00A0,
        0x3000,
        *range(0x2000, 0x200B),
        *range(0xF900, 0xFB00),
        *range(0xFE30, 0xFE70),
        *range(0xFF00, 0xFFF0),
    )
    table = {}
    for point in points:
        normal = unicodedata.normalize("NFKC", chr(point))
        if len(normal) == 1 and normal != chr(point):
            table[point] = normal
    blanks = dict.fromkeys((0x09, 0x1C, 0x1D, 0x1E, 0x1F), " ")
    return table | blanks | dict.fromkeys((0x0B, 0x0C, 0x85, 0x2028, 0x2029), "\n")


def _is_pinyin(letters: str) -> bool:
    """Return whether ``letters`` is one syllable: (fā) is dropped, (app) is kept."""
    plain = unicodedata.normalize("NFD", letters.replace("ü", "v"))
    bare = "".join(c for c in plain if not unicodedata.combining(c)).replace("v", "ü")
    return _SYLLABLE.fullmatch(bare) is not None


def pinyin_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans of pinyin brackets in ``text``, in order.

    Toneless syllables count only beside toned ones: "公司(an)" alone may be an abbreviation.
    """
    found = [m for m in _BRACKETED.finditer(text) if _is_pinyin(m[1])]
    toned = any(c in _TONED for m in found for c in m[1])
    return [m.span() for m in found] if toned else []


class _Characters(dict[int, str]):
    """Single characters to simplified ones, each asked for once."""

    def __missing__(self, point: int) -> str:
        simple = str(_opencc().convert(chr(point)))
        self[point] = simple if len(simple) == 1 else chr(point)
        return self[point]


_SINGLE = _Characters()


def simplify(text: str) -> str:
    """Return ``text`` in simplified characters, every character at its old place.

    OpenCC may change the length of a phrase; such a line is converted character by character.
    """
    convert = _opencc().convert
    whole = convert(text)
    if len(whole) == len(text):
        return str(whole)
    lines = []
    for line in text.splitlines(keepends=True):
        new = convert(line)
        lines.append(new if len(new) == len(line) else line.translate(_SINGLE))
    return "".join(lines)


def cut_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans that folding deletes: pinyin brackets and unseen marks, in order."""
    unseen = [match.span() for match in _UNSEEN.finditer(text)]
    pinyin = pinyin_spans(text)
    return sorted(unseen + pinyin) if unseen else pinyin


def _without(text: str, cuts: list[tuple[int, int]]) -> str:
    kept, at = [], 0
    for start, end in cuts:
        kept.append(text[at:start])
        at = end
    kept.append(text[at:])
    return "".join(kept)


class CleanText:
    """The folded form of a source text and the way back.

    ``text`` is ``raw`` without pinyin brackets and unseen marks, half-width, simplified; case is
    kept, every line break is a newline. ``source(i)`` maps an offset in ``text`` (0..len) to one
    in ``raw``.
    """

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self._cuts = cut_spans(raw)
        narrow = _without(raw, self._cuts).translate(_widths())
        if "\r" in narrow:
            narrow = narrow.replace("\r\n", " \n").replace("\r", "\n")
        self._script = narrow  # as printed, in traditional characters where the page has them
        self.text = simplify(narrow)

    def traditional(self, start: int, end: int) -> float:
        """Return the share of Han characters in ``text[start:end]`` that were traditional."""
        before, after = self._script[start:end], self.text[start:end]
        if before == after:
            return 0.0
        han = len(_HAN_ONE.findall(after))
        changed: int = sum(map(ne, before, after))
        return changed / max(han, 1)

    @cached_property
    def _marks(self) -> tuple[list[int], list[int]]:
        """Offsets in ``text`` where something was cut, and how much was cut up to there."""
        places, total, shifts = [], 0, []
        for start, end in self._cuts:
            places.append(start - total)
            total += end - start
            shifts.append(total)
        return places, shifts

    def source(self, offset: int) -> int:
        """Return the offset in ``raw`` of the character at ``offset`` in ``text``."""
        places, shifts = self._marks
        index = bisect_right(places, offset)
        return offset + (shifts[index - 1] if index else 0)

    def printed(self, start: int, end: int) -> str:
        """Return ``text[start:end]`` simplified but with its punctuation as printed."""
        span = self.span(start, end)
        return simplify(tidy(self.raw[span.start : span.end]))

    def span(self, start: int, end: int) -> Span:
        """Return the source span of ``text[start:end]``, pinyin after its last character in."""
        return Span(self.source(start), self.source(end) if end > start else self.source(start))


def fold(text: str) -> str:
    """Return ``text`` for comparison: no pinyin, NFKC, simplified, lower case; blanks kept."""
    return str(
        _opencc().convert(unicodedata.normalize("NFKC", _without(text, cut_spans(text))))
    ).lower()


_GAP = re.compile(r"\s+")


def tidy(raw: str) -> str:
    """Return ``raw`` cleaned for reading: no pinyin, runs of blanks as one, script as printed."""
    return _GAP.sub(" ", _without(raw, cut_spans(raw))).strip()
