"""One page to its notices."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from operator import attrgetter, itemgetter

from rag.notices import origin
from rag.notices.appointments import appointments
from rag.notices.clauses import cut_clauses
from rag.notices.damage import damaged_spans
from rag.notices.docnumber import Found, find_folded
from rag.notices.enclosed import enclosed_title
from rag.notices.fold import CleanText
from rag.notices.furniture import trim
from rag.notices.heads import Head, find_heads, find_lone_title
from rag.notices.layout import read_layout
from rag.notices.metadata import is_truncated, squeeze
from rag.notices.model import Attachment, Language, Notice
from rag.notices.references import references
from rag.notices.signatures import find_signatures
from rag.notices.statutes import find_statutes
from rag.notices.validity import effect, validity

_TRADITIONAL_SHARE = 0.03  # of the Han characters change on simplification


def parse_page(raw: str, source: str) -> list[Notice]:
    """Return the notices on a page, in order; ``raw`` is the decoded file ``source``."""
    page = CleanText(raw)
    numbers = find_folded(page.text)
    heads = find_heads(page.text, numbers)
    heads = sorted([*heads, *_alone(page.text, numbers, heads)], key=attrgetter("start"))
    heads = heads or find_lone_title(page.text)
    ends = [*(head.start for head in heads[1:]), len(page.text)]
    return [
        _notice(page, head, end, source, numbers) for head, end in zip(heads, ends, strict=False)
    ]


def _alone(text: str, numbers: list[Found], heads: list[Head]) -> list[Head]:
    """Return the statutes that no notice encloses: before the first head, or under an order."""
    first = heads[0].start if heads else len(text)
    starts = {head.start for head in heads}
    return [
        statute
        for statute in find_statutes(text, numbers)
        if statute.start not in starts and (statute.body <= first or statute.number)
    ]


def _notice(page: CleanText, head: Head, end: int, source: str, numbers: list[Found]) -> Notice:
    end = trim(page.text, head.body, end)
    head, title = _without_junk(page, head, end)
    layout = read_layout(page.text, head.start, head.body, end)
    parts, signature = layout.parts, layout.signature()
    main = [part for part in parts if not part.label]
    main_end = main[-1].end if main else head.body
    day = origin.issued_on(page, head, signature, main_end)
    issued_by = origin.issuer(page, head, signature, title)
    number = origin.number(page, head, issued_by)
    span = page.span(head.start, end)
    text = page.raw[span.start : span.end]
    enclosed = enclosed_title(page.text, head.body, parts[0].end, title)
    valid = validity(page.text, head.body, end, day)
    begins = effect(page.text, head.body, end, day)
    damaged = damaged_spans(text, span.start)
    repealed, cited = references(page.text, _within(numbers, head.body, end), number)
    return Notice(
        source=source,
        span=span,
        text=text,
        doc_number=number,
        title=title,
        enclosed_title=squeeze(page.printed(*enclosed)) if enclosed else None,
        issuer=issued_by,
        issued_on=day,
        addressees=page.printed(*head.addressees) if head.addressees else None,
        valid_until=valid[0] if valid else None,
        validity_text=page.printed(*valid[1]) if valid else None,
        abolishes=repealed,
        cites=cited,
        attachments=tuple(
            Attachment(part.label, part.title, page.span(part.start, part.end))
            for part in parts
            if part.label and part.title
        ),
        truncated=is_truncated(page.text[main[-1].start : main[-1].end]) if main else False,
        damaged=damaged,
        language=_language(page, head.start, end),
        clauses=cut_clauses(page, layout, head.body),
        validity_at=page.span(*valid[1]) if valid else None,
        effective_on=begins[0] if begins else None,
        effect_at=page.span(*begins[1]) if begins else None,
        appointments=tuple(
            found
            for found in appointments(page, head.body, end, title or "")
            if not any(found.span.overlaps(lost) for lost in damaged)
        ),
    )


def _without_junk(page: CleanText, head: Head, end: int) -> tuple[Head, str | None]:
    """Return the head and its title without words of the page that stick to the title.

    The signature tells where the title begins: it starts with whoever signed.
    """
    if not head.title:
        card = head.card.values.get("title") if head.card else None
        return head, squeeze(page.printed(*card)) if card else None
    start, stop = head.title
    signature = next(find_signatures(page.text, head.body, end), None)
    if signature:
        cut = page.text.find(signature.issuer.split(" ")[0] + "关于", start, stop)
        if cut > start:
            begin = cut if head.start == start else head.start
            head, start = replace(head, start=begin, title=(cut, stop)), cut
    return head, squeeze(page.printed(start, stop))


def _within(numbers: list[Found], start: int, end: int) -> list[Found]:
    first = bisect_left(numbers, start, key=itemgetter(1))
    return numbers[first : bisect_left(numbers, end, key=itemgetter(1))]


def _language(page: CleanText, start: int, end: int) -> Language:
    return "zh-Hant" if page.traditional(start, end) > _TRADITIONAL_SHARE else "zh-Hans"
