"""Cases that a clause decides in opposite ways: 符合条件的准予登记；不符合条件的不予登记.

Where the sources both grant and deny one thing, the words that stand with the one and not with the
other tell which case a statement speaks of; there it may not be turned round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from rag.answering.grounding.plain import HAN
from rag.answering.grounding.polarity import Mood, Read, read

MOST = 40  # denials of a source, and places of a phrase in a statement, that are compared
CLEAR = 2  # words by which the other case has to be nearer
_DENIED = frozenset({Mood.NOT, Mood.FREE})
_SEGMENT = re.compile(r"[^;。!?\n]+")
_PART = re.compile(r"[^,;。!?\n]+")
_RUN = re.compile(f"[{HAN}]+")
_EMPTY = re.compile("[的了和与及或其在对为将把被由从以所并可应当予给]")
_DENIAL = re.compile("[不无未没免禁否拒]")


@dataclass(frozen=True, slots=True)
class _Case:
    denied: bool
    words: frozenset[str]


def turned(text: str, given: Sequence[Read]) -> Iterator[str]:
    """Yield what plain ``text`` grants or denies where the sources do the other, case by case."""
    said = read(text)
    phrases = {
        source.text[it.start : it.start + 2]
        for source in given
        for it in source.governed[:MOST]
        if it.mood in _DENIED
    }
    for phrase in sorted(phrase for phrase in phrases if phrase in text):
        if _EMPTY.search(phrase):
            continue
        cases = [case for source in given for case in _cases(phrase, source)]
        no = frozenset[str]().union(*(case.words for case in cases if case.denied))
        yes = frozenset[str]().union(*(case.words for case in cases if not case.denied))
        if min(len(no - yes), len(yes - no)) < CLEAR:
            continue  # one case, or one in so few words that they tell nothing
        for at in islice(_places(phrase, text, 0, len(text)), MOST):
            denies = said.mood(at) in _DENIED
            part = _before(text, at)
            if not denies and _DENIAL.search(part.rpartition(",")[2]):
                continue  # denied in words that are not read
            words = _words(part)
            own, other = (no - yes, yes - no) if denies else (yes - no, no - yes)
            if len(words & other) >= len(words & own) + CLEAR:
                yield phrase


def _cases(phrase: str, source: Read) -> Iterator[_Case]:
    """Yield the segments of a source that have ``phrase``; not those that do both."""
    for segment in _SEGMENT.finditer(source.text):
        found = {
            source.mood(at) in _DENIED
            for at in _places(phrase, source.text, segment.start(), segment.end())
        }
        if len(found) == 1:
            yield _Case(found.pop(), _words(segment[0]))


def _places(phrase: str, text: str, start: int, end: int) -> Iterator[int]:
    at = text.find(phrase, start, end)
    while at >= 0:
        yield at
        at = text.find(phrase, at + 1, end)


def _before(text: str, at: int) -> str:
    """Return the part of ``text`` around ``at`` with the one before it in its segment."""
    segment = next(it for it in _SEGMENT.finditer(text) if it.end() > at)
    parts = [it for it in _PART.finditer(text, segment.start(), segment.end())]
    place = next(i for i, it in enumerate(parts) if it.end() > at)
    return text[parts[max(0, place - 1)].start() : parts[place].end()]


def _words(text: str) -> frozenset[str]:
    pairs = (run[i : i + 2] for run in _RUN.findall(text) for i in range(len(run) - 1))
    return frozenset(pair for pair in pairs if not _EMPTY.search(pair))
