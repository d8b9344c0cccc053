"""The text that a covering notice encloses (印发、转发): which of the titles in 《》 it is.

The notice's own title names it, with or without 《》. A letter cites other texts beside it: those
it is based on (根据、为贯彻落实) are never what it issues.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.notices.fold import fold

Span = tuple[int, int]

_QUOTED = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")
_ISSUES = re.compile(r"印发|转发|批转|公布|发布|下发|颁布")
_SENTENCE = re.compile(r"[^。;!?\n]*[。;!?\n]?")
_MATTER = re.compile(
    r"(?:印发|转发|批转|公布|发布|下发)(.+?)(?:的(?:通知|决定|公告|通告|函|意见))?$"
)
_UNQUOTED = re.compile(r"现将([^《》。,;:]{4,80}?)(?:印发|转发|公布|发布|下发)")
# The words before a title that make it a basis, and those between several of them.
_BASIS = re.compile(
    r"(?:根据|按照|依据|依照|遵照|贯彻|落实|执行|遵守|参照|结合|鉴于)"
    r"(?:(?!制定|编制|修订|现将|拟定|形成|出台|印发|组织)[^。;《》]){0,24}"
    r"(?:《[^《》]*》[、,和及与]?){0,8}$"
)
_REACH = 200  # characters before a title that can make it a basis
_SHORTEST = 4  # characters of a matter that names a text


def enclosed_title(text: str, start: int, end: int, title: str | None) -> Span | None:
    """Return where the title stands that the covering letter ``text[start:end]`` issues.

    None where the notice's own ``title`` says that it issues nothing.
    """
    if title and not _ISSUES.search(title):
        return None
    quoted = [span for span in _quoted(text, start, end) if not _is_basis(text, start, span)]
    named = _matter(title)
    for span in quoted:
        words = _bare(text[slice(*span)])
        if named and (named in words or (len(words) > _SHORTEST and words in named)):
            return span
    unquoted = _UNQUOTED.search(text, start, end)
    if named and unquoted and _bare(unquoted[1]) in (named, _bare(title or "")):
        return unquoted.span(1)
    for match in _SENTENCE.finditer(text, start, end):
        if _ISSUES.search(match[0]):
            inside = [span for span in quoted if match.start() <= span[0] < match.end()]
            if inside:
                return inside[0]
    return None


def _quoted(text: str, start: int, end: int) -> Iterator[Span]:
    for match in _QUOTED.finditer(text, start, end):
        yield match.span(1)


def _is_basis(text: str, start: int, span: Span) -> bool:
    before = text[max(start, span[0] - 1 - _REACH) : span[0] - 1]
    return bool(_BASIS.search(before))


def _matter(title: str | None) -> str:
    """Return what a title says is issued, in bare form, "" where it names nothing."""
    match = _MATTER.search(_bare(title or ""))
    return match[1] if match and len(match[1]) >= _SHORTEST else ""


def _bare(text: str) -> str:
    return re.sub(r"[\s《》〈〉]", "", fold(text))
