"""Whether the facts of a statement stand with what its sources say them of.

Occurrence alone lets an answer swap two facts of one clause: 一等奖70万元、二等奖30万元 holds both
amounts and both prizes. So for each fact of a statement the words right beside it are sought around
the places where the source has the fact, and around its rivals there: facts of the same class (an
amount in the same unit, a body, a person, a date) in the same sentence, or in a neighbouring one
of the same build. With W those words, as far as the source has them, and z(w, p) how close a word
stands to place p,

    s(p) = sum of z(w, p),  w in W

and the fact is attached wrongly where a rival's s is above the best of its own places by ``MARGIN``
and a word of W right beside the rival is nowhere beside the fact.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.answering.grounding.marks import Group, Mark, groups, same
from rag.answering.grounding.plain import HAN

MARGIN = 0.3
REACH = 240  # characters to either side that are read
MOST = 200  # places of one class in a source that are compared
MOST_SAID = 40  # and in a statement
# How close a word stands: in the fact's own part of the sentence; in a part before or after it
# that holds no rival; before that, as the first item of a list holds the words for all.
OWN, BESIDE, EARLIER = 1.0, 0.8, 0.4
WITHIN = 0.75  # before 其中, of what follows it
_SENTENCE = re.compile(r"[。!?\n]")
_STOP = re.compile(r"\(\d{1,2}\)|[,、;。!?|()\n]")
_WORDS = re.compile(f"[{HAN}a-z0-9]+")
# Pairs of characters that say nothing of what they stand beside, and verbs that give.
_EMPTY = re.compile(
    "[的了和与及或其则按照在是为对将把被由从以所]|[上下内外]$|^[上下内外]|不[超低高]|超过|给予|可以|应当|每[年月日季]"
)
_WAYS = ("→", "←")  # reported to (向甲报告), reporting (甲向…)
_RESPECTIVELY = re.compile("分别|依次")
_TO = re.compile(r"(?:向|到|给|报送?|报请|送|交|抄送|抄报|提请|告知|通知)$")
_FROM = re.compile(r"(?:应当|须|要|每[年月季])*(?:向|报|送交|提请|抄送|告知)")
_RESPONSIBLE = re.compile(
    r"[。;](?=\((?:牵头|责任|配合|主办|承办)(?:单位|部门))|;(?=(?:配合|协办|责任|参加)(?:单位|部门))"
)
_LISTED = re.compile("(?:单位|部门)$")
_HEAD = re.compile(r"([^:]*):")
# Where the next item of a list begins.
_ITEM = re.compile(
    rf";|(?<=[),。;:])\d{{1,2}}\.(?=[{HAN}])|\([一二三四五六七八九十\d]{{1,3}}\)|[一二三四五]是"
)

NAMED = ("机构", "人员")
Zone = Mapping[str, float]  # how close words stand to a fact, 0 to 1


@dataclass(frozen=True, slots=True)
class Place:
    """A fact in a source: the words around it, how close they stand, its sentence's span."""

    mark: Mark
    zone: Zone
    sentence: tuple[int, int]


class Ground:
    """A source as attachments read it; the places of a class are read when first asked for."""

    def __init__(self, text: str, marks: Sequence[Mark]) -> None:
        """Take plain ``text`` and its marks; who is responsible belongs to what precedes it."""
        self.text = _RESPONSIBLE.sub(",", text)
        self._groups = _by_kind(marks, self.text, MOST)
        self._places: dict[str, list[Place]] = {}

    def places(self, kind: str) -> list[Place]:
        """Return the places of the facts of class ``kind``."""
        if kind not in self._places:
            found = self._groups.get(kind, [])
            self._places[kind] = [
                Place(mark, zone, _sentence(self.text, found[at]))
                for at in range(len(found))
                for mark, zone, _ in _zones(self.text, found, at)
            ]
        return self._places[kind]


def _by_kind(marks: Sequence[Mark], text: str, most: int) -> dict[str, list[Group]]:
    kinds: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        kinds[mark.kind].append(mark)
    return {kind: groups(found[:most], text) for kind, found in kinds.items()}


def misplaced(text: str, marks: Sequence[Mark], given: Sequence[Ground]) -> Iterator[Mark]:
    """Yield the marks of the statement ``text`` that stand elsewhere in the sources ``given``."""
    for kind, found in _by_kind(marks, text, MOST_SAID).items():
        named = {word for group in found for it in group.marks for word in _of_name(it)}
        for at in range(len(found)):
            for mark, around, mates in _zones(text, found, at):
                zone = {word: near for word, near in around.items() if word not in named}
                verdicts = {_verdict(mark, mates, zone, source, kind) for source in given}
                if verdicts >= {False} and True not in verdicts:
                    yield mark


def _of_name(mark: Mark) -> Iterator[str]:
    """Yield the words of a name: they say nothing of what it stands with."""
    yield from words(mark.value) if isinstance(mark.value, str) else ()


def _verdict(
    mark: Mark, mates: Sequence[Mark], zone: Zone, source: Ground, kind: str
) -> bool | None:
    """Return whether ``source`` has the fact in its place, None where that cannot be told.

    The words right beside the fact decide, and where the rivals have those too, the words of the
    neighbouring parts as well; not for names, which sentences are built around in any order.
    """
    places = source.places(kind)
    own = [place for place in places if same(mark, place.mark)]
    if not own:
        return None  # whether the source has it at all is checked elsewhere
    rivals = [place for place in places if not any(same(it, place.mark) for it in (mark, *mates))]
    for least in (OWN,) if kind in NAMED else (OWN, BESIDE):
        wanted = _wanted(zone, source.text, least)
        if not wanted:
            continue
        if any(_is_nearer(rival, own, wanted) for rival in rivals):
            return False
        if any(_has_all(place, wanted) for place in own):
            if least == OWN and kind not in NAMED and any(_has_all(r, wanted) for r in rivals):
                continue
            return True
    return None


def _wanted(zone: Zone, text: str, least: float) -> frozenset[str]:
    """Return the words of ``zone`` that the source ``text`` has and that stand close enough."""
    return frozenset(w for w, near in zone.items() if near >= least and (w in text or w in _WAYS))


def _has_all(place: Place, wanted: frozenset[str]) -> bool:
    return all(place.zone.get(word, 0) >= BESIDE for word in wanted)


def _is_nearer(rival: Place, own: Sequence[Place], wanted: frozenset[str]) -> bool:
    best = max(_score(wanted, place.zone) for place in own)
    if _score(wanted, rival.zone) <= best + MARGIN:
        return False
    missed = [w for w in wanted if all(place.zone.get(w, 0) < BESIDE for place in own)]
    least = min(_least(rival, place, best == 0 and len(wanted) > 1) for place in own)
    return any(rival.zone.get(w, 0) >= least for w in missed)


def _least(rival: Place, own: Place, alien: bool) -> float:
    """Return how close to a rival a word must stand to count against ``own``; 2: none does.

    ``alien``: nothing that the statement says of the fact stands at any place of its own.
    """
    if rival.sentence == own.sentence:
        return BESIDE
    if max(rival.sentence[0], own.sentence[0]) - min(rival.sentence[1], own.sentence[1]) > REACH:
        return 2.0
    if alien:
        return BESIDE
    beside = {w for w, near in own.zone.items() if near >= OWN}
    return OWN if any(rival.zone.get(w, 0) >= OWN for w in beside) else 2.0


def _score(wanted: frozenset[str], zone: Zone) -> float:
    return sum(zone.get(word, 0) for word in wanted)


def _zones(
    text: str, found: Sequence[Group], at: int
) -> Iterator[tuple[Mark, Zone, tuple[Mark, ...]]]:
    """Yield each mark of group ``at`` with the words around it and the marks that share them."""
    group = found[at]
    kind = group.marks[0].kind
    begin, end = _sentence(text, group)
    low = max([begin, *(found[i].end for i in (at - 1,) if i >= 0)])
    high = min([end, *(found[i].start for i in (at + 1,) if i < len(found))])
    left, right = text[low : group.start], text[group.end : high]
    zone = _around(left, right, first=low == begin, last=high == end, named=kind in NAMED)
    before = text[begin:low]
    # What a colon opens holds for the first item of a list as for the others.
    opened = _HEAD.match(text, begin, group.start)
    head = opened[1] if opened and not _LISTED.search(opened[1]) else ""
    zone = {**_near(before, EARLIER), **zone}
    zone |= {word: max(zone.get(word, 0), BESIDE) for word in words(head)}
    # 全市新建80个，其中甲区50个: the part is of the same, nearly as much as the whole.
    whole = text[begin : group.start].partition("其中")
    if whole[1]:
        zone |= {word: max(zone.get(word, 0), WITHIN) for word in words(whole[0])}
    if kind == NAMED[0]:
        if _TO.search(left):
            zone[_WAYS[0]] = OWN
        if _FROM.match(right):
            zone[_WAYS[1]] = OWN
    each = _each(left, len(group.marks))
    for mark, items in zip(group.marks, each or [frozenset()] * len(group.marks), strict=True):
        others = {word for other in each for word in other} - items
        own = {word: near for word, near in zone.items() if word not in others}
        mates = () if each else tuple(it for it in group.marks if it is not mark)
        yield mark, {**own, **dict.fromkeys(items, OWN)}, mates


def _around(left: str, right: str, *, first: bool, last: bool, named: bool) -> Zone:
    """Return how close the words of the gaps to either side of a fact stand to it.

    What follows the fact before without a stop is of that one, and what precedes the next one is
    of the next. Amounts and dates follow what they are of; names do or do not.
    """
    items = [item.end() for item in _ITEM.finditer(left)]
    far, left = (left[: items[-1]], left[items[-1] :]) if items else ("", left)
    item = _ITEM.search(right)
    right = right[: item.start()] if item else right
    stops = [stop.end() for stop in _STOP.finditer(left)]
    stop = _STOP.search(right)
    own_left = left[stops[-1] :] if stops else left
    own_right = right[: stop.start()] if stop else right
    if stops and not [*words(own_left), *words(own_right)] and (first or items or len(stops) > 1):
        own_left = left[stops[-2] if len(stops) > 1 else 0 :]
    beside = left[: len(left) - len(own_left)]
    if stops and not (first or items):
        far, beside = far + beside[: stops[0]], beside[stops[0] :]
    after = right[stop.end() :] if stop else ""
    if not last and not item:
        after = after[: max((it.end() for it in _STOP.finditer(after)), default=0)]
    near = BESIDE if named or last or item else EARLIER
    return {
        **_near(far, EARLIER),
        **_near(after, near),
        **_near(beside, BESIDE),
        **_near(own_left, OWN),
        **_near(own_right, OWN),
    }


def _near(text: str, near: float) -> dict[str, float]:
    return dict.fromkeys(words(text), near)


def _each(left: str, count: int) -> list[frozenset[str]]:
    """Return what each of ``count`` facts belongs to where 分别 says so; nothing elsewhere."""
    said = _RESPECTIVELY.search(left)
    if said and count > 1:
        objects = re.split("[、和与及]|以及", left[: said.start()])[-count:]
        if len(objects) == count:
            return [frozenset(words(one)) for one in objects]
    return []


def _sentence(text: str, group: Group) -> tuple[int, int]:
    begin = max(0, group.start - REACH)
    for stop in _SENTENCE.finditer(text, begin, group.start):
        begin = stop.end()
    stop_after = _SENTENCE.search(text, group.end, group.end + REACH)
    return begin, stop_after.start() if stop_after else min(len(text), group.end + REACH)


def words(text: str) -> Iterator[str]:
    """Yield the pairs of characters of plain ``text`` that say what a fact is of."""
    for run in _WORDS.findall(text):
        for i in range(len(run) - 1):
            if not _EMPTY.search(run[i : i + 2]) and not run[i : i + 2].isascii():
                yield run[i : i + 2]
