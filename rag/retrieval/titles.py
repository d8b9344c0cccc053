"""Titles that a question names: 《温暖工程实施方案》, or the words of one, 奶产业政策.

A title is met where a run of at least three characters of it stands in the question. What such a
run is worth: how rare its pairs of characters are over the titles of the collection, and over its
text. Nothing is ever shut out by it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from rag.index.model import Record
from rag.index.terms import matching_form, matching_forms

_QUOTED = re.compile(r"[《<]([^《》<>]{2,80})[》>]")
_GAP = re.compile(r"[^\u3400-\u9fff\da-z]+")
_FIGURE = re.compile(r"[\d|]")
_SHORTEST = 3  # characters of a run; pairs meet by chance
_ENOUGH = 6.0  # worth of the runs of a title that is as good as named
_LOOKED_INTO = 50  # titles compared character by character, those that share the rarest pairs
_TOO_COMMON = 0.2  # share of the titles beyond which a pair leads to none of them
_BITS, _OWNER_BITS = 21, 22  # of a character, and of the place of a notice: 64 for a holder
_WHOLE, _TO_ITS_END = 0.9, 0.7  # share of a title from which all of it is named: without the place
_SAME = 0.75  # overlap of pairs (Dice) from which a quoted title is one of the collection's


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """A notice whose title the question names, in whole or in part.

    ``worth``: rarity of the words met, 0..1. ``share``: of the title's own worth that was met,
    0..1; 1 where it was quoted in 《》. ``words``: where all of the title was met, or so much that
    only the place or 关于印发 is wanting, the words of the question that it was met in, ``met`` how
    many characters of it.
    """

    notice: str
    title: str
    worth: float
    share: float
    words: tuple[str, ...] = ()
    met: int = 0


def named_whole(matches: Sequence[TitleMatch]) -> list[TitleMatch]:
    """Return the matches of whole titles, of titles that share words only those met furthest.

    Neighbouring places give their notices the same title but for the name in front of it.
    """
    whole = [match for match in matches if match.words]
    furthest: dict[str, int] = {}
    for match in whole:
        for word in match.words:
            furthest[word] = max(match.met, furthest.get(word, 0))
    return [
        match
        for match in whole
        if any(match.met == furthest[word] and not _is_part(word, furthest) for word in match.words)
    ]


def _is_part(word: str, words: Iterable[str]) -> bool:
    return any(word in other and word != other for other in words)


class TitleBook:
    """The titles of a collection."""

    def __init__(self, records: Iterable[Record], rarity: Callable[[str], float]) -> None:
        """Take in ``records``.

        :param rarity: idf of a pair of characters over the passages of the collection.
        """
        self._rarity = rarity
        held = list(records)
        self._shown = [record.shown_title for record in held]
        self._notices = [record.id for record in held]
        folded = matching_forms(
            [title or "" for it in held for title in (it.enclosed_title, it.title)]
        )
        bare = [_GAP.sub("", title) for title in folded]
        self._titles = [
            tuple(title for title in bare[2 * i : 2 * i + 2] if title) for i in range(len(held))
        ]
        self._holders = _Holders.build(bare)
        # No method of this object: it would be kept in a circle, and the index with it.
        self._idf = lru_cache(maxsize=1 << 16)(partial(_rarity, self._holders, len(held)))

    def find(self, folded: str) -> list[TitleMatch]:
        """Return the titles that a question in matching form names, the likeliest first."""
        quoted = {match[0]: _bare(match[1]) for match in _QUOTED.finditer(folded)}
        runs = _GAP.sub("|", folded)
        matches = (self._match(place, runs, quoted) for place in self._candidates(runs))
        found = [match for match in matches if match]
        return sorted(found, key=lambda m: (m.share == 1, m.worth), reverse=True)

    def _candidates(self, runs: str) -> list[int]:
        """Return the places of notices whose titles share rare pairs with the question."""
        shared = np.zeros(len(self._titles))
        most = max(_LOOKED_INTO, _TOO_COMMON * len(self._titles))
        for pair in sorted(set(_pairs(runs))):
            holders = self._holders.of(pair)
            if len(holders) <= most:
                shared[holders] += self._idf(pair)
        met = np.flatnonzero(shared)
        best = np.argsort(-shared[met], kind="stable")[:_LOOKED_INTO]
        return [int(place) for place in met[best]]

    def _match(self, place: int, runs: str, quoted: Mapping[str, str]) -> TitleMatch | None:
        worth = share = 0.0
        words: dict[str, None] = {}
        longest = 0
        for title in self._titles[place]:
            common = list(_common_runs(title, runs))
            met = {pair for run in common for pair in _pairs(run)}
            if not met:
                continue
            longest = max(longest, sum(map(len, common)))
            worth = max(worth, sum(self._idf(p) * self._rarity(p) for p in met) / self._scale())
            whole = sum(map(self._idf, set(_pairs(title))))
            share = max(share, sum(map(self._idf, met)) / whole)
            if same := [it for it, bare in quoted.items() if _overlap(title, bare) >= _SAME]:
                share = 1.0
                words |= dict.fromkeys(same)
            elif sum(map(self._idf, met)) >= whole * (
                _TO_ITS_END if title.endswith(common[-1]) else _WHOLE
            ):
                words |= dict.fromkeys(common)
        if not worth:
            return None
        worth = min(1.0, worth / _ENOUGH)
        named = tuple(sorted(words, key=len, reverse=True))
        return TitleMatch(self._notices[place], self._shown[place], worth, share, named, longest)

    def _scale(self) -> float:
        """Return what makes the worth of a pair that stands once in the text its idf in titles."""
        return max(1.0, self._rarity("\0"))


@dataclass(frozen=True, slots=True)
class _Holders:
    """Who has which pair of characters in a title: of pair i ``holders[starts[i]:starts[i + 1]]``.

    ``pairs`` and the holders of each pair, places of notices, ascend.
    """

    pairs: NDArray[np.uint64]
    starts: NDArray[np.int64]
    holders: NDArray[np.int32]

    @classmethod
    def build(cls, titles: list[str]) -> _Holders:
        """Take in ``titles``, two a notice."""
        whole = "\n".join(titles).encode("utf-32-le", "surrogatepass")
        points = np.frombuffer(whole, dtype=np.uint32).astype(np.uint64)
        width = [len(title) + 1 for title in titles]
        owner = np.repeat(np.arange(len(titles), dtype=np.uint64) // 2, width)[: len(points)]
        used = np.flatnonzero(np.bincount(points.astype(np.int64))).tolist()
        apart = np.isin(points, [it for it in used if _FIGURE.match(chr(it)) or chr(it) == "\n"])
        at = np.flatnonzero(~(apart[:-1] | apart[1:]))
        pair = points[at] << np.uint64(_BITS) | points[at + 1]
        key = np.sort(pair << np.uint64(_OWNER_BITS) | owner[at])
        key = key[np.flatnonzero(np.diff(key, prepend=np.uint64(0)))]  # no pair of letters is 0
        held = key >> np.uint64(_OWNER_BITS)
        starts = np.flatnonzero(np.diff(held, prepend=np.uint64(0)))
        holders = (key & np.uint64((1 << _OWNER_BITS) - 1)).astype(np.int32)
        return cls(held[starts], np.append(starts, len(key)), holders)

    def of(self, pair: str) -> NDArray[np.int32]:
        """Return the places of the notices that have a pair of characters in a title."""
        code = np.uint64(ord(pair[0]) << _BITS | ord(pair[1]))
        at = int(np.searchsorted(self.pairs, code))
        if at == len(self.pairs) or self.pairs[at] != code:
            return self.holders[:0]
        return self.holders[self.starts[at] : self.starts[at + 1]]


def _rarity(holders: _Holders, count: int, pair: str) -> float:
    """Return the idf of a pair of characters over the titles of ``count`` notices."""
    found = len(holders.of(pair))
    return math.log(1 + (count - found + 0.5) / (found + 0.5))


def _bare(text: str) -> str:
    return _GAP.sub("", matching_form(text))


def _pairs(text: str) -> Iterator[str]:
    """Yield pairs of characters, those with a figure apart: years are not what tells titles."""
    return (a + b for a, b in pairwise(text) if not _FIGURE.search(a + b))


def _common_runs(title: str, runs: str) -> Iterator[str]:
    """Yield the longest runs of ``title`` that stand in ``runs``, of ``_SHORTEST`` or more."""
    start = 0
    while start <= len(title) - _SHORTEST:
        end = start + _SHORTEST
        if title[start:end] not in runs:
            start += 1
            continue
        while end < len(title) and title[start : end + 1] in runs:
            end += 1
        yield title[start:end]
        start = end - 1


def _overlap(one: str, other: str) -> float:
    """Return how far two titles are the same, 0..1: Dice's coefficient of their pairs.

    What was left away in front (关于印发, the place) does not count against a quoted title.
    """
    if len(other) > _SHORTEST and other in one:
        return 1.0
    first, second = set(_pairs(one)), set(_pairs(other))
    return 2 * len(first & second) / max(1, len(first) + len(second))
