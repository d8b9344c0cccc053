"""What an answer claims, and which of its citations each claim rests on.

Whoever writes answers marks them in one of several ways, and all are read alike:

- a sentence has marks of its own, in it or right behind it: 补助5元[1]。
- the marks stand at the end of a stretch (a paragraph, a list) and hold for all of it: a sentence
  without marks takes those of the next marked sentence, unless a blank line comes between them;
- no mark stands anywhere: all citations stand for all sentences.

A sentence without marks that no marked one follows rests on nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.answering.model import Answer, Citation
from rag.answering.statements import Statement, split_statements

FEWEST = 4  # letters and figures of a sentence that states something though it has no figure
# The heads of a Markdown table, with the line of dashes under them.
_TABLE_HEAD = re.compile(r"^[^\S\n]*\|.*\|[^\S\n]*\n[^\S\n]*\|[ \t:|-]+\|[^\S\n]*$", re.MULTILINE)
_BULLET = re.compile(r"^(?:[-*+•·>#]{1,8}\s+|\|\s*)+")
_EMPHASIS = re.compile(r"\*\*|__|`")
_ITEM = re.compile(
    r"^(?:\d{1,3}[.、．)）]|[(（][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、)\s*"
)
_HEADING = re.compile(r"#{1,6}\s|\*\*[^*\d。；]{1,40}\*\*$")


@dataclass(frozen=True, slots=True)
class Claims:
    """Sentences that share their marks: one, or a stretch with its marks at the end.

    ``dangling`` counts the marks that no citation has.
    """

    texts: tuple[str, ...]
    citations: tuple[Citation, ...] = ()
    dangling: int = 0


def claims(answer: Answer) -> tuple[Claims, ...]:
    """Return what ``answer`` claims, in order.

    Left out is what states nothing: headings, questions, lines without a figure that end in a
    colon or have fewer than ``FEWEST`` letters; each only where it has no mark of its own.
    """
    text = _TABLE_HEAD.sub("", answer.answer)
    found = split_statements(text)
    if not any(it.marks for it in found):
        texts = tuple(_shown(it.text) for it in found if _states(it))
        if not answer.citations:
            return tuple(Claims((one,)) for one in texts)
        return (Claims(texts, answer.citations),) if texts else ()
    return tuple(_grouped(text, found, _by_mark(answer.citations)))


def _by_mark(citations: Sequence[Citation]) -> Mapping[int, list[Citation]]:
    """Return the citations by mark; where none states a mark, their places from 1 are the marks."""
    stated = any(it.mark for it in citations)
    found: dict[int, list[Citation]] = defaultdict(list)
    for place, it in enumerate(citations, start=1):
        found[it.mark if stated else place].append(it)
    return found


def _grouped(
    text: str, found: Sequence[Statement], by_mark: Mapping[int, list[Citation]]
) -> Iterator[Claims]:
    waiting: list[str] = []  # sentences whose marks may still come
    before = 0
    for it in found:
        if _breaks(text, before, it.start):
            yield from (Claims((one,)) for one in waiting)
            waiting = []
        before = it.end
        if _states(it):
            waiting.append(_shown(it.text))
        if it.marks and waiting:
            cited = tuple(c for mark in it.marks for c in by_mark.get(mark, ()))
            yield Claims(tuple(waiting), cited, sum(mark not in by_mark for mark in it.marks))
            waiting = []
    yield from (Claims((one,)) for one in waiting)


def _breaks(text: str, end: int, start: int) -> bool:
    """Return whether a blank line stands where one sentence ends and the next one starts."""
    rest = text[start:]
    blank = text[len(text[:end].rstrip()) : start + len(rest) - len(rest.lstrip())]
    return blank.count("\n") > 1


def _shown(text: str) -> str:
    """Return a sentence without the signs of its layout."""
    return _EMPHASIS.sub("", _BULLET.sub("", text)).strip(" |")


def _states(it: Statement) -> bool:
    said = _ITEM.sub("", _shown(it.text))
    ink = [char for char in said if char.isalnum()]
    if not ink or it.marks:
        return bool(ink)
    if said[-1] in "?？" or _HEADING.match(it.text):
        return False
    figures = any(char.isdigit() for char in ink)
    return figures or (len(ink) >= FEWEST and said[-1] not in ":：")
