"""Who issued a notice and when: from its signature, else its title, number, 题注 or card."""

from __future__ import annotations

import re
from datetime import date

from rag.notices.agencies import NAMED
from rag.notices.dates import DATE, NUMERIC, date_of, find_dates
from rag.notices.docnumber import DocNumber, find_folded
from rag.notices.fold import CleanText
from rag.notices.heads import Head
from rag.notices.metadata import issuer_of, squeeze
from rag.notices.signatures import Signature

# 题注: the bracket under a title that says when the text was issued, adopted or last amended.
_NOTE = re.compile(r"\s{0,8}\(([^()]{6,400})\)")
_ORDER = re.compile(r"(.{2,})(?:令|公告|通告)$")
_DATED_LINE = re.compile(rf"^[ \t]*{DATE.pattern}[ \t]*$", re.MULTILINE)
_BARE_CODES = ("公告", "通告", "令", "公示", "通报")


def issuer(
    page: CleanText, head: Head, signature: Signature | None, title: str | None
) -> str | None:
    """Return who issued the notice, None where nothing says it."""
    if signature:
        return signature.issuer
    named = issuer_of(title)
    if named is None and head.number and (order := _ORDER.match(head.number.code)):
        named = order[1]
    if named is None and head.card and "issuer" in head.card.values:
        named = squeeze(page.printed(*head.card.values["issuer"]))
    if named is None and title and (begins := NAMED.match(title)):
        named = begins[1]
    return named


def issued_on(page: CleanText, head: Head, signature: Signature | None, end: int) -> date | None:
    """Return the day of issue (成文日期), None where nothing says it.

    ``end`` is where the running text of the notice ends, before its attachments.
    """
    if signature:
        return signature.day
    note = _NOTE.match(page.text, head.title[1]) if head.title else None
    dates = [day for day, _, _ in find_dates(note[1])] if note else []
    dates = dates or [day for day, _, _ in find_dates(page.text[head.start : head.body])]
    if not dates:  # signed by nobody: the last line of the text that is a date alone
        lines = _DATED_LINE.finditer(page.text, head.body, end)
        dates = [day for line in lines if (day := date_of(line)) is not None]
    if dates:
        return dates[-1]
    span = head.card.values.get("issued_on") if head.card else None
    return _day(page.text[slice(*span)]) if span else None


def number(page: CleanText, head: Head, issued_by: str | None) -> DocNumber | None:
    """Return the notice's own number: its head's, else that in its 题注, else its card's.

    A number under a bare 公告 has whoever issued it for its code.
    """
    own = head.number or _promulgating(page, head)
    if own and own.code in _BARE_CODES and issued_by:
        return DocNumber("".join(issued_by.split()) + own.code, own.year, own.serial)
    span = head.card.values.get("number") if head.card and own is None else None
    return DocNumber.parse(page.text[slice(*span)]) if span else own


def _promulgating(page: CleanText, head: Head) -> DocNumber | None:
    """Return the order in the bracket under a statute's title that made it public."""
    note = _NOTE.match(page.text, head.title[1]) if head.title and not head.addressees else None
    if note is None:
        return None
    for found, _, end in find_folded(note[1]):
        if re.match(r"\s?(?:公布|发布|颁布)", note[1][end:]):
            return found
    return None


def _day(text: str) -> date | None:
    numeric = NUMERIC.search(text)
    if numeric:
        return date_of(numeric)
    return next((day for day, _, _ in find_dates(text)), None)
