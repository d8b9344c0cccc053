"""What a notice says of itself: titles, issuer, validity (有效期), what it repeals and cites."""

from __future__ import annotations

import re

from rag.notices.heads import AGENCY
from rag.notices.references import references as references
from rag.notices.validity import validity as validity

_QUOTED = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")
_ISSUES = re.compile(r"印发|转发|公布|发布|下发|颁布")
_SENTENCE = re.compile(r"[^。;!?\n]*[。;!?\n]?")
_LAST_SENTENCE = re.compile(r"[。;!?](?=[^。;!?])")
_BROKEN = re.compile(r"[。;][^\s。;!?”》)』】]{1,60}$")  # a sentence begun right behind another
_CUT_ITEM = re.compile(r";\s*\([一二三四五六七八九十]{1,3}\)[^。;!?\n]{0,60}$")  # the list goes on
_LISTING = re.compile(r"\s附\s?件\s?:[^。]{1,400}$")  # names of attachments at the end of a text
_WORDS = re.compile(r"[。;!?:\s]")
_ENDED = "。;!?”》)』】"


def squeeze(text: str) -> str:
    """Return a title without the blanks and line breaks a page put into it."""
    return re.sub(r"\s+", "", text)


def enclosed_title(text: str, start: int, end: int, title: str | None) -> tuple[int, int] | None:
    """Return where the title in 《》 stands that the covering letter says it issues.

    None where the notice's own ``title`` says that it issues nothing.
    """
    if title and not _ISSUES.search(title):
        return None
    for match in _SENTENCE.finditer(text, start, end):
        quoted = _QUOTED.search(text, match.start(), match.end())
        if quoted and _ISSUES.search(match[0]):
            return quoted.span(1)
    return None


def issuer_of(title: str | None) -> str | None:
    """Return the agency a title begins with, None where it names none."""
    if not title or "关于" not in title:
        return None
    name = title.split("关于", 1)[0]
    return name if AGENCY.search(name) else None


def is_truncated(text: str) -> bool:
    """Return whether folded ``text``, a part's running text, breaks off before its end.

    It does when its last sentence has no end, or ends inside a bracket that was never closed.
    """
    tail = text.rstrip()[-1500:]
    listing = _LISTING.search(tail)
    tail = tail[: listing.start()].rstrip() if listing else tail
    if not tail:
        return False
    last = _LAST_SENTENCE.split(tail)[-1]
    if last.count("(") > last.count(")") or last.count("《") > last.count("》"):
        return True
    if tail[-1] in _ENDED:
        return False
    return bool(_BROKEN.search(tail) or _CUT_ITEM.search(tail)) or len(_WORDS.split(tail)[-1]) > 60
