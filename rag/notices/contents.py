"""Tables of contents (目录): headings listed before the text that must not become clauses twice."""

from __future__ import annotations

import re

from rag.notices.markers import Candidate, find_candidates

_WORD = re.compile(r"(?:^|(?<=\s))目\s{0,4}[录次](?=\s)")
_WORD_WINDOW = 6_000  # characters from the head within which the word stands
_WINDOW = 20_000  # characters that a table of contents can take
_CHAPTERS = ("part", "chapter")
_HEADING = 40  # characters of a heading that are looked at
# What ends a heading: its page, the next heading.
_NEXT = re.compile(
    r"\s{3,}|第 ?[一二三四五六七八九十百\d]{1,5} ?[编章节条]|[.…·—-]{2}|(?<=[\u3400-\u9fff]) ?\d"
)


def find_contents(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the span of the table of contents in folded ``text[start:end]``, None without one.

    It ends where its first entry comes again as a heading. Chapters (编、章) listed without a
    single article between them are one even where no 目录 stands above them.
    """
    word = _WORD.search(text, start, min(end, start + _WORD_WINDOW))
    begin = word.end() if word else start
    first: Candidate | None = None
    for it in find_candidates(text, begin, min(end, begin + _WINDOW)):
        if first is None:
            if it.ordinals != (1,) or not (word or it.kind in _CHAPTERS):
                return None
            first = it
        elif it.printed == first.printed and _same(_words(text, it), _words(text, first)):
            return (word.start() if word else first.start), it.start
        elif it.kind == "article":
            return None
    return None


def _same(one: str, other: str) -> bool:
    """Return whether two headings begin alike; a flattened page has more behind a short one."""
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) > 1 and long.startswith(short))


def _words(text: str, it: Candidate) -> str:
    """Return how a heading begins, the same in the contents (总则 1) and above the text (总 则)."""
    line = text[it.end : it.end + _HEADING].lstrip().partition("\n")[0]
    return "".join(_NEXT.split(line, maxsplit=1)[0].split())[:4]
