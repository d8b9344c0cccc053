"""What the order of the candidates says of each, before ``outline`` places any.

A number alone, or one that sticks to the number behind it (4.5G), is told a marker by those before
and behind it; a list is told by the second member that follows the first.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from rag.notices.articles import PARAGRAPH
from rag.notices.markers import Boundary, Candidate, before_blanks

_HAN = r"\u3400-\u9fff"
_REACH = 4000  # characters within which 一是 must be followed by 二是
# The name of a chapter behind its number: alone on its line, or before a blank.
_NAME_LINE = re.compile(
    rf"[ \t]{{1,4}}(?:[{_HAN}、]{{1,24}}|[{_HAN}](?: [{_HAN}]){{1,7}})[ \t]*(?:\n|\Z)"
)
_NAME = re.compile(rf"[ \t]{{1,4}}[{_HAN}、]{{1,24}}(?:\s|\Z)")
_HEADING = 30  # characters that a heading can have
_SENTENCE = re.compile("[,。;]")
_ARABIC = ("ar", "dec", "split")
_ENDS = "。;:!?)》”』】"


def settled(text: str, candidates: list[Candidate], start: int) -> list[Candidate]:
    """Return the candidates with unclear numbers as 1. where their neighbours say so.

    ``start`` is where the text begins.
    """
    return _parted(text, _pointed(text, candidates), start)


def _pointed(text: str, candidates: list[Candidate]) -> list[Candidate]:
    """Return the candidates with bare numbers as 1. where they count chapters, else without them.

    1 does where 1.1 comes next; behind it, 2 does where it stands above its name and no decimal
    of chapter 1 follows.
    """
    kept: list[Candidate] = []
    chapter = 0
    below = _next_decimals(candidates)
    for it, decimal in zip(candidates, below, strict=True):
        if it.kind != "bare":
            kept.append(it)
            continue
        number = it.ordinals[0]
        opens = decimal is not None and decimal[0] and decimal[1].ordinals == (number, 1)
        over = decimal is None or decimal[1].ordinals[0] > number
        goes_on = chapter and number == chapter + 1 and over and _heads(text, it, kept[-1])
        if opens or goes_on:
            kept.append(replace(it, kind="ar", printed=f"{it.printed}."))
            chapter = number
    return kept


def _next_decimals(candidates: list[Candidate]) -> list[tuple[bool, Candidate] | None]:
    """Return for each candidate the next decimal, and whether it is the very next candidate."""
    below: list[tuple[bool, Candidate] | None] = []
    last: tuple[bool, Candidate] | None = None
    for it in reversed(candidates):
        below.append(last)
        last = (True, it) if it.kind == "dec" else last and (False, last[1])
    return below[::-1]


def _heads(text: str, it: Candidate, above: Candidate) -> bool:
    """Return whether the words behind a bare number are the name of a chapter.

    It stands on a line, behind a sentence, or right behind the heading of ``above``, a decimal.
    """
    if it.boundary is Boundary.LINE:
        return _NAME_LINE.match(text, it.end) is not None
    heading = text[above.end : it.start]
    headed = above.kind == "dec" and len(heading) <= _HEADING and not _SENTENCE.search(heading)
    behind = it.boundary is Boundary.SENTENCE or (it.boundary is Boundary.BLANK and headed)
    return behind and _NAME.match(text, it.end) is not None


def _parted(text: str, candidates: list[Candidate], start: int) -> list[Candidate]:
    """Return the candidates with 4. for 4.5 where it stands between 3. and 5., else as they were.

    A number that measures something ("split", 3.50%) may also begin a list that goes on, or end
    one behind a sentence.
    """
    firm = [it for it in candidates if it.boundary >= Boundary.SENTENCE and it.kind in _ARABIC]
    believed: dict[int, Candidate] = {}
    above: Candidate | None = None
    for at, it in enumerate(firm):
        number = it.ordinals[0]
        behind = [mark.ordinals[0] for mark in firm[at + 1 : at + 3] if _may_part(mark)]
        after = behind[:1] == [number + 1]
        before = above is not None and above.kind == "ar" and above.ordinals[0] == number - 1
        ended = before_blanks(text, it.start, start) in tuple(_ENDS)
        apart = _may_part(it) and (above is None or above.ordinals[0] != number)
        if it.kind == "ar" or not apart or it.boundary is not Boundary.LINE:
            listed = it.kind != "ar" and before and after and ended
        elif number == 1:
            next_ended = after and before_blanks(text, firm[at + 1].start, start) in _ENDS
            listed = next_ended or behind == [2, 3]
        else:
            listed = before and (after or ended)
        if listed:
            it = replace(it, kind="ar", ordinals=(number,), printed=f"{number}.")
            it = replace(it, end=it.start + len(it.printed))
            believed[it.start] = it
        above = it
    kept = (believed.get(it.start, it) for it in candidates)
    return [it for it in kept if it.kind != "split"]


def _may_part(it: Candidate) -> bool:
    """Return whether a number is no decimal of a chapter that begins here: 1.5月底, never 1.1."""
    return it.kind != "dec" or (len(it.ordinals) == 2 and it.ordinals[1] != 1)


def later(candidates: list[Candidate]) -> list[Candidate | None]:
    """Return for each candidate the next one that is printed, None behind the last."""
    behind: list[Candidate | None] = []
    last: Candidate | None = None
    for it in reversed(candidates):
        behind.append(last)
        last = last if it.kind == PARAGRAPH else it
    return behind[::-1]


def resumed(candidates: list[Candidate]) -> set[int]:
    """Return where an article or an item stands that the next one of its kind counts on from.

    Two in a row at strong boundaries are a list, whatever the source lost before them.
    """
    found = set()
    for kind in ("article", "cnp", "ar"):
        marks = [it for it in candidates if it.kind == kind]
        least = Boundary.BLANK if kind == "ar" else Boundary.SENTENCE
        for it, behind in pairwise(marks):
            strong = it.boundary >= least and behind.boundary >= Boundary.SENTENCE
            if strong and behind.ordinals[0] == it.ordinals[0] + 1:
                found.add(it.start)
    return found


def first_of_runs(candidates: list[Candidate]) -> set[int]:
    """Return where a first member stands that the second one of its kind follows.

    Only a run makes a list of 一是, or of 一、 and 1. right behind a sentence.
    """
    runs = set()
    for kind, reach in (("shi", _REACH), ("cn", None), ("ar", None)):
        marks = [it for it in candidates if it.kind == kind]
        for it, behind in pairwise(marks):
            near = reach is None or behind.start - it.start <= reach
            if near and it.ordinals[0] == 1 and behind.ordinals[0] == 2:
                runs.add(it.start)
    return runs
