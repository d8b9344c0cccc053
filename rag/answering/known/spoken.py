"""Which document a question speaks of: a notice held, or one that a clause only cites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from rag.index.model import Record
from rag.index.terms import matching_form
from rag.notices.docnumber import DocNumber, find_folded
from rag.notices.fold import CleanText
from rag.retrieval.question import without_function_words

_FEWEST, _SHARE = 3, 0.5  # pairs of characters of a name, and how many of them a title has
_LEAST = 2  # pairs of characters that tell a document cited from any other
_BEFORE = 90  # characters before a number in which the document's name stands
_NAMED = re.compile(r"《(?P<name>[^《》]{2,80})》\s?\(?\s?$")
_CLAUSE = re.compile(r"[。;:,\n]")
_HAN = re.compile(r"[\u3400-\u9fff]+")
# What stands before it is about the notice that cites, what stands behind it about what is cited.
_CITES = re.compile(
    r"(?:依据|根据|按照|参照|对照|遵照|执行|落实|引用|提到|提及|说到|列出|废止|取代)(?:了)?的|[里中](?:面)?的"
)
_EDITION = re.compile(r"(20\d\d)年?版")
_SHORT_NUMBER = re.compile(r"(?P<year>20\d\d)年(?:的)?第?(?P<serial>\d{1,4})号(?!楼|线|院|门)")


def may_be(record: Record, spoken_of: str, question: str = "") -> bool:
    """Return whether a notice may be what a question calls ``spoken_of``, "" for no name at all.

    A document that a notice only speaks of has a name, too; its number is not the notice's. The
    edition that ``question`` asks for (2019年版) is that of the title or of the year of issue.
    """
    editions = set(_EDITION.findall(question))
    year = str(record.issued_on.year) if record.issued_on else ""
    if editions and year not in editions and not any(it in _titles(record) for it in editions):
        return False
    pairs = _pairs(spoken_of)
    shared = pairs & _pairs(_titles(record))
    return len(pairs) < _FEWEST or len(shared) >= _SHARE * len(pairs)


def cited_instead(described: str, record: Record, texts: Iterable[str]) -> DocNumber | None:
    """Return the number of a document cited in ``texts`` that fits better than ``record`` does.

    :param described: what a question says of the document it asks about, in matching form.
    :param texts: the passages found.
    """
    wanted = _pairs(without_function_words(_CITES.split(described)[-1]))
    own = wanted & _pairs(_titles(record))
    fits = {
        number: wanted & _pairs(name)
        for text in texts
        for number, name in _citations(text)
        if number != record.number
    }
    best = max(fits, key=lambda number: len(fits[number]), default=None)
    if best is None or len(fits[best]) < max(_LEAST, len(own) + 1):
        return None
    # What the notice alone has of the words may be what it is known by.
    return best if own <= fits[best] or len(fits[best]) > 2 * len(own) else None


def short_numbers(question: str) -> set[tuple[int, int]]:
    """Return year and serial of numbers that ``question`` gives without an agency: 2020年97号文."""
    return {
        (int(match["year"]), int(match["serial"])) for match in _SHORT_NUMBER.finditer(question)
    }


def _citations(text: str) -> Iterator[tuple[DocNumber, str]]:
    """Yield each number in ``text`` with the name before it, or else the words before it."""
    folded = CleanText(text).text
    for number, start, _ in find_folded(folded):
        before = folded[max(0, start - _BEFORE) : start]
        named = _NAMED.search(before)
        yield number, matching_form(named["name"] if named else _CLAUSE.split(before)[-1])


def _titles(record: Record) -> str:
    return matching_form(f"{record.shown_title} {record.enclosed_title or ''}")


def _pairs(text: str) -> set[str]:
    return {a + b for run in _HAN.findall(text) for a, b in pairwise(run)}
