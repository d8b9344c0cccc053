"""List teasers (列表摘要) before a notice: a title or addressees cut off with "...", a web date."""

from __future__ import annotations

import re

from rag.notices.titles import BULLETS, at_line_start

TEASER = re.compile(r"[^\s。][^\n。]{0,80}?(?:\.{3,12}|…{1,2})(?=\s|$)")
WEB_DATE = re.compile(r"(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)")
_LEAD = re.compile(rf"[\s{BULLETS}]*")
_LINE = 400  # characters that a line of a teaser can have
_MOST_LINES = 12


def with_teaser(text: str, start: int, lowest: int) -> int:
    """Return where the teaser lines before ``start`` begin, ``start`` where there are none.

    None of them begins before ``lowest``, where something else ends.
    """
    if not at_line_start(text, start):
        return start
    first = start
    below = text.rfind("\n", max(0, start - _LINE), start) + 1
    for _ in range(_MOST_LINES):
        if below == 0:
            break
        floor = max(0, below - 1 - _LINE)
        above = text.rfind("\n", floor, below - 1) + 1
        if above == 0 and floor:
            break  # the line above is longer than any teaser
        line = text[above : below - 1].strip()
        if above < lowest or (line and not _is_teaser(line, text, start)):
            break
        if line:
            lead = _LEAD.match(text, above)
            first = lead.end() if lead else above
        below = above
    return first


def _is_teaser(line: str, text: str, start: int) -> bool:
    """Return whether ``line`` is cut off, a web date, or repeats the title at ``start``."""
    if TEASER.search(line) or WEB_DATE.match(line):
        return True
    bare = line.lstrip(BULLETS)
    return "关于" in bare and text.startswith(bare, start)
