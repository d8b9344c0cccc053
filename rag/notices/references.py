"""Which documents a notice cites by number, and which of them it repeals (废止、失效).

A number is repealed as the subject of the word for it (《甲》(1号)同时废止), as its object
(废止《甲》(1号)、《乙》(2号)) or as an item of a list that such words announce or head.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from rag.notices.docnumber import DocNumber, Found

_REPEAL = re.compile(r"废止|废除|作废|失效|撤销|(?:停止|不再|终止)(?:执行|施行|实施|适用|使用)")
# What takes the word back: not, not yet, planned, done before by something else.
_NEGATED = re.compile(
    r"(?:[不未拟非]|暂缓|没有|是否|建议|申请|已经?(?:[于在][\d年月日]{1,14})?)"
    r"(?:予以?|被|得|宣布|自动|自行)?$"
)
_GOES_ON = re.compile(r"的|后|之?前|之日|时|期|工作|程序|情[形况]|或")
_FILL = "\ufffc"  # stands for a character of a title, a bracket or a number
_TITLE = re.compile(r"《[^《》]{0,200}》")
_BRACKET = re.compile(r"\([^()]{0,160}\)")
_SINCE = re.compile(r"(?:自|从|于)[^,;:\n]{1,30}?日(?:起|后)?|现")
_PLAIN = re.compile(
    r"上述|以上|前述|下列|以下|如下|以及|(?:\d{1,3}|[一二三四五六七八九十两百]{1,5})(?:[个件项份部]|、)|"
    r"(?:行政)?规范性文件|文件|通知|办法|规定|意见|方案|公告|决定|规章|法规|政策|措施|细则|条例|"
    r"同时|一并|即行|立即|全部|相应|随之|正式|予以?|自动|自行|宣布|一律|决定|了|"
    r"(?:公布|发布|印发|下发|颁布|出台|制定|施行|实施)的(?=\ufffc)|"
    r"[原等现将对把和与及并共自从均也由年月日、\s\d.()《》\ufffc]"
)
_REASON = re.compile(r"(?:因|由于|已)[^,;:\n]{2,40}$")
_ADVERB = re.compile(r"[^的条款项章后期不仍续部分,;:]{1,4}")  # 同步, 届时, but not 第三条
_BASIS = re.compile(
    r"(?:根据|按照|依据|依照|遵照|参照|落实|贯彻)(?:(?!规定|要求|精神|部署|安排)[^,;:\n])*$"
)
# What follows an object that is not repealed, or not as a whole.
_STAYS = re.compile(
    r"[\ufffc\s]*(?:文件)?(?:继续|仍|有效|暂|保留|不变|程序|中?的?(?:第|部分|[有相]关))"
)
_AMENDED = re.compile(r"\s?(?:公布|发布)?的?(?:修正|修订|修改)")
_ANNOUNCES = re.compile(r"[^,。;:\n]{0,30}:|[^,。;:\n]{0,2}(?:下列|以下)[^,。;:\n]{0,20}\n")
_HEADS = re.compile(
    r"的?[\u3400-\u9fff]{0,16}?(?:目录|清单|一览表|名单|文件|规章|法规)\ufffc{0,40}(?=\s|$)"
)
_HEADED = re.compile(r"(?:^|[\s.)\ufffc])(?:[一二三四五六七八九十]、)?[\u3400-\u9fff、和]{0,16}$")
_KEPT = re.compile(r"继续|保留|修改|修订|有效(?!期)")
_LIST_ENDS = re.compile(
    r"(?:^|\s)附[件表录]|(?<![文字编]号)(?<!日期):|"
    r"(?:^|[\s)\ufffc。;])(?:本(?:决定|通知|公告|办法|规定|通告|意见)|特此|根据|按照|自(?!治))|"
    r"(?:继续|保留|有效|修改|修订)[^。;\n]{0,12}(?:目录|清单|文件|规章|如下)\s"
)
_CLAUSE, _GAP, _REACH = 400, 240, 600  # characters of a clause, between items, around numbers


@dataclass(frozen=True, slots=True)
class _View:
    """The text around some numbers, titles, brackets and numbers filled in; its own offsets."""

    text: str
    items: tuple[tuple[int, int], ...]  # where the numbers stand
    titled: frozenset[int]  # numbers that stand inside a title

    def within(self, start: int, end: int) -> range:
        """Return the numbers that begin in ``start`` up to ``end``."""
        return range(bisect_left(self.items, (start, 0)), bisect_left(self.items, (end, 0)))


def references(
    text: str, numbers: list[Found], own: DocNumber | None
) -> tuple[tuple[DocNumber, ...], tuple[DocNumber, ...]]:
    """Return (repealed, cited) of the ``numbers`` found in ``text``, each once, never its own."""
    if not numbers:
        return (), ()
    repealed = _repealed(_view(text, numbers))
    others = [(at, number) for at, (number, _, _) in enumerate(numbers) if number != own]
    return (
        tuple(
            dict.fromkeys(
                number
                for at, number in others
                if at in repealed and not _AMENDED.match(text, numbers[at][2])
            )
        ),
        tuple(dict.fromkeys(number for _, number in others)),
    )


def _view(text: str, numbers: list[Found]) -> _View:
    begin = max(0, numbers[0][1] - _REACH)
    part = text[begin : numbers[-1][2] + _REACH]
    items = tuple((start - begin, end - begin) for _, start, end in numbers)
    filled, at = [], 0
    for start, end in items:
        filled += [part[at:start], _FILL * (end - max(start, at))]
        at = max(at, end)
    part = "".join([*filled, part[at:]])
    titled: set[int] = set()

    def fill(match: re.Match[str]) -> str:
        inside = range(bisect_left(items, (match.start(), 0)), bisect_left(items, (match.end(), 0)))
        if match[0][0] == "《":
            titled.update(inside)
        elif inside and _REPEAL.search(match[0]) and "已" not in match[0]:
            return match[0]  # a sentence of its own: (原甲发〔2020〕1号同时废止)
        return _FILL * len(match[0])

    for pattern in (_TITLE, _TITLE, _BRACKET):
        part = pattern.sub(fill, part)
    return _View(part, items, frozenset(titled))


def _repealed(view: _View) -> set[int]:
    """Return which of the numbers are repealed."""
    found: set[int] = set()
    floor = listed = 0  # end of the last word of repeal, numbers that lists have taken
    for word in _REPEAL.finditer(view.text):
        if not _NEGATED.search(view.text[max(0, word.start() - 24) : word.start()]):
            if not _GOES_ON.match(view.text, word.end()):
                found.update(_subjects(view, floor, word.start()))
            found.update(_objects(view, word.end()))
            begin = _list_after(view, word)
            if begin is not None and view.within(0, begin).stop >= listed:
                for at in _listed(view, begin):
                    found.add(at)
                    listed = at + 1
        floor = word.end()
    return found - view.titled


def _subjects(view: _View, floor: int, end: int) -> Iterator[int]:
    """Yield the numbers of which the word of repeal at ``end`` speaks.

    They stand in its clause, or in clauses before it that do nothing but list documents.
    """
    text, any_yet, stop = view.text, False, end
    summed_up = bool(re.search("上述|以上|前述", text[max(floor, end - 20) : end]))
    while stop > floor:
        lowest = max(floor, stop - _CLAUSE)
        start = max(text.rfind(mark, lowest, stop) for mark in ",;:\n。!?") + 1
        start = max(start, lowest)
        clause = text[start:stop]
        for at in view.within(start, stop):
            number, after = view.items[at]
            between = text[after:stop]
            if not any_yet and stop < end:
                between = _REASON.sub("", between)
            rest = _rest(between)
            if (not rest or _ADVERB.fullmatch(rest)) and not _BASIS.search(text[start:number]):
                yield at
        here = len(view.within(start, stop)) > 0
        if _rest(clause) or start == lowest:
            return
        any_yet = any_yet or here
        if text[start - 1] in ":!?" or (text[start - 1] == "。" and not summed_up):
            return
        stop = start - 1


def _objects(view: _View, begin: int) -> Iterator[int]:
    """Yield the numbers that follow the word of repeal at ``begin`` as what it repeals."""
    if view.text[begin : begin + 1] in tuple(",;。:!?"):
        return
    at, last = begin, None
    for number in range(view.within(0, begin).stop, len(view.items)):
        start, end = view.items[number]
        if start - at > _GAP or _rest(view.text[at:start].replace(",", "").replace(";", "")):
            break
        if last is not None:
            yield last
        at, last = end, number
    if last is not None and not _STAYS.match(view.text, at):
        yield last


def _list_after(view: _View, word: re.Match[str]) -> int | None:
    """Return where the list begins that the sentence or heading with ``word`` leads into."""
    text = view.text
    announced = _ANNOUNCES.match(text, word.end())
    if announced and not _KEPT.search(announced[0]):
        return announced.end()
    heads = _HEADS.match(text, word.end())
    headed = _HEADED.search(text[max(0, word.start() - 18) : word.start()])
    if not heads or not headed or _KEPT.search(headed[0]):
        return None
    return heads.end()


def _listed(view: _View, begin: int) -> Iterator[int]:
    """Yield the numbers of the list that begins at ``begin``, until its text goes on otherwise."""
    at = begin
    for number in range(view.within(0, begin).stop, len(view.items)):
        start, end = view.items[number]
        gap = view.text[at:start]
        if len(gap) > _GAP or _LIST_ENDS.search(gap):
            return
        yield number
        at = end


def _rest(clause: str) -> str:
    """Return what a clause says besides documents, connecting words and the day of effect."""
    return _PLAIN.sub("", _SINCE.sub("", clause))
