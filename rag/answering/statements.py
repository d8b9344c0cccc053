"""An answer cut into statements, each with its citation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Up to three figures: the year of an old-style document number, 鄂府发[2024]36号, is no mark.
_LIST = r"\d{1,3}(?:\s*[,，、;；-]\s*\d{1,3})*"
MARK = re.compile(rf"[\[［【]\s*({_LIST})\s*[\]］】]")
_BARE_MARK = MARK.pattern.replace("(", "(?:", 1)
_MARKS = re.compile(rf"(?:[^\S\n]*{_BARE_MARK})+")
_OWN_LINE = re.compile(rf"\s{{0,4}}(?:{_BARE_MARK}[^\S\n]*)+(?=\n|$)")
_ONE = re.compile(r"(\d+)(?:\s*-\s*(\d+))?")
WIDEST = 20  # marks that one range may stand for; [1-999] is no citation

# ![ opens a Markdown image unless it is a mark that follows.
_END = re.compile(r"[。！？?；;\n]|!(?!\[\D)|\.(?=\s|$|[\[［【])")
_CLOSERS = "”’」』）)》】\"'"
_OPEN = {"（": "）", "(": ")", "《": "》", "“": "”", "「": "」"}
_CLOSE = frozenset(_OPEN.values())
DEEPEST = 16  # brackets within brackets that are followed
NEAR = 60  # characters before a sentence's end in which its own marks stand
# A full stop after these ends no English sentence; nor does one after a list number.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:\d{1,3}|[A-Z]|no|nos|art|arts|sec|para|e\.g|i\.e|approx|mr|ms|dr|co|ltd|inc|vs)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of an answer: text without marks, marks as printed, span with marks."""

    text: str
    marks: tuple[int, ...] = ()
    start: int = 0
    end: int = 0


def _numbers(mark: str) -> Iterator[int]:
    """Yield the numbers of the inside of a mark: 1, or 1,3, or 1-3."""
    for match in _ONE.finditer(mark):
        first = int(match[1])
        last = int(match[2] or match[1])
        yield from range(first, last + 1) if 0 <= last - first < WIDEST else (first, last)


def marks(text: str) -> tuple[int, ...]:
    """Return the numbers of the marks in ``text`` in order, each once.

    >>> marks("甲[1][3]，乙【2，3】")
    (1, 3, 2)
    """
    found = (n for match in MARK.finditer(text) for n in _numbers(match[1]))
    return tuple(dict.fromkeys(found))


def _ends(text: str) -> Iterator[int]:
    """Yield where statements end in ``text``, marks after the last character included.

    Inside brackets, titles and quotes nothing ends: the list of bodies in （牵头单位：…；…） is
    one statement. A line break always ends one, so that a bracket left open swallows no more.
    """
    awaited: list[str] = []
    at = begun = 0
    inked = False  # whether the statement has begun
    for place, char in enumerate(text):
        if place < at:
            continue
        inked, quoted = inked or not char.isspace(), False
        if char in _OPEN and len(awaited) < DEEPEST:
            awaited.append(_OPEN[char])
        elif char in _CLOSE and char in awaited:
            del awaited[awaited.index(char) :]
            if awaited or not _quoted_sentence(text, place):
                continue
            quoted = True
        elif char == "\n":
            awaited.clear()
        elif awaited:
            continue
        if not inked or not (quoted or _is_end(text, begun, place)):
            continue
        at = _with_marks(text, begun, place)
        if char in "；;" and not _marked(text, begun, place, at):
            at = place + 1
            continue
        yield at
        begun, inked = at, False


def _quoted_sentence(text: str, place: int) -> bool:
    """Return whether the quote that closes at ``place`` was a sentence, a mark behind it."""
    return text[place - 1] in "。！？!?" and bool(_MARKS.match(text, place + 1))


def _is_end(text: str, begun: int, place: int) -> bool:
    if _END.match(text, place) is None:
        return False
    before = text[max(begun, place - 8) : place]
    return text[place] != "." or not _ABBREVIATION.search(before)


def _marked(text: str, begun: int, place: int, at: int) -> bool:
    """Return whether a mark stands just before or after the semicolon at ``place``.

    Parts of a sentence share the marks at its end unless they have their own.
    """
    head = text[max(begun, place - NEAR) : place].rstrip()
    before = head.endswith(("]", "］", "】")) and MARK.search(head)
    return bool(before or MARK.search(text, place, at))


def _with_marks(text: str, begun: int, place: int) -> int:
    """Return the end of the statement whose last character is at ``place``.

    Marks that follow belong to it, those on a line of their own too, unless it has marks already.
    """
    at = place + 1
    while at < len(text) and text[at] in _CLOSERS and text[at] != "】":
        at += 1
    if MARK.search(text, max(begun, place - NEAR), place):
        return at
    # [2] in front of a line's text is that line's.
    following = (text[place] != "\n" and _MARKS.match(text, at)) or _OWN_LINE.match(text, at)
    if following:
        at = following.end()
        if at < len(text) and text[at] in "。.；;":  # 甲。[1]。
            at += 1
    return at


def split_statements(answer: str) -> list[Statement]:
    """Return the statements of ``answer`` in order; each keeps its place in ``answer``.

    Sentences end at 。！？, a line break, an English full stop, and at ； between parts that have
    marks of their own. Joining ``answer[s.start:s.end]`` gives ``answer`` back, blanks apart.

    >>> [(s.text, s.marks) for s in split_statements("补助200万元。[1]由市财政局负责[2]。")]
    [('补助200万元。', (1,)), ('由市财政局负责。', (2,))]
    """
    found = []
    begun = 0
    for end in [*_ends(answer), len(answer)]:
        piece = answer[begun:end]
        text = " ".join(MARK.sub("", piece).split())
        numbers = marks(piece)
        if text or numbers:
            found.append(Statement(text, numbers, begun, end))
            begun = end
    return found
