"""Whether a question asks for another year's edition of a notice than the collection holds.

2027年的家电以旧换新细则, where the titles held say 2024年 and 2025年, is not the one of 2025: its
clauses are near, and every one of them is of the wrong year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rag.index.model import Record
from rag.index.terms import matching_form

_YEAR = r"(?<!\d)(?:19|20)\d\d(?!\d)"
_RANGE = re.compile(rf"({_YEAR})年?\s*[-—–~～至到]+\s*({_YEAR})")
_ONE = re.compile(_YEAR)
# A year said of a document: 2027年的…细则, 2027年版…预案. Of 2027年高校毕业生 it is said of people.
_KIND = "方案|办法|计划|细则|预案|规定|通知|措施|意见|规划|政策|文件|要点|清单|公告|通告"
_SAID = re.compile(
    rf"(?P<year>{_YEAR})年(?:度|版)?的?[《<]?(?P<what>[\u3400-\u9fff]{{4,30}}?(?:{_KIND}))"
)
_SHORTEST = 4  # characters of a title that follow the year


def other_edition(question: str, first: Record, records: Iterable[Record]) -> bool:
    """Return whether ``question`` names an edition of ``first`` that is not among ``records``.

    It does where a year is said of words that stand in the title of ``first``, that title bears
    years, and no title with these words bears the year asked for. A title with a range of years
    (2025—2027年) bears all of them.

    :param question: in matching form.
    :param first: the notice of the best passage.
    """
    titles: list[str] | None = None
    for said in _SAID.finditer(question):
        year = int(said["year"])
        words = next(_shared(said["what"], _titles(first)), "")
        if not words or not any(_years(title) for title in _titles(first)):
            continue
        if titles is None:
            titles = [title for record in records for title in _titles(record)]
        bearing = [years for title in titles if words in title and (years := _years(title))]
        if not any(year in years for years in bearing):
            return True
    return False


def _titles(record: Record) -> list[str]:
    return [matching_form(title) for title in (record.enclosed_title, record.title) if title]


def _shared(what: str, titles: Iterable[str]) -> Iterator[str]:
    """Yield the longest beginning of ``what`` in each of ``titles`` that has one."""
    for title in titles:
        for end in range(len(what), _SHORTEST - 1, -1):
            if what[:end] in title:
                yield what[:end]
                break


def _years(title: str) -> set[int]:
    """Return the years that a title bears, those within a range included.

    >>> sorted(_years("行动方案(2024-2026年)"))
    [2024, 2025, 2026]
    """
    years = {int(found[0]) for found in _ONE.finditer(title)}
    for found in _RANGE.finditer(title):
        first, last = int(found[1]), int(found[2])
        years.update(range(first, last + 1) if last - first < 50 else ())
    return years
