"""The pieces of heads on a page: titles and numbers that stand free of sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.notices.cards import Cards
from rag.notices.docnumber import DocNumber, Found
from rag.notices.orders import BARE_NUMBER, bare_of
from rag.notices.titles import at_line_start, find_titles, is_title

_LABELLED = re.compile(r"(?:发文字号|文号|字号|编号)\s?:\s?$")
_SIGNED = re.compile(r"[月日号]\s?(?:印发\s?)?\n\s{0,8}(?:\([^()\n]{2,40}\)\s{0,8})?(?=\S)")
_LONE = 80  # characters of a title without 关于


@dataclass(frozen=True, slots=True)
class Piece:
    """A title, a number, or a number without its code (2024年第3号).

    One ``inside`` brackets that follow other words is a head's only behind its title.
    """

    start: int
    end: int
    number: DocNumber | None = None
    bare: tuple[int | None, int] | None = None
    inside: bool = False

    @property
    def is_title(self) -> bool:
        return self.number is None and self.bare is None


def find_pieces(text: str, found: list[Found], cards: Cards) -> list[Piece]:
    """Return the pieces on the folded page ``text`` in order, without those that a card prints."""
    pieces = [*_titles(text), *_numbers(text, found)]
    return sorted(
        (piece for piece in pieces if cards.at(piece.start) is None),
        key=lambda piece: piece.start,
    )


def _titles(text: str) -> Iterator[Piece]:
    """Yield titles anywhere, and those without 关于 that fill the line behind a signature."""
    for start, end in find_titles(text):
        yield Piece(start, end)
    for match in _SIGNED.finditer(text):
        stop = text.find("\n", match.end(), match.end() + _LONE)
        words = text[match.end() : stop] if stop > 0 else ""
        if "关于" not in words and is_title(words, strong=True):
            yield Piece(match.end(), match.end() + len(words.rstrip()))


def _numbers(text: str, found: list[Found]) -> Iterator[Piece]:
    """Yield numbers that stand free, not in quotes or a sentence, and those in brackets."""
    for number, start, end in found:
        before, after = text[max(0, start - 1) : start], text[end : end + 1]
        if before == "(" and after == ")":
            line = at_line_start(text, start - 1)
            yield Piece(start - 1, end + 1, number, inside=not line)
        elif _is_free(text, start, end):
            yield Piece(start, end, number)
    for match in BARE_NUMBER.finditer(text):
        yield Piece(match.start(), match.end(), None, bare_of(match))


def _is_free(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    labelled = before in (":", " ") and _LABELLED.search(text[max(0, start - 8) : start])
    return (not before or before in " \n\r\t," or bool(labelled)) and after in (*" \n\r\t", "")
