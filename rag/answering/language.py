"""Whether a statement is written in the language that was asked for.

A check against Chinese clauses reads Chinese, and of English the names, dates and numbers; what is
written in any other script, or in English where Chinese was asked for, cannot be checked.
"""

from __future__ import annotations

import re
import unicodedata

_HAN = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z]{2,}")
WORD = 2  # Chinese characters that say about as much as one English word
_SAYS = frozenset({"Lo", "Ll", "Lu"})


def in_language(text: str, language: str) -> bool:
    """Return whether ``text`` is in ``language`` ("zh-Hans", "zh-Hant", "en").

    Names and abbreviations in Latin letters may stand in a Chinese statement, and Chinese, which
    can be checked, for an English one; Chinese script, simplified or not, is one.

    >>> in_language("The quota is 50.", "zh-Hans"), in_language("PM2.5年均浓度", "zh-Hans")
    (False, True)
    """
    han, latin = len(_HAN.findall(text)), len(_LATIN.findall(text))
    others = sum(_is_other(char) for char in text)
    if others > han + latin:
        return False
    return language == "en" or latin * WORD <= han or han + latin == 0


def _is_other(char: str) -> bool:
    """Return whether ``char`` is a letter of a script that is neither Chinese nor Latin."""
    if char.isascii() or unicodedata.category(char) not in _SAYS:
        return False
    name = unicodedata.name(char, "")
    return not name.startswith(("CJK", "LATIN", "FULLWIDTH", "GREEK", "ROMAN"))
