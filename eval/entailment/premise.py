"""What a citation or a passage gives a reader: its text, and what is known of where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.answering.model import Citation, Retrieved

_BLANK_LINES = re.compile(r"\n\s*\n")
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def premise(given: Iterable[Citation | Retrieved]) -> str:
    """Return what ``given`` say together, paragraphs with a blank line between them.

    Each gives a line with title, document number (发文字号), issuer, date of issue and paragraph,
    as far as it states them, and then its quote or text. An answer may repeat either.

    >>> premise([Citation(1, "云政发〔2025〕1号", "", None, None, "一、", "补助5元。", "", 0, 0)])
    '（云政发〔2025〕1号），一、\\n\\n补助5元。'
    """
    return "\n\n".join(part for it in given for part in (_whence(it), _text(it)) if part)


def _text(it: Citation | Retrieved) -> str:
    return _as_paragraph(it.quote if isinstance(it, Citation) else it.text)


def _whence(it: Citation | Retrieved) -> str:
    title = f"《{it.title.strip('《》')}》" if it.title else ""
    number = f"（{it.doc_number}）" if it.doc_number else ""
    issued = (it.issuer or "", _day(it.issued_on or "")) if isinstance(it, Citation) else ()
    parts = (title + number, *issued, it.paragraph)
    return _as_paragraph("，".join(part for part in parts if part))


def _day(day: str) -> str:
    """Return an ISO date as notices write it, anything else as it is."""
    match = _DAY.fullmatch(day.strip())
    return f"{match[1]}年{int(match[2])}月{int(match[3])}日" if match else day


def _as_paragraph(text: str) -> str:
    return _BLANK_LINES.sub("\n", text.strip())
