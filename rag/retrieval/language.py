"""The language and script of a question, also of one too short to tell by itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Literal

from opencc import OpenCC

from rag.notices.docnumber import find_folded
from rag.notices.fold import simplify

Language = Literal["zh-Hans", "zh-Hant", "en"]

HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


def language_of(text: str, earlier: Sequence[str] = ()) -> Language:
    """Return the language and script of a question; Chinese where it holds both evenly.

    :param earlier: the turns before it; the latest that tells decides where the question does not.

    >>> language_of("呢？", ["補貼怎麼領？"])
    'zh-Hant'
    """
    # A document number in a question of another language is written in Chinese all the same.
    text = plain(text)
    han = HAN.findall(_numberless(text))
    if len(_LATIN_WORD.findall(text)) > len(han):
        return "en"
    changed = _differ(text, simplify(text))
    if changed >= 2:
        return "zh-Hant"
    if han and _is_simplified(text):
        return "zh-Hans"
    for told in map(_told, reversed(earlier)):
        if told:
            return "zh-Hans" if told == "en" and han else told
    return "zh-Hans"


def _told(text: str) -> Language | None:
    """Return the language of ``text``, None where it could be of several."""
    language = language_of(text)
    return language if language != "zh-Hans" or _is_simplified(plain(text)) else None


def plain(text: str) -> str:
    """Return ``text`` with full-width letters as plain ones, character by character."""
    return "".join(unicodedata.normalize("NFKC", c) if "！" <= c <= "～" else c for c in text)


def _is_simplified(text: str) -> bool:
    """Return whether ``text`` has a character that traditional script does not write so."""
    return _differ(text, str(_to_traditional().convert(text))) > 0


@cache
def _to_traditional() -> OpenCC:
    return OpenCC("s2t")


def _differ(text: str, other: str) -> int:
    return sum(1 for a, b in zip(text, other, strict=False) if a != b)


def _numberless(text: str) -> str:
    kept, at = [], 0
    for _, start, end in find_folded(text):
        kept.append(text[at:start])
        at = max(at, end)
    return "".join([*kept, text[at:]])
