"""One page to its notices."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from operator import itemgetter

from rag.notices.clauses import cut_clauses
from rag.notices.damage import damaged_spans
from rag.notices.docnumber import Found, find_folded
from rag.notices.fold import CleanText
from rag.notices.heads import Head, find_heads
from rag.notices.layout import find_signatures, read_layout
from rag.notices.metadata import (
    enclosed_title,
    is_truncated,
    issuer_of,
    references,
    squeeze,
    validity,
)
from rag.notices.model import Attachment, Language, Notice
from rag.notices.statutes import find_statutes

# Site furniture behind a notice: links to explanations, share buttons, closing bars, breadcrumbs.
_FURNITURE = re.compile(
    r"相关链接|相关解读|相关附件下载|相关政策|政策解读|扫一扫|打印本页|打印\s?关闭|关闭窗口|分享到|责任编辑|"
    r"上一篇|下一篇|当前位置|您的位置|您所在的位置|首页\s?>|新闻中心|版权所有"
)
_BULLETS = " \n•·●▪■◆"
_FURNITURE_LINE = 160  # characters that such a line can have
_TRADITIONAL_SHARE = 0.03  # of the Han characters change on simplification


def parse_page(raw: str, source: str) -> list[Notice]:
    """Return the notices on a page, in order; ``raw`` is the decoded file ``source``."""
    page = CleanText(raw)
    numbers = find_folded(page.text)
    heads = find_heads(page.text, numbers) or find_statutes(page.text, numbers)
    ends = [*(head.start for head in heads[1:]), len(page.text)]
    return [
        _notice(page, head, end, source, numbers) for head, end in zip(heads, ends, strict=False)
    ]


def _notice(page: CleanText, head: Head, end: int, source: str, numbers: list[Found]) -> Notice:
    end = _trim(page.text, head.body, end)
    head, title = _without_junk(page, head, end)
    layout = read_layout(page.text, head.start, head.body, end)
    parts, signature = layout.parts, layout.signature()
    day = signature.day if signature else None
    span = page.span(head.start, end)
    text = page.raw[span.start : span.end]
    enclosed = enclosed_title(page.text, head.body, parts[0].end, title)
    valid = validity(page.text, head.body, end, day)
    repealed, cited = references(page.text, _within(numbers, head.body, end), head.number)
    main = [part for part in parts if not part.label]
    return Notice(
        source=source,
        span=span,
        text=text,
        doc_number=head.number,
        title=title,
        enclosed_title=squeeze(page.printed(*enclosed)) if enclosed else None,
        issuer=signature.issuer if signature else issuer_of(title),
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
        damaged=damaged_spans(text, span.start),
        language=_language(page, head.start, end),
        clauses=cut_clauses(page, layout, head.body),
    )


def _without_junk(page: CleanText, head: Head, end: int) -> tuple[Head, str | None]:
    """Return the head and its title without words of the page that stick to the title.

    The signature tells where the title begins: it starts with whoever signed.
    """
    if not head.title:
        return head, None
    start, stop = head.title
    signature = next(find_signatures(page.text, head.body, end), None)
    if signature:
        cut = page.text.find(signature.issuer.split(" ")[0] + "关于", start, stop)
        if cut > start:
            begin = cut if head.start == start else head.start
            head, start = replace(head, start=begin, title=(cut, stop)), cut
    return head, squeeze(page.printed(start, stop))


def _trim(text: str, start: int, end: int) -> int:
    """Return where the notice ends without the site's furniture and bullets behind it."""
    furniture = [
        match.start()
        for match in _FURNITURE.finditer(text, start, end)
        if match.start() == start or text[match.start() - 1] in " \n。"
    ]
    while furniture:
        at = furniture.pop()
        line = text.find("\n", at, end)
        rest = text[at : end if line < 0 else line]
        if (
            len(rest) > _FURNITURE_LINE
            or "。" in rest
            or text[at + len(rest) : end].strip(_BULLETS)
        ):
            break
        end = at
    return start + len(text[start:end].rstrip(_BULLETS))


def _within(numbers: list[Found], start: int, end: int) -> list[Found]:
    first = bisect_left(numbers, start, key=itemgetter(1))
    return numbers[first : bisect_left(numbers, end, key=itemgetter(1))]


def _language(page: CleanText, start: int, end: int) -> Language:
    return "zh-Hant" if page.traditional(start, end) > _TRADITIONAL_SHARE else "zh-Hans"
