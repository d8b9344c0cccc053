"""Orders and announcements (令、公告) that promulgate a text, and their numbers.

行政法规制定程序条例, 27; 规章制定程序条例, 30: an order names who issues it, its serial, the text,
who approved it and when; the text follows. Its number has no agency code of its own: 第12号 under
the title 某某人民政府令, 2024年第3号 under 某某局公告.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from operator import itemgetter

from rag.notices.docnumber import DocNumber, Found
from rag.notices.titles import line_title

BARE_NUMBER = re.compile(
    r"^[ \t]*\(?(?:(?P<year>(?:19|20)\d\d)\s?年\s?|〔\s?(?P<bracketed>(?:19|20)\d\d)\s?〕\s?)?"
    r"(?:第\s?)?(?P<serial>\d{1,5})\s?号\)?[ \t]*$",
    re.MULTILINE,
)
"""Matches a line that holds nothing but a number without its agency code."""
_ABOVE = 1_500  # characters between an order's number and the title it promulgates
_PROMULGATES = re.compile("公布|发布|施行|颁布")
_NAMED = r"《[^《》]{2,80}(?:〈[^〉]{1,60}〉[^《》]{0,40})?》"
_PROMULGATION = re.compile(
    rf"\s*(?:{_NAMED}\s?已[^。]{{0,160}}?公布|现?(?:将|公布|发布|颁布){_NAMED})"
)
_KIND = re.compile(r"(公告|通告|令|公报|通报)(?:\([^()]*\))?$")


def bare_of(match: re.Match[str]) -> tuple[int | None, int]:
    """Return year and serial of a ``BARE_NUMBER``."""
    year = match["year"] or match["bracketed"]
    return (int(year) if year else None), int(match["serial"])


def promulgates(text: str, at: int) -> bool:
    """Return whether the sentence at ``at`` names a text in 《》 and makes it public (现予公布)."""
    return bool(_PROMULGATION.match(text, at))


def with_code(title: str, bare: tuple[int | None, int]) -> DocNumber:
    """Return the number that ``bare`` is under ``title``: who issues and the kind are its code."""
    year, serial = bare
    words = "".join(title.split())
    kind = _KIND.search(words)
    code = words.split("关于", 1)[0] + kind[1] if kind and "关于" in words else words
    return DocNumber(code, year, serial)


def order_above(
    text: str, numbers: list[Found], floor: int, title: int
) -> tuple[int, DocNumber | None]:
    """Return where the order above ``title`` begins and its number; the title's start without.

    ``numbers`` are those found on the page, ``floor`` is where the notice before ends.
    """
    lowest = max(floor, title - _ABOVE)
    low = bisect_left(numbers, lowest, key=itemgetter(1))
    high = bisect_left(numbers, title, key=itemgetter(1))
    for number, start, end in reversed(numbers[low:high]):
        begins = start == 0 or text[start - 1] == "\n"
        free = begins and text[end : end + 1].isspace() and number.code.endswith(("令", "公告"))
        if free and _PROMULGATES.search(text, end, title):
            return start, number
    for match in reversed(list(BARE_NUMBER.finditer(text, lowest, title))):
        above = line_title(text, match.start(), lowest)
        if above and _PROMULGATES.search(text, match.end(), title):
            return above[0], with_code(text[slice(*above)], bare_of(match))
    return title, None
