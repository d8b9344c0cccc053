"""The same question as it is also typed: one kind of change at a time, the same for a seed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from random import Random
from types import MappingProxyType
from typing import Any

from opencc import OpenCC

from eval.finding.typos import alike, homophones
from eval.questions import Question

SEED = 7
_LONG = 12  # Han characters from which on two of them are mistyped instead of one
_BLANKS = 0.3  # share of the gaps between two Han characters that get a blank
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_GAP = re.compile(r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])")
_BEFORE = ("请问", "您好，请问", "麻烦问一下，", "我想咨询一下，")
_AFTER = ("谢谢！", "谢谢您。", "麻烦了，谢谢。")

Change = Callable[[str, Random], str]


def _replaced(text: str, rng: Random, others: Callable[[str], str]) -> str:
    """Return ``text`` with one or, in a long text, two Han characters replaced."""
    places = [i for i, char in enumerate(text) if others(char)]
    wanted = 1 if len(_HAN.findall(text)) < _LONG else 2
    chars = list(text)
    for place in rng.sample(places, min(wanted, len(places))):
        chars[place] = rng.choice(others(chars[place]))
    return "".join(chars)


def _homophone(text: str, rng: Random) -> str:
    return _replaced(text, rng, homophones)


def _alike(text: str, rng: Random) -> str:
    return _replaced(text, rng, alike)


def _swapped(text: str, rng: Random) -> str:
    places = [
        i
        for i in range(len(text) - 1)
        if text[i] != text[i + 1] and text[i].isalpha() and text[i + 1].isalpha()
    ]
    if not places:
        return text
    i = rng.choice(places)
    return text[:i] + text[i + 1] + text[i] + text[i + 2 :]


def _dropped(text: str, rng: Random) -> str:
    places = [i for i, char in enumerate(text) if char.isalpha()]
    if len(places) < 2:  # nothing would be left to ask
        return text
    i = rng.choice(places)
    return text[:i] + text[i + 1 :]


def _unpunctuated(text: str, _: Random) -> str:
    # A point between digits is part of a number, not punctuation.
    kept = [
        char
        for i, char in enumerate(text)
        if not unicodedata.category(char).startswith("P")
        or (char == "." and text[i - 1 : i].isdigit() and text[i + 1 : i + 2].isdigit())
    ]
    return "".join(kept)


def _full_width(text: str, _: Random) -> str:
    return "".join(
        "\u3000" if char == " " else chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char
        for char in text
    )


@cache
def _converter() -> Any:
    """The converter, built on first use."""
    return OpenCC("s2t")


def _traditional(text: str, _: Random) -> str:
    return str(_converter().convert(text))


def _spaced(text: str, rng: Random) -> str:
    gaps = [match.start() for match in _GAP.finditer(text)]
    chosen = [gap for gap in gaps if rng.random() < _BLANKS] or gaps[:1]
    for gap in reversed(chosen):
        text = f"{text[:gap]} {text[gap:]}"
    return text


def _polite(text: str, rng: Random) -> str:
    if not _HAN.search(text):
        return f"Hello, could you please tell me: {text} Thank you!"
    return rng.choice(_BEFORE) + text + rng.choice(_AFTER)


KINDS: Mapping[str, Change] = MappingProxyType(
    {
        "homophone": _homophone,
        "look-alike": _alike,
        "swapped": _swapped,
        "dropped": _dropped,
        "no punctuation": _unpunctuated,
        "full width": _full_width,
        "traditional": _traditional,
        "blanks": _spaced,
        "polite": _polite,
    }
)
"""What each kind does is said in ``docs/finding.md``."""


def perturb(text: str, kind: str, seed: int = SEED) -> str:
    """Return ``text`` with one ``kind`` of change; unchanged where the kind finds no place.

    Only the text, the kind and the seed decide, not what was changed before.

    >>> perturb("补贴标准是多少？", "no punctuation")
    '补贴标准是多少'

    :raises KeyError: there is no such kind.
    """
    # Seeded with a text: Python hashes it in full, the same in every process.
    return KINDS[kind](text, Random(f"{seed}/{kind}/{text}"))


def perturbed(question: Question, kind: str, seed: int = SEED) -> Question:
    """Return ``question`` with its text changed; the turns before it stay as they are."""
    return replace(question, question=perturb(question.question, kind, seed))
