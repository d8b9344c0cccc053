"""Whether a statement allows, demands or denies what its sources do.

The word that does so (可以, 应当, 不得, 不予, 无需 …) governs what follows it up to the next comma.
Two texts are compared by what is governed: where a statement and its sources share the words, and
the sources govern them one way only, the statement may leave the governing word out or put another
of its kind, but not turn it round.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import zip_longest

from rag.answering.grounding import exceptions
from rag.answering.grounding.plain import HAN
from rag.answering.grounding.usual import usual
from rag.notices.numerals import NUMERAL

SCOPE = 16  # characters that a word governs at most
LONGEST = 6  # characters of a head that are compared
_FILLERS = "再先予以给的能其"


class Mood(StrEnum):
    """What a governing word does to what it governs."""

    MAY = "may"
    MUST = "must"
    NOT = "not"  # it is forbidden, or it is not so
    FREE = "free"  # it need not be


# Words that look like one and are none: 不超过 is a bound, 无人机 a thing, 相应 no 应.
_NO_NOT = (
    "超过|低于|少于|高于|大于|小于|多于|晚于|迟于|早于|足|同|断|仅|但|论|限|定期|动产|良|利|当|可抗|可分|满|等|止|久|锈|"
    "一致|[得应能可宜准](?:超过|低于|少于|高于|大于|小于|多于|晚于|迟于)|得不|到[\\d一二三四五六七八九十百]|"
    "妨|管|知|齐|便|力|平衡|安全"
)
_WORD = re.compile(
    rf"(?P<not>不(?!{_NO_NOT}|需|必|用(?!于))(?:得|能|可以?|准|应|予|再|会|给)?|严?禁止?|免去|"
    r"(?:得|拿|领|领取|享受|享)不[到了]|未(?![来成满婚])|(?<!有)没有|没(?!有)|概不|无权|(?<![有])无法)"
    r"|(?P<free>无需|无须|毋需|毋须|不需要?|不必|不用(?!于)|免于|免予|免除?(?=提交|提供|申请|申报|审批|缴纳|交|收|办|予|于))"
    r"|(?P<may>可以|(?<![许认不])可(?=申|按|以|凭|通|向|由|在|享|获|领|延|直接|自)|允许|准予|有权|自愿|鼓励|提倡|倡导)"
    r"|(?P<must>应当|应该|必须|务必|(?<![相对供响反适效感不])应(?![急用对届邀答聘当该])|(?<![无毋])须(?!知)|"
    r"(?<![无不急所按必供])需要?(?!求|水|量)|要求|一律)"
)
_STOP = re.compile(r"[,、;:。!?|()\n]")
_NOTHING = re.compile(
    "[的了和与及或其按照在是为对将把被由从以所等予先再给于行]|[上下内外中时后前]$"
)
_RUN = re.compile(f"[{HAN}]+")
# Of the source itself: 没有写明, 未规定; what a text does not say cannot be compared with it.
_OF_TEXT = re.compile(r"(?:规定|写明|明确|提及|提到|说明|列出|涉及|载明|收录)")
# An answer may tell of a change, or of what is not there, that no source puts into these words.
_CHANGED = ("不再", "没有", "没")
# Words by which a rule is laid down, whatever for.
_RULING = frozenset(
    ("不予", "不得", "不准", "禁止", "严禁", "可以", "允许", "有权", "应当", "必须", "无需", "无须")
)
_NUMERAL = re.compile(f"[{NUMERAL}]")
_FORBIDS = (
    "不得",
    "不能",
    "不可",
    "不可以",
    "不准",
    "不应",
    "禁止",
    "严禁",
    "无需",
    "无须",
    "不必",
)
# What is to be handed over need not be: 免收停车费 is about 停车费, whatever the verb.
_HANDING = re.compile("(?:收取|缴纳|缴存|交纳|提交|提供|[收缴交])")
# A denial in other words; where one stands in the part, it is not read as an affirmation.
_DENIES = re.compile(
    "[不无未没禁免拒否莫勿曾]|并非|停止|暂停|停发|原[^则有因料本]|除外|例外|取消|撤销|驳回|前任|卸任|离任|退休|此前"
)
_PART = re.compile(r"[^,;。!?\n|]+")
# Pairs that exclude each other; where a source has only the one, an answer cannot say the other.
OPPOSITES = (
    ("增加", "减少"),
    ("提高", "降低"),
    ("上调", "下调"),
    ("上升", "下降"),
    ("扩大", "缩小"),
    ("延长", "缩短"),
    ("允许", "禁止"),
    ("有偿", "无偿"),
    ("免费", "收费"),
    ("恢复", "取消"),
    ("保留", "取消"),
    ("生效", "失效"),
    ("施行", "废止"),
    ("批准", "驳回"),
    ("自愿", "强制"),
    ("任命", "免去"),
    ("开放", "关闭"),
    ("最高", "最低"),
    ("最多", "最少"),
    ("继续有效", "废止"),
    ("仍然有效", "废止"),
    ("继续执行", "废止"),
    ("继续有效", "失效"),
    ("准予", "不予"),
    ("不例外", "除外"),
)


@dataclass(frozen=True, slots=True)
class Governed:
    """A governing word as written, and the stretch of text it governs."""

    mood: Mood
    written: str
    start: int
    end: int


def governed(text: str) -> Iterator[Governed]:
    """Yield the governing words of plain ``text`` in order; each one's scope ends at the next."""
    found = list(_WORD.finditer(text))
    for match, following in zip_longest(found, found[1:]):
        end = min(len(text), match.end() + SCOPE)
        stop = _STOP.search(text, match.end(), end)
        end = min(end, stop.start() if stop else end, following.start() if following else end)
        start = match.end()
        while start < end and text[start] in _FILLERS:
            start += 1
        if match.lastgroup and end - start > 1 and not _OF_TEXT.match(text, start):
            yield Governed(Mood(match.lastgroup), match[0], start, end)


def _moods(phrase: str, given: Sequence[Read]) -> set[Mood | None]:
    """Return by which moods ``given`` govern ``phrase``; None: it stands free somewhere."""
    moods: set[Mood | None] = set()
    for source in given:
        at = source.text.find(phrase)
        while at >= 0:
            moods.add(source.mood(at))
            at = source.text.find(phrase, at + 1)
    return moods


@dataclass(frozen=True, slots=True)
class Read:
    """A source as moods read it."""

    text: str
    governed: tuple[Governed, ...]

    def mood(self, at: int) -> Mood | None:
        """Return by what the character at ``at`` is governed."""
        place = bisect_right(self.governed, at, key=lambda it: it.start) - 1
        return self.governed[place].mood if place >= 0 and at < self.governed[place].end else None


@lru_cache(maxsize=1024)
def read(text: str) -> Read:
    """Return plain ``text`` with its governing words."""
    return Read(text, tuple(governed(text)))


_DENIED = frozenset({Mood.NOT, Mood.FREE})


def turned(text: str, given: Sequence[Read]) -> Iterator[str]:
    """Yield what plain ``text`` says the other way round than the sources ``given``."""
    said = read(text).governed
    seen: set[tuple[str, str]] = set()
    for it in said:
        if (key := (it.written, text[it.start : it.end])) in seen:
            continue
        seen.add(key)
        head = _longest(text[it.start : it.end], given)
        if not head or it.written in _CHANGED:
            continue
        if it.mood in _DENIED:
            known = _moods(head if it.written in _FORBIDS else head[:2], given)
            conflict = not known & _DENIED
        else:
            known = _moods(head, given)
            conflict = _conflict(it.mood, known)
        opposite = it.mood in _DENIED or known <= _DENIED
        if conflict and not (opposite and _excepted(text, head, given)):
            yield it.written + text[it.start : it.end]
    denied = {
        phrase
        for source in given
        for it in source.governed
        if it.mood in _DENIED
        for phrase in _phrases(source.text[it.start : it.end])
        if phrase in text
    }
    for phrase in sorted(denied):
        if _moods(phrase, given) <= _DENIED and _affirmed(phrase, text, said):
            yield from () if _excepted(text, phrase, given) else (phrase,)
    yield from _opposites(text, "\n".join(source.text for source in given))


def invented(text: str, given: Sequence[str]) -> Iterator[str]:
    """Yield what plain ``text`` allows, demands or denies of which no source has a word.

    >>> list(invented("逾期的,可以延期", ["逾期的,视为放弃"]))
    ['可以延期']
    """
    for it in read(text).governed:
        scope = text[it.start : it.end]
        if it.written not in _RULING or _has_any(scope, given):
            continue
        if not _has_any(usual(scope), [usual(source) for source in given]):
            yield it.written + scope


def _has_any(scope: str, given: Sequence[str]) -> bool:
    pairs = [run[i : i + 2] for run in _RUN.findall(scope) for i in range(len(run) - 1)]
    telling = [pair for pair in pairs if not _NUMERAL.search(pair)]
    return not telling or any(pair in source for source in given for pair in telling)


def _excepted(text: str, head: str, given: Sequence[Read]) -> bool:
    return any(exceptions.holds(text, head, source.text) for source in given)


def _longest(scope: str, given: Sequence[Read]) -> str:
    """Return the first of ``scope`` that a source has, as long as it goes; "" where there is none.

    Words of a time or a manner may stand before it: 在6月30日前提出申请.
    """
    for at in range(len(scope) - 1):
        for length in range(min(len(scope) - at, LONGEST), 1, -1):
            head = scope[at : at + length]
            if _NOTHING.search(head[:2]) is None and any(head in source.text for source in given):
                return head
    return ""


def _phrases(scope: str) -> Iterator[str]:
    """Yield what a denied stretch denies: its head, and what is not to be handed over."""
    if not _NOTHING.search(scope[:2]):
        yield scope[:2]
    if handed := _HANDING.match(scope):
        thing = scope[handed.end() : handed.end() + 3]
        if len(thing) == 3:
            yield thing


def _affirmed(phrase: str, text: str, said: Sequence[Governed]) -> bool:
    """Return whether ``text`` has ``phrase`` in a part that denies nothing."""
    for part in _PART.finditer(text):
        at = text.find(phrase, part.start(), part.end())
        if at < 0 or _DENIES.search(part[0]):
            continue
        if not any(it.mood in _DENIED and it.start <= at < it.end for it in said):
            return True
    return False


def _conflict(mood: Mood, known: set[Mood | None]) -> bool:
    """Return whether sources that govern the same words by ``known`` contradict ``mood``."""
    return bool(known) and None not in known and mood not in known


def _opposites(text: str, source: str) -> Iterator[str]:
    for pair in OPPOSITES:
        for word, other in (pair, pair[::-1]):
            if word not in text or other in text or word in source or other not in source:
                continue
            said = _around(text, word)
            if said and len(said & _around(source, other)) * 2 >= len(said):
                yield word


def _around(text: str, word: str) -> set[str]:
    """Return the pairs of characters of the parts of ``text`` that hold ``word``, itself apart."""
    return {
        run[at : at + 2]
        for part in _PART.findall(text)
        if word in part
        for piece in part.split(word)
        for run in _RUN.findall(piece)
        for at in range(len(run) - 1)
    }
