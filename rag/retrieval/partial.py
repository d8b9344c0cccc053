"""Document numbers as people shorten them: 36号文, 3号令, 甲府办发36号, 甲府发2024-36."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_NO_YEAR = r"(?!(?:19|20)\d\d(?!\d))"  # 甲府发2024 without a serial is no number 2024
_BARE = re.compile(
    rf"(?:{_YEAR}\s?年度?的?\s?)?(?<![\d.-])(?:第\s?)?(?P<serial>\d{{1,4}})\s?号\s?"
    r"(?P<kind>文件|文|通知|令|公告|通告)"
)
_KINDS = ("令", "公告", "通告")


@dataclass(frozen=True, slots=True)
class PartialNumber:
    """A number without its year, its code, or both; ``text`` is how it was typed, folded.

    ``kind`` is 令, 公告 or 通告 where that is asked for. ``certain``: it names a document and
    nothing else; 12号通知 may be a notice given on the twelfth.
    """

    text: str
    serial: int
    code: str | None = None
    year: int | None = None
    kind: str | None = None
    certain: bool = True


def partial_numbers(folded: str, codes: Iterable[str]) -> list[PartialNumber]:
    """Return the shortened numbers in ``folded``, which holds no whole ones.

    :param codes: the agency codes of the collection, in matching form.
    """
    out = []
    for part, start, end in _coded(folded, codes):
        out.append(part)
        folded = folded[:start] + " " * (end - start) + folded[end:]
    for match in _BARE.finditer(folded):
        kind = match["kind"] if match["kind"] in _KINDS else None
        year, certain = _int(match["year"]), match["kind"] != "通知"
        out.append(PartialNumber(match[0], int(match["serial"]), None, year, kind, certain))
    return list(dict.fromkeys(out))


def _coded(folded: str, codes: Iterable[str]) -> Iterator[tuple[PartialNumber, int, int]]:
    """Yield numbers that begin with a code of the collection, with offsets."""
    present = sorted({code for code in codes if code and code in folded}, key=len, reverse=True)
    if not present:
        return
    pattern = re.compile(
        rf"(?P<code>{'|'.join(map(re.escape, present))})\s?"
        rf"(?:[\[(〔【]?\s?{_YEAR}\s?(?:年|[\])〕】])?\s?-?\s?)?{_NO_YEAR}"
        r"(?:第\s?)?(?P<serial>\d{1,4})(?![\d.%])(?:\s?号(?:文件|文)?)?"
    )
    for match in pattern.finditer(folded):
        year = _int(match["year"])
        part = PartialNumber(match[0], int(match["serial"]), match["code"], year)
        yield part, match.start(), match.end()


def _int(text: str | None) -> int | None:
    return int(text) if text else None
