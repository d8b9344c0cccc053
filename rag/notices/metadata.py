"""What else a notice says of itself: whose title it bears, whether its text breaks off."""

from __future__ import annotations

import re

from rag.notices.agencies import AGENCY

_LAST_SENTENCE = re.compile(r"[。;!?](?=[^。;!?])")
_BROKEN = re.compile(r"[。;][^\s。;!?”》)』】]{1,60}$")  # a sentence begun right behind another
_CUT_ITEM = re.compile(r";\s*\([一二三四五六七八九十]{1,3}\)[^。;!?\n]{0,60}$")  # the list goes on
_LISTING = re.compile(r"\s附\s?件\s?:[^。]{1,400}$")  # names of attachments at the end of a text
_WORDS = re.compile(r"[。;!?:\s]")
_ENDED = "。;!?”》)』】"


def squeeze(text: str) -> str:
    """Return a title without the blanks and line breaks a page put into it."""
    return re.sub(r"\s+", "", text)


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
