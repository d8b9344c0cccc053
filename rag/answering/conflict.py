"""Two sources that say the same thing with another figure, day or body (说法不一).

Both are given with their dates and places; which one is right is not decided here. A pair counts
only where the words around what differs are nearly the same: a false alarm would do more harm than
a difference that is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from rag.answering.extractive.sentences import Sentence
from rag.answering.grounding.plain import plain
from rag.index.model import Record
from rag.messages import message
from rag.retrieval.places import place_of

# From its first digit on, and no longer than numbers are: tried from each digit of a long row of
# them, it would take the square of the time.
_HAN_FIGURES = "[一二三四五六七八九十百千两零〇]"
_NUMERAL = rf"(?:(?<!\d)\d[\d,.]{{0,30}}|(?<!{_HAN_FIGURES}){_HAN_FIGURES}+)"
_UNIT = (
    r"(?:亿元|万元|元|亿|万|%|个百分点|公里|千米|米|平方米|平方公里|立方米|亩|万亩|吨|万吨|千瓦|万千瓦|辆|台|套|户|"
    r"万户|人|万人|家|个|项|座|处|条|次|名|天|日|小时|个月|年|个工作日|所|件|场|期|级|度|克|微克|升)"
)
_FIGURE = re.compile(
    rf"(?P<value>{_NUMERAL})(?P<scale>[万亿]?)(?P<unit>{_UNIT})(?![\d一二三四五六七八九十])"
)
_DAY = re.compile(r"(?:(?:19|20)\d\d年)(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日")
_LED_BY = re.compile(
    r"(?:牵头|责任|主管|主办)(?:单位|部门):(?P<body>[\u3400-\u9fff]{3,30})(?=[;,。、)]|$)"
)
# Who is responsible says nothing of what for.
_BODIES = re.compile(r"(?:牵头|责任|主管|主办|配合|协办)(?:单位|部门):[^;。)\]]*")
_OTHER_YEAR = re.compile(r"(?:19|20)\d\d")
_LOOK = 6  # characters before a figure that must be the same
_WORDS = 0.7  # share of the pairs of characters, figures apart, that both sentences hold
_NAMED = 2  # pairs of a title in a sentence that says what it is about
_FEWEST = 10  # pairs of characters of a sentence that says enough to compare


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sentences that say the same with another value, the earlier notice's first.

    ``left`` and ``right`` are the values as written, folded.
    """

    first: Sentence
    second: Sentence
    left: str
    right: str

    def warning(self, day: date, language: str) -> str:
        """Return the line that gives both, with the days and places, and what tells them apart."""
        one, other = self.first.record, self.second.record
        key = "conflict_within" if one.id == other.id else "conflict"
        text = message(
            f"answer.{key}",
            language,
            one=_cited(self.first),
            left=self.left,
            other=_cited(self.second),
            right=self.right,
        )
        gone = [it.reference for it in (one, other) if it.status(day) in ("expired", "abolished")]
        if one.id == other.id or len(gone) == 2:
            return text
        if gone:
            return text + message("answer.conflict_gone", language, name=gone[0])
        if one.issued_on and other.issued_on and one.issued_on < other.issued_on:
            return text + message("answer.conflict_later", language, name=other.reference)
        return text


def conflicts(chosen: Sequence[Sentence], others: Iterable[Sentence]) -> list[Conflict]:
    """Return the pairs of a chosen sentence and another that contradict each other.

    :param chosen: the sentences that an answer says.
    :param others: sentences of the passages found; those of ``chosen`` among them do no harm.
    """
    found: list[Conflict] = []
    candidates = [*others, *chosen]
    seen: set[tuple[str, int, str, int]] = set()
    for one in chosen:
        for other in candidates:
            if one.record.id == other.record.id and one.clause.span == other.clause.span:
                continue
            pair = sorted([_place(one), _place(other)])
            key = (*pair[0], *pair[1])
            if key in seen or (values := differing(one, other)) is None:
                continue
            seen.add(key)
            found.append(_in_order(one, other, values))
    return found


def differing(one: Sentence, other: Sentence) -> tuple[str, str] | None:
    """Return the values in which two sentences differ that else say the same, None where not."""
    if one.is_signature or other.is_signature:
        return None
    first, second = _read(one.text), _read(other.text)
    if not _same_words(first.pairs, second.pairs) or not _same_matter(one, other):
        return None
    if first.led and second.led and len(first.led) == len(second.led) == 1:
        bodies = (first.led[0], second.led[0])
        if bodies[0] not in bodies[1] and bodies[1] not in bodies[0]:
            return bodies
    if len(first.values) != len(second.values):
        return None
    unlike = [
        (a, b) for a, b in zip(first.values, second.values, strict=True) if a.value != b.value
    ]
    # More than one value that differs: another case of the same sentence, a row, a step, a year.
    if len(unlike) != 1:
        return None
    a, b = unlike[0]
    return (a.text, b.text) if a.about == b.about and a.unit == b.unit else None


@dataclass(frozen=True, slots=True)
class _Value:
    text: str
    value: str
    unit: str
    about: str  # the characters before it


@dataclass(frozen=True, slots=True)
class _Reading:
    values: tuple[_Value, ...]
    pairs: frozenset[str]
    led: tuple[str, ...]


@lru_cache(maxsize=4096)
def _read(text: str) -> _Reading:
    folded = plain(text)
    led = tuple(match["body"] for match in _LED_BY.finditer(folded))
    values, rest, at = [], [], 0
    for start, end, value, unit in sorted(_values(folded)):
        if start >= at:
            values.append(
                _Value(folded[start:end], value, unit, folded[max(0, start - _LOOK) : start])
            )
            rest += [folded[at:start], "_"]
            at = end
    words = _BODIES.sub("_", "".join([*rest, folded[at:]]))
    runs = re.findall(r"[\u3400-\u9fff]+", words)
    pairs = frozenset(a + b for run in runs for a, b in pairwise(run))
    return _Reading(tuple(values), pairs, led)


def _values(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield (start, end, value, unit) of the days and figures of plain ``text``."""
    days = [(m.start(), m.end(), m[0], "day") for m in _DAY.finditer(text)]
    yield from days
    for match in _FIGURE.finditer(text):
        if not any(start <= match.start() < end for start, end, *_ in days):
            value = match["value"].replace(",", "")
            yield match.start(), match.end(), value + match["scale"], match["unit"]


def _same_words(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether the words apart from values are nearly the same."""
    return min(len(one), len(other)) >= _FEWEST and _alike(one, other)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether most pairs of characters are the same: Jaccard's index."""
    return len(one & other) >= _WORDS * len(one | other)


def _same_matter(one: Sentence, other: Sentence) -> bool:
    """Return whether both clauses are about the same: plans of other years set other goals.

    Clauses of one notice under other headings speak of other cases; what two places decide for
    themselves does not contradict, nor does what two notices say of their own matters alike.
    """
    if one.record.id == other.record.id:
        return one.clause.heading == other.clause.heading
    places = [place_of(it.record.issuer) for it in (one, other)]
    if places[0] and places[1] and places[0] != places[1]:
        return False
    titles = [_read(it.record.enclosed_title or it.record.shown_title).pairs for it in (one, other)]
    said = _read(one.text).pairs & _read(other.text).pairs
    if not _alike(*titles) and min(len(said & pairs) for pairs in titles) < _NAMED:
        return False
    years = [set(_OTHER_YEAR.findall(it.record.shown_title)) for it in (one, other)]
    return not (years[0] and years[1] and years[0] != years[1])


def _place(sentence: Sentence) -> tuple[str, int]:
    return sentence.record.id, sentence.span.start


def _in_order(one: Sentence, other: Sentence, values: tuple[str, str]) -> Conflict:
    earlier = (_day(one.record), one.span.start) <= (_day(other.record), other.span.start)
    if earlier:
        return Conflict(one, other, *values)
    return Conflict(other, one, values[1], values[0])


def _day(record: Record) -> date:
    return record.issued_on or date.min


def _cited(sentence: Sentence) -> str:
    day = f"，{_day(sentence.record).isoformat()}" if sentence.record.issued_on else ""
    return f"{sentence.record.reference}（{sentence.clause.paragraph}{day}）"
