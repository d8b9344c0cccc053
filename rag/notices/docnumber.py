"""The document number (发文字号): a key, not a string.

GB/T 9704-2012, 7.2.5: 机关代字 (agency code), year in 〔〕, serial, 号. Orders (令) carry a serial
without a year. Pages write any bracket, either script, blanks and pinyin in between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.notices.numerals import parse_numeral

_HAN = r"\u3400-\u9fff"
_OPEN, _CLOSE = r"[〔\[【(（〈﹝［]", r"[〕\]】)）〉﹞］]"
_YEAR_SERIAL = re.compile(
    rf"(?P<open>{_OPEN})\s{{0,2}}(?P<year>(?:19|20)\d\d)\s{{0,2}}{_CLOSE}\s{{0,2}}"
    r"第?\s{0,2}(?P<serial>\d{1,5})(?!\d)\s{0,2}(?P<hao>号?)"
)
_CODE = re.compile(rf"[{_HAN}](?:[{_HAN}]|\s(?=[{_HAN}]\s?$)){{0,15}}\s{{0,2}}$")
_ORDER = re.compile(
    r"令\s?第?\s?(?P<after>\d{1,5}|[一二三四五六七八九十百零〇]{1,6})\s?号"
    r"|第?\s?(?P<before>\d{1,5})\s?号令"
)
_ORDER_CODE = re.compile(
    rf"[{_HAN}]{{0,20}}(?:人民政府|委员会|国务院|主席|办公室|总局|[部厅局署])\s?$"
)
# Words that run into a number in a sentence; the agency code starts after the last of them.
_BEFORE = re.compile(
    r".*(?:根据|按照|依据|依照|遵照|落实|参照|贯彻|执行|修订|替代|代替|关于|请问|问一下|查一下|查询|看看|"
    r"想问|以及|还有|文件|通知|意见|方案|办法|规定|决定|废止|停止|原|和|与|及|或|见|由|即|的|了|在|是|把|对|"
    r"按|据|照|以|跟|同|查|问|为)(?=[^号]{2,}$)"
)

_CODE_ENDS = "发字函办电规告复议通任呈审备监综批示令"


@dataclass(frozen=True, slots=True)
class DocNumber:
    """A document number: agency code, year, serial. Equality is equality of the document.

    An order (令) has no year: ``DocNumber("内蒙古自治区人民政府令", None, 178)``.
    """

    code: str
    year: int | None
    serial: int

    def __str__(self) -> str:
        if self.year is None:
            return f"{self.code}第{self.serial}号"
        return f"{self.code}〔{self.year}〕{self.serial}号"

    @classmethod
    def parse(cls, text: str) -> DocNumber | None:
        """Return the number that ``text`` as a whole writes, None where it is none."""
        found = cls.find_all(text)
        if len(found) == 1:
            number, start, end = found[0]
            if not _folded(text)[:start].strip() and not _folded(text)[end:].strip("号 "):
                return number
        return None

    @classmethod
    def find_all(cls, text: str) -> list[tuple[DocNumber, int, int]]:
        """Return every number in ``text`` with its offsets, in order.

        ``text`` may be in either script and width; offsets are exact only where folding keeps
        length, that is for text without pinyin brackets.
        """
        return find_folded(_folded(text))


def find_folded(text: str) -> list[tuple[DocNumber, int, int]]:
    """Return the numbers in text that is folded already (``CleanText.text``), with offsets."""
    found: list[tuple[DocNumber, int, int]] = []
    for match in _YEAR_SERIAL.finditer(text):
        code, start = _code_before(_CODE, text, match.start())
        # Round brackets also hold plain years: "方案(2024)12号" is no number, "国发(2024)12号" is.
        named = match["hao"] and code[-1:] in tuple(_CODE_ENDS)
        if len(code) >= 2 and (match["open"] not in "(（〈" or named):
            number = DocNumber(code, int(match["year"]), int(match["serial"]))
            found.append((number, start, match.end()))
    for match in _ORDER.finditer(text):
        serial = parse_numeral(match["after"] or match["before"])
        code, start = _code_before(_ORDER_CODE, text, match.start())
        if serial is not None and code:
            found.append((DocNumber(code + "令", None, serial), start, match.end()))
    return sorted(found, key=lambda item: item[1])


def _code_before(pattern: re.Pattern[str], text: str, end: int) -> tuple[str, int]:
    """Return the agency code that ends at ``end`` without the words running into it."""
    floor = max(0, end - 24)
    match = pattern.search(text[floor:end])
    if match is None:
        return "", end
    code = match[0]
    prefix = _BEFORE.match(code)
    cut = prefix.end() if prefix else 0
    return "".join(code[cut:].split()), floor + match.start() + cut


def _folded(text: str) -> str:
    from rag.notices.fold import CleanText  # fold needs Span, which lives beside Notice

    return CleanText(text).text
