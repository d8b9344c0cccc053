"""Text that is lost for good: mojibake and private-use characters.

A page converted through a wrong code table keeps "?" or private-use characters where words were.
The fragment around them, up to the next punctuation, is kept and marked, never quoted as fact.
"""

from __future__ import annotations

import re

from rag.notices.model import Span

_LOST = re.compile(
    r"[\ue000-\uf8ff\ufffd]"
    r"|\?(?=[；，、。;,?)）a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ\ue000-\uf8ff])"
    r"|(?<=[\u3400-\u9fff])\?(?=[\u3400-\u9fff])"
)
_REACH = 60  # characters of a fragment on either side where no punctuation ends it before
_STOP = re.compile(r"[，。；、,;\n“”《》]")


def damaged_spans(raw: str, offset: int = 0) -> tuple[Span, ...]:
    """Return the fragments of ``raw`` around lost characters, shifted by ``offset``, merged."""
    if not re.search(r"[\ue000-\uf8ff\ufffd]|\?[；a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]", raw):
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
