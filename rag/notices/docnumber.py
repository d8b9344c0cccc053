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
_CODE = re.compile(
    rf"(?:(?<![{_HAN}])(?:[{_HAN}]\s){{2,8}}[{_HAN}]"  # every character set apart: 甲 府 发
    rf"|[{_HAN}](?:[{_HAN}]|\s(?=[{_HAN}]\s?$)){{0,15}})\s{{0,2}}$"
)
_ORDER_AFTER = re.compile(r"令\s?第?\s?(\d{1,5}|[一二三四五六七八九十百零〇]{1,6})\s?号")
_ORDER_BEFORE = re.compile(r"第?\s?(\d{1,5})\s?号$")
_ORDER_CODE = re.compile(
    rf"[{_HAN}]{{0,20}}(?:政府|委员会|国务院|主席|办公室|总局|银行|[部厅局署])\s?$"
)
# Words that run into a number in a sentence; the agency code starts after the last of them.
_WORDS = re.compile(
    r".*(?:根据|按照|依据|依照|遵照|落实|参照|贯彻|执行|修订|替代|代替|关于|请问|问一下|查一下|查询|看看|"
    r"想问|以及|还有|现将|号|文件|通知|意见|方案|办法|规定|决定|废止|停止)(?=[^号]{2,}$)"
)
_JOINERS = "原和与及或见由即的了在是把对按据照以跟同查问为将"
_IN_NAMES = "和同即"  # joiners that names of places begin with, too
_OPENERS = " \n\t([《“【〔"

_CODE_ENDS = "发字函办电规告复议通任呈审备监综批示令"


@dataclass(frozen=True, slots=True)
class DocNumber:
    """A document number: agency code, year, serial. Equality is equality of the document.

    An order (令) has no year: ``DocNumber("某省人民政府令", None, 178)``.
    """

    code: str
    year: int | None
    serial: int

    def __str__(self) -> str:
        if self.year is None:
            return f"{self.code}第{self.serial}号"
        return f"{self.code}〔{self.year}〕{self.serial}号"

    def is_near(self, other: DocNumber) -> bool:
        """Return whether the two share the serial and the year or the code: one may be meant."""
        same = self.serial == other.serial
        return same and (self.year == other.year or self.code == other.code)

    @classmethod
    def parse(cls, text: str) -> DocNumber | None:
        """Return the number that ``text`` as a whole writes, None where it is none."""
        folded = _folded(text)
        found = find_folded(folded)
        if len(found) == 1:
            number, start, end = found[0]
            if not folded[:start].strip() and not folded[end:].strip("号 \t\n"):
                return number
        return None

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
    found: list[Found] = []
    for match in _YEAR_SERIAL.finditer(text):
        code, start = _code_before(_CODE, text, match.start())
        # Round brackets also hold plain years: "方案(2024)12号" is no number, "国发(2024)12号" is.
        named = match["hao"] and code[-1:] in tuple(_CODE_ENDS)
        if len(code) >= 2 and (match["open"] not in "(（〈" or named):
            number = DocNumber(code, int(match["year"]), int(match["serial"]))
            found.append((number, start, match.end()))
    at = text.find("令")
    while at >= 0:
        order = _order_at(text, at)
        if order is not None:
            found.append(order)
        at = text.find("令", at + 1)
    return sorted(found, key=lambda item: item[1])


def _order_at(text: str, at: int) -> Found | None:
    """Return the number of the order whose 令 stands at ``at``: 令第3号 or 第3号令."""
    after = _ORDER_AFTER.match(text, at)
    before = None if after else _ORDER_BEFORE.search(text[max(0, at - 10) : at])
    if after:
        digits, start, end = after[1], at, after.end()
    elif before:
        digits, start, end = before[1], at - len(before[0]), at + 1
    else:
        return None
    serial = parse_numeral(digits)
    code, start = _code_before(_ORDER_CODE, text, start)
    return (DocNumber(code + "令", None, serial), start, end) if serial and code else None


def _code_before(pattern: re.Pattern[str], text: str, end: int) -> tuple[str, int]:
    """Return the agency code that ends at ``end`` without the words running into it."""
    floor = max(0, end - 24)
    match = pattern.search(text[floor:end])
    if match is None:
        return "", end
    code = match[0]
    start = floor + match.start()
    words = _WORDS.match(code)
    cut = words.end() if words else 0
    cut += _joined(code[cut:], text[start + cut - 1] if start + cut else " ")
    return "".join(code[cut:].split()), start + cut


def _joined(code: str, before: str) -> int:
    """Return where ``code`` starts behind joining words: 与甲府发, 本办法和甲府发.

    Such characters also stand in names: one behind a single character (呼和…, 太原…) or in 共和国
    joins nothing, nor does the first one of a name that opens a text or a bracket.
    """
    cut = 0
    for index, char in enumerate(code[:-2]):
        if char not in _JOINERS or code[index - 1 : index + 2] == "共和国":
            continue
        opens = index == cut
        if opens and char in _IN_NAMES and index == 0 and before in _OPENERS:
            continue
        if opens or char in "的了" or index - cut >= 2:
            cut = index + 1
    return cut


def _folded(text: str) -> str:
    from rag.notices.fold import CleanText  # fold needs Span, which lives beside Notice

    return CleanText(text).text
