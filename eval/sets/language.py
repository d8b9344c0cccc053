"""The language and script of a question, told simply."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from opencc import OpenCC

_HAN = re.compile(r"[\u3400-\u9fff]")


@cache
def _converters() -> tuple[Any, Any]:
    """The converters, built on first use: their dictionaries take a noticeable while to read."""
    return OpenCC("t2s"), OpenCC("s2t")


def language(text: str, beside: str = "") -> str:
    """Return zh-Hant, zh-Hans or en: the script by the characters of one script alone.

    >>> language("補貼多少？"), language("补贴多少？"), language("How much?")
    ('zh-Hant', 'zh-Hans', 'en')

    :param beside: more text in the same script, for what is too short to tell by.
    """
    if not _HAN.search(text):
        return "en"
    simplify, traditionalise = _converters()
    whole = text + beside
    return "zh-Hant" if _changed(simplify, whole) > _changed(traditionalise, whole) else "zh-Hans"


def simplified(text: str) -> str:
    """Return ``text`` in simplified characters."""
    return str(_converters()[0].convert(text))


def _changed(converter: Any, text: str) -> int:
    return sum(a != b for a, b in zip(text, converter.convert(text), strict=False))
