"""Characters that fixed-page files write for others, and text layers that say nothing true.

Fonts subset by browsers and word processors often map the glyph of 一 to the radical U+2F00, which
looks the same and is found by nobody.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Radicals of the supplement (U+2E80–2EFF) that Unicode gives no equivalent for.
_SUPPLEMENT = {
    "⺠": "民", "⻁": "虎", "⻄": "西", "⻅": "见", "⻆": "角", "⻉": "贝", "⻋": "车", "⻓": "长",
    "⻔": "门", "⻘": "青", "⻙": "韦", "⻚": "页", "⻛": "风", "⻜": "飞", "⻝": "食", "⻢": "马",
    "⻣": "骨", "⻤": "鬼", "⻥": "鱼", "⻦": "鸟", "⻧": "卤", "⻨": "麦", "⻩": "黄", "⻬": "齐",
    "⻮": "齿", "⻰": "龙", "⻳": "龟", "⺟": "母", "⻑": "長", "⻌": "辶", "⻫": "斉", "⻭": "歯",
}  # fmt: skip
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_EXPONENT = re.compile(r"[-+−]?\d{1,3}")
_HAN = re.compile(r"[\u3400-\u9fff]")
# Each of these stands in any page of Chinese prose, simplified or traditional.
_COMMON = frozenset("的和在一有不为為人中大及年月日是市上以政")
_LOST = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]|\(cid:\d+\)")
_WESTERN = re.compile(r"[\u00a1-\u00ff]")


@cache
def _equivalents() -> dict[int, str]:
    table = {ord(char): plain for char, plain in _SUPPLEMENT.items()}
    for point in (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB07)):
        plain = unicodedata.normalize("NFKC", chr(point))
        if plain != chr(point):
            table[point] = plain
    return table


def unified(text: str) -> str:
    """Return ``text`` with radicals, compatibility ideographs and ligatures as plain characters."""
    return text.translate(_equivalents())


def raised(text: str) -> str:
    """Return what stands raised in a line as it is to be read there: 10⁴ is not 104.

    >>> raised("4"), raised("注")
    ('⁴', '注')
    """
    return text.translate(_RAISED) if _EXPONENT.fullmatch(text.strip()) else text


def is_garbled(page: str) -> bool:
    """Return whether a page's text cannot be what the page shows.

    Told by characters that are lost (a tenth is enough), by Latin-1 where there should be Chinese,
    by a page with nothing but digits, and by Chinese without any of its commonest characters.
    """
    shown = re.sub(r"\s+", "", page)
    if len(shown) < 20:
        return False
    lost = sum(len(match[0]) for match in _LOST.finditer(shown))
    if 10 * lost > len(shown) or 3 * len(_WESTERN.findall(shown)) > len(shown):
        return True
    if 20 * sum(1 for c in shown if c.isalpha()) < len(shown):
        return True
    han = _HAN.findall(shown)
    return len(han) >= 150 and _COMMON.isdisjoint(han)
