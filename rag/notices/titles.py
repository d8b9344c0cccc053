"""Titles (标题) on a folded page: issuer, 关于 or 印发, matter, kind of document (文种).

GB/T 9704-2012, 7.3.1. A title with 关于 is found anywhere at a boundary; one without is told by
filling its line, so only pages that kept their lines have it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.notices.agencies import AGENCY, STARTS

_HAN = r"\u3400-\u9fff"
# 文种 of the regulation on official documents; the soft ones also end names of what a title issues.
KINDS = "通知|决定|决议|意见|公告|通告|批复|复函|函|通报|命令|令|议案|报告|请示|纪要|公报|公示"
SOFT_KINDS = (
    "修正案|措施|办法|规定|方案|细则|规划|计划|要点|预案|制度|规则|名单|指引|指南|清单|目录|规程"
)
# A bracket that belongs to the title (试行), not one that holds the number.
_PAREN = r"(?:\((?![^()\n]{1,30}号\))[^()\n]{1,30}\))?"
_BEHIND = r"(?=[,、 \n_|\[【]|》\s*\n|\([^()\n]{4,30}号\)|$)"
_END = re.compile(rf"的?(?:{KINDS}){_PAREN}{_BEHIND}")
_SOFT_END = re.compile(rf"的?(?:{SOFT_KINDS}){_PAREN}{_BEHIND}(?!\s*\(|\s*的)")
_ISSUES = re.compile("印发|转发|批转|公布|发布|下达|修改|废止|调整")
_LIMIT = 220
_ISSUER_LIMIT = 80
_VERBS = ("关于", "印发", "转发", "批转", "公布", "发布", "下达")
# A sentence cites a title, or speaks of one.
_CITES = re.compile(
    "根据|按照|依据|依照|遵照|为[了做加推进深切全贯落]|经(?![济营信贸开])|现[将就]|贯彻|落实|参照|鉴于|已经|附件"
)
BULLETS = " \t•·●▪■◆"
_SENTENCE_ENDS = "。;!?》)”日号"
_WHOLE = re.compile(rf"[{_HAN}《》()“”〈〉·、—\-–\dA-Za-z ]{{2,120}}")
_BARE = re.compile(r"(?:公\s*告|通\s*告|通\s*知|通\s*报|公\s*示|命\s*令)")
_WHOLE_END = re.compile(rf"(?:{KINDS}|{SOFT_KINDS}|任免|工作人员){_PAREN}$")
_STRONG_END = re.compile(rf"(?:公告|通告|通知|令|公示|通报|决定|批复|函|纪要){_PAREN}$")
_MOST_LINES = 4  # over which a title is broken
# The label or tag before a title on its line.
_OPENED = re.compile(
    r"(?:^|\n)[ \t]*(?:《|(?:标\s*题|名\s*称)\s?:\s?|[【\[][^】\]\n]{1,12}[】\]])$"
)
_ITEM = re.compile(r"(?:^|\s)\(?\d{1,3}[.、)]?\s{0,3}$")

Span = tuple[int, int]


def find_titles(text: str) -> Iterator[Span]:
    """Yield the titles that name what they are about, each within one sentence."""
    done = -1
    for at in _anchors(text):
        if at < done:
            continue
        start = _issuer_start(text, at)
        end = None if start is None else _title_end(text, at)
        if start is not None and end is not None and not _in_list(text, start):
            yield start, end
            done = end


def _anchors(text: str) -> Iterator[int]:
    for match in re.finditer("|".join(_VERBS), text):
        yield match.start()


def line_title(text: str, end: int, floor: int) -> Span | None:
    """Return the title whose last line ends at ``end``, blanks aside; None where it is none."""
    stop = floor + len(text[floor:end].rstrip())
    start = stop
    for _ in range(_MOST_LINES):
        start = max(text.rfind("\n", floor, start), floor - 1) + 1
        words = text[start:stop].strip(BULLETS + "\n")
        if is_title(words):
            return stop - len(text[start:stop].lstrip(BULLETS + "\n")), stop
        if start <= floor or not _WHOLE.fullmatch("".join(words.split())):
            return None
        start -= 1
    return None


def is_title(words: str, strong: bool = False) -> bool:
    """Return whether a whole line, or several put together, is a title by itself.

    A ``strong`` one is of a kind that no text enclosed in another document has.
    """
    bare = "".join(words.split())
    if _BARE.fullmatch(words):
        return True
    end = _STRONG_END if strong else _WHOLE_END
    named = _WHOLE.fullmatch(bare) and end.search(bare) and STARTS.match(bare)
    return bool(named) and not _CITES.match(bare)


def _title_end(text: str, at: int) -> int | None:
    window = text[at : at + _LIMIT]
    stop = re.search(r"[。;!?:…]|\.\.|\n\s*\n\s*\n", window)
    window = window[: stop.start()] if stop else window
    end = next((match.end() for match in _END.finditer(window) if _closed(window, match)), None)
    if end is None and not _ISSUES.search(window):
        soft = (match.end() for match in _SOFT_END.finditer(window) if _closed(window, match))
        end = next(soft, None)
    return None if end is None else at + end


def _closed(window: str, match: re.Match[str]) -> bool:
    inside = window[: match.start()]
    return inside.count("《") == inside.count("》") and inside.count("(") == inside.count(")")


def _issuer_start(text: str, at: int) -> int | None:
    """Return where the title around the verb at ``at`` begins, None where it is body text."""
    floor = max(0, at - _ISSUER_LIMIT)
    lead = text[floor:at]
    here = floor + len(lead.rstrip())
    start: int | None = None
    while True:  # joint issuers stand side by side, a blank, a line break or 、 between
        token = re.search(rf"(?<![{_HAN}·])[{_HAN}·]+$", text[floor:here])
        if token is None or not AGENCY.search(token[0]) or _CITES.match(token[0]):
            break
        here = floor + token.start()
        if at_boundary(text, here):
            start = here
        gap = re.search(r"(?:、|(?<! )(?: +| *\n *))$", text[floor:here])
        before = text[floor:here].rstrip()
        if gap is None or before.endswith(token[0]):  # the site's name stands above its title
            break
        here = floor + gap.start()
    if start is None and text.startswith("关于", at) and at_line_start(text, at):
        return at
    return start


def at_line_start(text: str, at: int) -> bool:
    """Return whether nothing but blanks and bullets stands before ``at`` on its line."""
    while at and text[at - 1] in BULLETS:
        at -= 1
    return at == 0 or text[at - 1] == "\n"


def at_boundary(text: str, at: int) -> bool:
    """Return whether a title can begin at ``at``: a line, a blank or a sentence's end before it."""
    if at_line_start(text, at):
        return True
    if text[at - 1] in "《:】]" and _OPENED.search(text[max(0, at - 24) : at]):
        return True
    return text[at - 1] in " \t" or text[at - 1] in _SENTENCE_ENDS


def _in_list(text: str, start: int) -> bool:
    """Return whether a number stands before the title: an item of a list, a row of a table."""
    return bool(_ITEM.search(text[max(0, start - 8) : start]))
