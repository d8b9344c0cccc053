"""Agency codes (机关代字) and agency names as they stand before the year and serial of a number.

A sentence runs into them: 根据甲府发〔2024〕1号, 5月6日甲省人民政府令第8号. What belongs to the
sentence is cut off; the same characters in a name are not (原阳县, 住房和城乡建设部, 数据局).
"""

from __future__ import annotations

import re

from rag.notices.agencies import AGENCY

_HAN = r"\u3400-\u9fff"
_CODE = re.compile(
    rf"(?:(?<![{_HAN}])(?:[{_HAN}]\s){{2,8}}[{_HAN}]"  # every character set apart: 甲 府 发
    rf"|[{_HAN}](?:[{_HAN}]|\s(?=[{_HAN}]\s?$)){{0,15}})\s{{0,2}}$"
)
_RUN = re.compile(rf"[{_HAN}]{{1,40}}$")
_CODE_REACH, _NAME_REACH = 24, 48
_MOST_JOINT = 12  # agencies that issue one document together
# Words that run into a number in a sentence; the agency code starts after the last of them.
_WORD = (
    "根据|按照|依据|依照|遵照|落实|参照|贯彻|执行|修订|替代|代替|关于|请问|问一下|查一下|查询|看看|"
    "想问|以及|还有|现将|号|文件|通知|意见|方案|办法|规定|决定|废止|停止"
)
_WORDS = re.compile(rf".*(?:{_WORD})(?=[^号]{{2,}}$)")
_NO_CODE = re.compile(rf"(?:.*号)?(?:{_WORD}|.?)")
_DATED = re.compile(rf"(?:\d ?[年月日]|[一二三四五六七八九十] ?日)(?=[{_HAN}]{{2}})")
_JOINERS = "原和与及或见由即的了在是把对按据照以跟同查问为将"
_STRONG = "的了与及由把是跟"  # joiners that hardly stand inside a name
_IN_NAMES = "和同即原将对"  # joiners that names begin with, too
_OPENERS = " \n\t([《“【〔"
_BEHIND = "号)》”"  # a joiner behind them strings things together
_OF_GOVERNMENT = "政府办党委"  # what follows the place in a code: without a place it is none
_BOUND = {  # words in which such a character joins nothing
    *("数据", "证据", "自由", "合同", "大同", "对外", "应对", "草原", "行为", "顾问", "访问"),
    *("检查", "督查", "审查", "调查", "巡查", "稽查", "核查"),
}
_MATTER = re.compile(r"(?:办法|规定|条例|通知|意见|方案|细则|决定|规则|要求|精神|文件|等)$")
_APART = re.compile(r"(?: {1,3}| ?、 ?)$")


def code_before(text: str, end: int, free: bool) -> tuple[str, int]:
    """Return the agency code that ends at ``end`` and where it starts, "" where none does.

    ``free``: nothing follows the number on its line; nothing is cut from a code that has nothing
    before it either.
    """
    floor = max(0, end - _CODE_REACH)
    match = _CODE.search(text[floor:end])
    if match is None:
        return "", end
    start = floor + match.start()
    code = match[0]
    if free:
        run = _RUN.search(text[max(0, end - _NAME_REACH) : end].rstrip())
        if run and len(run[0]) > len(code.rstrip()):
            start, code = start - (len(run[0]) - len(code.rstrip())), run[0]
    cut = _cut(text, start, code, name=False, free=free)
    code = "".join(code[cut:].split())
    return ("", end) if _NO_CODE.fullmatch(code) else (code, start + cut)


def name_before(text: str, end: int, free: bool) -> tuple[str, int]:
    """Return the name of the agency that ends at ``end``, joint ones apart by a blank, and where.

    "" where what stands there names no agency. ``free`` as for a code.
    """
    name, start = _agency(text, end, free)
    if not name:
        return "", end
    names, begins, safe = [name], start, True
    while len(names) < _MOST_JOINT:
        gap = _APART.search(text[max(0, begins - 4) : begins])
        other, at = _agency(text, begins - len(gap[0]), free) if gap else ("", begins)
        if not gap or not other or other in names:
            break
        names.insert(0, other)
        begins = at
        safe = "、" in gap[0] and safe
    before = text[begins - 1 : begins]
    if safe or not before or before in _OPENERS.replace(" ", "") + "。;:,":
        return " ".join(names), begins
    return name, start  # agencies a blank apart may be words of the page


def _agency(text: str, end: int, free: bool) -> tuple[str, int]:
    """Return the name of one agency that ends at ``end`` and where it starts."""
    window = text[max(0, end - _NAME_REACH) : end]
    run = _RUN.search(window.rstrip()) if len(window) - len(window.rstrip()) <= 4 else None
    if run is None or not is_agency(run[0]):
        return "", end
    start = end - len(window) + run.start()
    cut = _cut(text, start, run[0], name=True, free=free)
    name = run[0][cut:]
    return (name, start + cut) if len(name) >= 2 and is_agency(name) else ("", end)


def is_agency(name: str) -> bool:
    """Return whether ``name`` ends as the name of an agency does."""
    return bool(AGENCY.search(name) or name.endswith("主席")) and not name.endswith("社会")


def _cut(text: str, start: int, code: str, *, name: bool, free: bool) -> int:
    """Return how many characters of ``code``, which stands at ``start``, the sentence owns."""
    cut = 0
    words = _WORDS.match(code)
    if words:
        cut = words.end()
    lead = text[max(0, start - 2) : start]
    for dated in _DATED.finditer(lead + code):
        cut = max(cut, dated.end() - len(lead))
    at = start + cut
    before = text[at - 1] if at else " "
    whole = free and cut == 0 and _opens_line(text, start)
    return cut + _joined(code[cut:], before, name=name, whole=whole)


def _opens_line(text: str, start: int) -> bool:
    """Return whether a blank, or a bracket that opens the line, stands before ``start``."""
    if start and text[start - 1] == "(":
        start -= 1
    return start == 0 or text[start - 1].isspace()


def _joined(code: str, before: str, *, name: bool, whole: bool) -> int:
    """Return where ``code`` starts behind joining words: 与甲府发, 本办法和甲府发.

    Such characters also stand in names: one behind a single character (呼和…, 太原…), in 共和国 or
    in a word of ``_BOUND`` joins nothing, nor does the first one of a name that opens a text or a
    bracket. In the ``name`` of an agency few of them join at all (工业和信息化部).
    """
    cut = 0
    for index, char in enumerate(code[:-2]):
        if char not in _JOINERS or code[index - 1 : index + 2] == "共和国":
            continue
        if {code[max(0, index - 1) : index + 1], code[index : index + 2]} & _BOUND:
            continue
        opens = index == cut
        if opens and char in _IN_NAMES and _begins_name(code[index + 1 :], char, before, whole):
            continue
        inside = index - cut >= 2
        if inside and name:
            left = code[cut:index]
            inside = char in _STRONG or (
                char == "和" and bool(is_agency(left) or _MATTER.search(left))
            )
        if opens or char in "的了" or inside:
            cut = index + 1
            before = char
    return cut


def _begins_name(rest: str, char: str, before: str, whole: bool) -> bool:
    """Return whether ``char``, which opens a code, is the first of a place's name."""
    if whole:
        return True
    if char in "和同即":
        if before in _OPENERS:
            return True
        if before in _BEHIND:
            return False
    return rest[0] in _OF_GOVERNMENT
