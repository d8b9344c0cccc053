"""Questions about a notice itself: its number (文号), who issued it, when it was signed."""

from __future__ import annotations

import re

from rag.index.model import Record

_ASKS = re.compile(
    r"文号|发文字号|几号文|成文日期|发文日期|印发日期|发文机关|(?:什么时候|何时|哪天|哪年)(?:印发|发布|发的|出台|下发)"
    r"|谁(?:印发|发布|发的|出台)|document number|date of issue|issued by|who issued"
)
_CITED = re.compile(r"根据|依据|落实|批复|引用的|提到的|废止的|上位")
_ORDINAL_DATE = "{0.year}年{0.month}月{0.day}日"


def asks_about_notice(question: str) -> bool:
    """Return whether ``question`` (matching form) asks for what stands in a notice's head.

    The number of a document that a notice goes back to stands in its text, not in its head.
    """
    return _ASKS.search(question) is not None and _CITED.search(question) is None


def say_of(record: Record) -> str:
    """Return one sentence with the title, number, issuer and day of a notice, as far as stated."""
    parts = [f"《{record.shown_title}》"]
    if record.doc_number:
        parts.append(f"的文号是{record.doc_number}")
    if record.issuer:
        parts.append(("，" if len(parts) > 1 else "") + f"由{record.issuer}印发")
    if record.issued_on:
        day = _ORDINAL_DATE.format(record.issued_on)
        parts.append(("，" if len(parts) > 1 else "") + f"成文日期为{day}")
    return "".join(parts) + "。"
