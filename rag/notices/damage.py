"""Text that is lost for good: mojibake and private-use characters.

A page converted through a wrong code table keeps "?", private-use characters, 锟斤拷 or letters
such as Ã¥Â¸ where words were.
The fragment around them, up to the next punctuation, is kept and marked, never quoted as fact.
"""

from __future__ import annotations

import re

from rag.notices.model import Span

# Bytes of UTF-8 read as Latin-1 or Windows-1252, replacement characters read as GBK, memory filled
# with one byte, question marks in the midst of words.
_GARBLED = (
    r"(?:[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u017e\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{1,3}){2,40}"
    r"|锟斤拷?|(?<=锟)斤拷|斤拷锟|烫{3,40}|屯{3,40}"
    r"|(?<=[\u3400-\u9fff])(?<![吗呢么吧])\?{2,40}(?=[\u3400-\u9fff])"
)
_LOST = re.compile(
    rf"{_GARBLED}|[\ue000-\uf8ff\ufffd]"
    r"|\?(?=[；，、。;,?)）a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ\ue000-\uf8ff])"
    r"|(?<=[\u3400-\u9fff])\?(?=[\u3400-\u9fff])"
)
_SIGNS = re.compile(rf"[\ue000-\uf8ff\ufffd]|\?[；a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]|{_GARBLED}")
_REACH = 60  # characters of a fragment on either side where no punctuation ends it before
_STOP = re.compile(r"[，。；、,;\n“”《》]")


def damaged_spans(raw: str, offset: int = 0) -> tuple[Span, ...]:
    """Return the fragments of ``raw`` around lost characters, shifted by ``offset``, merged."""
    if not _SIGNS.search(raw):
        return ()  # a plain question mark alone is no sign of damage
    spans: list[list[int]] = []
    for match in _LOST.finditer(raw):
        if spans and match.end() <= spans[-1][1]:
            continue
        floor = max(0, match.start() - _REACH)
        before = [m.end() for m in _STOP.finditer(raw, floor, match.start())]
        reach = min(len(raw), match.end() + _REACH)
        after = _STOP.search(raw, match.end() + 1, reach)
        start = before[-1] if before else floor
        end = after.start() if after else reach
        if spans and start <= spans[-1][1]:
            spans[-1][1] = max(end, spans[-1][1])
        else:
            spans.append([start, end])
    return tuple(Span(start + offset, end + offset) for start, end in spans)
