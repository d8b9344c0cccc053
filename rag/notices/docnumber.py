"""The document number (发文字号): a key, not a string.

GB/T 9704-2012, 7.2.5: 机关代字 (agency code), year in 〔〕, serial, 号. Orders (令) and
announcements (公告、通告) carry the name of who issues them, a serial, and a year or none.
Pages write any bracket, either script, figures or numerals, blanks and pinyin in between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.notices.codes import code_before, is_agency, name_before
from rag.notices.dates import YEAR, year_of
from rag.notices.numerals import parse_numeral

_OPEN, _CLOSE = r"[〔\[【(（〈﹝［<‹{〖「『]", r"[〕\]】)）〉﹞］>›}〗」』]"
_WEAK = "(（〈<‹{「『"  # brackets that hold other things than years, too
_CN = "一二三四五六七八九十百零〇○"
# A suffix (12-1号) or numerals need 号 behind them, so do figures set apart.
_SERIAL = (
    rf"(?P<serial>\d(?: \d){{1,4}}(?=\s?号)|\d{{1,5}}|[{_CN}]{{1,6}}(?=\s{{0,2}}号))(?!\d)"
    r"(?:\s?[-—–]\s?(?P<part>\d{1,3})(?=\s?号))?"
)
_YEAR_SERIAL = re.compile(
    rf"(?P<open>{_OPEN})\s{{0,2}}(?P<year>{YEAR})\s{{0,2}}{_CLOSE}\s{{0,2}}第?\s{{0,2}}{_SERIAL}"
    r"(?:\s{0,2}(?P<hao>号)(?:\s?(?P<kind>公告|通告|令))?|(?![\d年月日.%-]))"
)
_KIND = re.compile("公告|通告|令")
_KIND_BEFORE = re.compile(r"(公告|通告|令)\s{0,4}$")
_AFTER = re.compile(
    rf"\s{{0,4}}(?P<open>\()?\s?(?:(?P<year>{YEAR})\s?年\s?)?(?P<di>第\s?)?{_SERIAL}\s{{0,2}}号"
    r"(?(open)\s?\))"
)
_BEFORE = re.compile(rf"(?:(?P<year>{YEAR})\s?年\s?)?(?P<di>第\s?)?{_SERIAL}\s?号\s?$")
_BEHIND_TITLE = re.compile(
    rf"(?P<kind>公告|通告|令)》\s?\((?P<start>(?P<year>{YEAR})\s?年\s?第\s?{_SERIAL}\s?号)"
)
_PRINTED = re.compile(
    r"(?P<code>[\u3400-\u9fff]{2,20})〔(?P<year>\d{4})〕(?P<serial>\d{1,5})(?:-(?P<part>\d{1,3}))?号"
)
_TITLE_REACH = 160
# 号 of another number of the same series: 甲府发〔2024〕1号、2号, not 1号、2号楼.
_NEXT = re.compile(
    rf"\s?(?:[、,]|[和与及]|以及)\s?(?:[〔\[【(](?P<year>{YEAR})[〕\]】)]\s?)?(?P<di>第\s?)?{_SERIAL}"
    r"\s?号(?=\s|$|[、,;。:)》”]|文件|等|[和与及]|同时|一并|均|规定|要求|精神|执行|废止|失效|停止)"
)
_CODE_ENDS = "发字函办电规告复议通任呈审备监综批示令税"
_NO_CODE = re.compile(r"(?:方案|办法|规划|计划|预案|通知|意见|规定|条例|细则|标准|目录|第)$")


@dataclass(frozen=True, slots=True, eq=False)
class DocNumber:
    """A document number: agency code, year, serial. Equality is equality of the document.

    An order (令) may have no year: ``DocNumber("某省人民政府令", None, 178)``. ``part`` is the
    suffix of a serial, 1 in 12-1号. Blanks in the code, as between joint agencies, mean nothing.
    """

    code: str
    year: int | None
    serial: int
    part: int | None = None

    def __str__(self) -> str:
        serial = f"{self.serial}号" if self.part is None else f"{self.serial}-{self.part}号"
        if self.year is None:
            return f"{self.code}第{serial}"
        kind = _KIND_BEFORE.search(self.code)
        if kind and is_agency(self.code[: kind.start()]):
            return f"{self.code}{self.year}年第{serial}"
        return f"{self.code}〔{self.year}〕{serial}"

    def __eq__(self, other: object) -> bool:
        return self._key == other._key if isinstance(other, DocNumber) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> tuple[str, int | None, int, int | None]:
        return "".join(self.code.split()), self.year, self.serial, self.part

    def is_near(self, other: DocNumber) -> bool:
        """Return whether the two share the serial and the year or the code: one may be meant."""
        same = self.serial == other.serial
        return same and (self.year == other.year or self.code == other.code)

    def shares_serial(self, other: DocNumber) -> bool:
        """Return whether year, serial and suffix are the same, whatever the agency codes."""
        return self._key[1:] == other._key[1:]

    @classmethod
    def parse(cls, text: str) -> DocNumber | None:
        """Return the number that ``text`` as a whole writes, None where it is none."""
        folded = _folded(text).strip()
        found = find_folded(folded)
        if len(found) == 1:
            number, start, end = found[0]
            if not folded[:start].strip() and not folded[end:].strip("号 \t\n"):
                return number
        return None

    @classmethod
    def printed(cls, text: str) -> DocNumber | None:
        """Return the number whose ``str`` is ``text``, in a fraction of the time of ``parse``.

        None where ``text`` is not written as ``str`` writes it, or is an order (令).
        """
        match = _PRINTED.fullmatch(text)
        if match is None:
            return None
        part = int(match["part"]) if match["part"] else None
        number = cls(match["code"], int(match["year"]), int(match["serial"]), part)
        return number if str(number) == text else None

    @classmethod
    def find_all(cls, text: str) -> list[Found]:
        """Return every number in ``text`` with its offsets, in order.

        ``text`` may be in either script and width; offsets are exact only where folding keeps
        length, that is for text without pinyin brackets.
        """
        return find_folded(_folded(text))


Found = tuple[DocNumber, int, int]  # a number and where it stands


def find_folded(text: str) -> list[Found]:
    """Return the numbers in text that is folded already (``CleanText.text``), with offsets."""
    first = [*_in_brackets(text), *_of_kinds(text), *_behind_titles(text)]
    found = [*first, *(later for one in first for later in _series(text, one))]
    return sorted(found, key=lambda item: item[1])


def _in_brackets(text: str) -> Iterator[Found]:
    """Yield numbers with a year in brackets: 甲府发〔2024〕5号, 某局公告〔2024〕第5号."""
    for match in _YEAR_SERIAL.finditer(text):
        year, (serial, part) = year_of(match["year"]), _serial(match)
        end, free = match.end(), _closes_line(text, match.end())
        if year is None or not serial:
            continue
        before = _KIND_BEFORE.search(text[max(0, match.start() - 8) : match.start()])
        kind, at = (before[1], len(before[0])) if before else (match["kind"], 0)
        name, start = name_before(text, match.start() - at, free) if kind else ("", end)
        if name:
            yield DocNumber(f"{name}{kind}", year, serial, part), start, end
            continue
        if match["kind"]:
            end = match.end("hao")
        code, start = code_before(text, match.start(), free)
        if code and (match["open"] not in _WEAK or _is_named(text, match, code, start)):
            yield DocNumber(code, year, serial, part), start, end


def _is_named(text: str, match: re.Match[str], code: str, start: int) -> bool:
    """Return whether a year in round brackets is a number's: 国发(2024)12号, not 方案(2024)12号.

    The code ends as codes do, or the number stands alone in brackets or on its line.
    """
    end = match.end("hao")
    if not match["hao"]:
        alone = not text[start - 1 : start].strip("\n") and not text[end : end + 1].strip("\n")
        return alone and code[-1] in _CODE_ENDS
    enclosed = text[max(0, start - 1) : start] == "(" and text[end : end + 1] == ")"
    line = _closes_line(text, end) and (start == 0 or text[start - 1] == "\n")
    return code[-1] in _CODE_ENDS or ((enclosed or line) and not _NO_CODE.search(code))


def _of_kinds(text: str) -> Iterator[Found]:
    """Yield orders and announcements: 令第3号, 第3号令, 公告2024年第3号, 2024年第3号公告."""
    for kind in _KIND.finditer(text):
        after = _AFTER.match(text, kind.end())
        lowest = max(0, kind.start() - 20)
        before = None if after else _BEFORE.search(text[lowest : kind.start()])
        match = after or before
        if match is None or not (match["year"] or match["di"] or (before and kind[0] == "令")):
            continue
        end = after.end() if after else kind.end()
        start = kind.start() if after else lowest + match.start()
        year, (serial, part) = year_of(match["year"]) if match["year"] else None, _serial(match)
        name, start = name_before(text, start, _closes_line(text, end))
        if name and serial and (year or not match["year"]):
            yield DocNumber(name + kind[0], year, serial, part), start, end


def _behind_titles(text: str) -> Iterator[Found]:
    """Yield 2019年第15号 of 《某局关于甲的公告》(2019年第15号): the title tells the agency."""
    for match in _BEHIND_TITLE.finditer(text):
        year, (serial, part) = year_of(match["year"]), _serial(match)
        lead = text[max(0, match.start() - _TITLE_REACH) : match.start()]
        names = lead.rpartition("《")[2].split("关于", 1)[0].replace("、", " ").split()
        if "《" in lead and year and serial and names and all(map(is_agency, names)):
            code = " ".join(names) + match["kind"]
            yield DocNumber(code, year, serial, part), match.start("start"), match.end("start")


def _series(text: str, first: Found) -> Iterator[Found]:
    """Yield the numbers that share the code of ``first``: 〔2020〕15号、16号, 令第1号、第2号."""
    number, _, end = first
    while text[end - 1] == "号":
        match = _NEXT.match(text, end)
        if match is None or (number.year is None and not match["di"]):
            return
        year = year_of(match["year"]) if match["year"] else number.year
        serial, part = _serial(match)
        if not serial or (match["year"] and year is None):
            return
        start = match.start("di") if match["di"] else match.start("serial")
        start = match.start("year") - 1 if match["year"] else start
        end = match.end()
        yield DocNumber(number.code, year, serial, part), start, end


def _serial(match: re.Match[str]) -> tuple[int, int | None]:
    """Return the serial, 0 where it is none, and its suffix."""
    part = int(match["part"]) if match["part"] else None
    return parse_numeral("".join(match["serial"].split())) or 0, part


def _closes_line(text: str, end: int) -> bool:
    """Return whether a blank stands at ``end``, or behind the bracket that closes there."""
    after = text[end : end + 2]
    after = after[1:] if after[:1] == ")" else after
    return not after or after[0].isspace()


def _folded(text: str) -> str:
    from rag.notices.fold import CleanText  # fold needs Span, which lives beside Notice

    return CleanText(text).text
