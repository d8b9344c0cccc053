"""The form in which a statement and its sources are compared.

Two prints of one fact differ in script, width, pinyin, blanks inside words and letter case; none
of that is substance. Everything that is (digits, points, signs, brackets) stays.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from rag.notices.fold import fold

HAN = "\u3400-\u9fff"

# Enclosed numbers (①, ⑴, ⒈, ㈠, ❶) count items; folded to digits they would join what follows.
_ENCLOSED = re.compile("[\u2460-\u24ff\u2776-\u2793\u3220-\u3229\u3280-\u3289\u32b1-\u32bf]")
# Stacked marks are no language, and folding takes quadratic time over them.
_STACKED = re.compile("[\u0300-\u036f]{4,}")
_FORMAT = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
# Blanks mean something only between two Latin words or two figures.
_BLANKS = re.compile(r"(?<![a-z0-9])\s+|\s+(?![a-z0-9])")
# A figure with a gap after it is a cell of a table: the next cell is not its unit.
_CELL = re.compile(rf"(?<=\d)(?:[^\S\n]{{2,}}|[^\S\n]*[\n\t]\s*)(?=[{HAN}])")
# "1.2023年" is item 1 and a year: no measure of years has four decimals.
_ITEM_YEAR = re.compile(r"(?<![\d.])(\d{1,2})\.(?=(?:19|20)\d\d年)")
_DASHES = str.maketrans(
    dict.fromkeys("‐‑‒–—―−﹣", "-") | {"～": "~", "〜": "~", "∼": "~", "﹪": "%"}
)


def plain(text: str) -> str:
    """Return ``text`` for comparing facts: folded, dashes as one, no blanks but between figures.

    >>> plain("鄂爾多斯市　財政局：達到 １６．５％")
    '鄂尔多斯市财政局:达到16.5%'
    """
    text = _STACKED.sub("", _FORMAT.sub("", _ENCLOSED.sub(" ", text)))
    text = fold(text).translate(_DASHES)
    return _ITEM_YEAR.sub(r"\1. ", _BLANKS.sub("", _CELL.sub("|", text)))


def blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return ``text`` with ``_`` in place of each of ``spans``: read once, not to be read again."""
    out = list(text)
    for start, end in spans:
        out[start:end] = "_" * (end - start)
    return "".join(out)


def bare(text: str) -> str:
    """Return the letters and figures of plain ``text``: titles are set with any punctuation."""
    return "".join(c for c in text if c.isalnum())


def is_control(char: str) -> bool:
    """Return whether ``char`` is invisible: control and format characters, line breaks apart."""
    return char not in "\n\t" and unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs")
