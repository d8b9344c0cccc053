"""Normal forms in which two texts are compared.

A quote is cleaned for reading, the evidence was copied by hand and the source may be set in
traditional characters with pinyin glosses: none of that is a difference in substance. What *is*
one stays visible: 1.6 is not 16 and 5% is not 5.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from opencc import OpenCC

GRAM = 5
RETRIEVED_SHARE = 0.8  # of the evidence's 5-grams: a passage holds the evidence
QUOTED_SHARE = 0.5  # a quote may be the half of the evidence that matters
SPAN_SHARE = 0.9  # of the quote's 5-grams: a span holds the quote

_GLOSS = re.compile(r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff])\(([^\W\d_]{1,6})\)")
_PINYIN = re.compile(r"(?=.*[aeiou])[a-z]+|h?m|n|h?ng")
_DECIMAL_POINT = re.compile(r"(?<=\d)\.(?=\d)")
# Letters that occur in no notice stand for the signs that the last step would otherwise drop:
# several for each, so that in a count of 5-grams a lost sign weighs as much as a lost word.
_SIGNS = {"%": "ʘʘʘ", "‰": "ʬʬʬ"}
_POINT = "ʭʭ"


@cache
def _simplifier() -> Any:
    """The converter, built on first use: its dictionaries take a noticeable while to read."""
    return OpenCC("t2s")


def _drop_gloss(match: re.Match[str]) -> str:
    """Return "" for a pinyin gloss such as (fā) and the brackets unchanged for anything else."""
    letters = unicodedata.normalize("NFD", match[1])
    plain = "".join(c for c in letters if not unicodedata.combining(c))
    return "" if _PINYIN.fullmatch(plain) else match[0]


@lru_cache(maxsize=100_000)
def normal(text: str) -> str:
    """Return ``text`` as it is compared: no pinyin, one width, simplified, no punctuation, lower.

    >>> normal("達到 １，２００家（含）")
    '达到1200家含'
    >>> normal("1.6") == normal("16"), normal("5%") == normal("5")
    (False, False)
    """
    text = _GLOSS.sub(_drop_gloss, unicodedata.normalize("NFKC", text))
    text = _DECIMAL_POINT.sub(_POINT, text)
    for sign, stand_in in _SIGNS.items():
        text = text.replace(sign, stand_in)
    # The comma of 1,200 goes with all other punctuation.
    simplified = str(_simplifier().convert(text))
    return "".join(c for c in simplified if c.isalnum()).lower()


def grams(text: str, size: int = GRAM) -> frozenset[str]:
    """Return the distinct character ``size``-grams of the normal form.

    A text no longer than that is its own only gram; one with no letter or digit has none.
    """
    form = normal(text)
    if not form:
        return frozenset()
    return frozenset(form[i : i + size] for i in range(max(1, len(form) - size + 1)))


@lru_cache(maxsize=100_000)
def containment(passage: str, sought: str) -> float:
    """Return the share of the 5-grams of ``sought`` that occur in ``passage``; 0 for none.

    C(p, s) = |{g in G(s) : g is a substring of p}| / |G(s)|, over normal forms, G the set of
    character 5-grams. Source: "containment" in Broder (1997), On the resemblance and containment
    of documents, with characters for words.
    """
    wanted = grams(sought)
    if not wanted:
        return 0.0
    form = normal(passage)
    return sum(gram in form for gram in wanted) / len(wanted)


def holds(passage: str, sought: str, share: float = RETRIEVED_SHARE) -> bool:
    """Return whether ``passage`` holds at least ``share`` of ``sought``."""
    return containment(passage, sought) >= share


def states(text: str, forms: tuple[str, ...]) -> bool:
    """Return whether ``text`` states a fact in one of its accepted ``forms``."""
    have = normal(text)
    return any(form in have for form in map(normal, forms) if form)
