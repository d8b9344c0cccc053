"""Persons in lists: who leads a group (组长：甲 市长), and who is in charge of what (工作分工).

Pages lose the lines of such lists: names and posts stand in a row, parted by blanks. A post whose
name is lost belongs to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.notices.fold import CleanText, tidy
from rag.notices.model import Appointment, Span
from rag.notices.offices import ENDS_IN_OFFICE, NAME, OFFICE, RANK, is_name, posts_in

_HAN = r"\u3400-\u9fff"
_ROLE = (
    r"(?:第一|常务|执行)?(?:副 ?|总 ?){0,3}"
    r"(?:组 ?长|指 ?挥 ?长?|召 ?集 ?人|主 ?任|主 ?席|会 ?长|秘 ?书 ?长|队 ?长|"
    r"成 ?员|委 ?员|联 ?络 ?员)"
)
_LABEL = re.compile(rf"(?<![{_HAN}])(?P<role>{_ROLE})\s?:")
_TOKEN = re.compile(r"\S+")
_PAIRED = re.compile(rf"(?P<name>[{_HAN}·]{{2,9}})\((?P<post>[^()]{{2,60}})\)[、,;。]?")
_END = re.compile(r"[。;]|\s[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\s附件")
_MISSES = 2  # tokens that are neither a name nor a post before a list is over
_REACH = 3000  # characters of a list behind its label
_GROUP = re.compile(
    rf"(?P<name>[{_HAN}“”\d]{{0,40}}?(?:领导小组|协调小组|工作小?组|专班|联席会议|指挥部|组委会|委员会|推进组|"
    rf"小组|(?<=[{_HAN}]{{2}})组(?=[:,]?$)))(?=办公室|组成|成员|人员|名单|及职责|[,:]|$)"
)
_FOUNDED = re.compile(r"^.*(?:成立|设立|组建|调整|设)")
_BEFORE = 90  # characters in which the group's name stands before the first label
_CUT = re.compile(
    r"附[件表]\s?\d*(?:-\d+)?|[。;:]|\([一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}、"
)
_DUTY = r"(?:新增|不再|协助|负责|领导(?!分工|班子|成员|小组|干部)|主持|分管|联系)"
_IN_CHARGE = re.compile(
    rf"(?:^|(?<=[\s。:;]))(?P<name>{NAME})(?:\s|,)\s*+(?P<post>[{_HAN}、()]{{0,40}}?(?:{OFFICE}){RANK})"
    rf"\s*+[:,]?\s*+(?={_DUTY})"
    rf"|(?:^|(?<=[\s。:;]))(?P<post2>(?!{_DUTY})[{_HAN}、]{{0,30}}?(?:{OFFICE}))\s*+(?P<name2>{NAME})(?:同志)?"
    rf"\s*+[:,]?\s*+(?={_DUTY})"
)
_DIVISION = re.compile(r"分工")
_SENTENCE = re.compile(rf"{_DUTY}[^。;\n]*[。;]?")


def rosters(page: CleanText, start: int, end: int, title: str) -> Iterator[Appointment]:
    """Yield the persons that lists of ``page.text[start:end]`` name with their posts."""
    yield from _led(page, start, end)
    if _DIVISION.search(title):
        yield from _in_charge(page, start, end)


def _led(page: CleanText, start: int, end: int) -> Iterator[Appointment]:
    text = page.text
    labels = list(_LABEL.finditer(text, start, end))
    group, last = "", start
    named: Span | None = None
    for at, match in enumerate(labels):
        stop = labels[at + 1].start() if at + 1 < len(labels) else end
        stop = min(stop, match.end() + _REACH)
        role = re.sub(r"\s", "", match["role"])
        floor = max(last, match.start() - _BEFORE)
        if "成员" not in role and (found := _group(text[floor : match.start()])):
            group = found
            where = _blanks_apart(group, text, floor, match.start())
            named = page.span(*where) if where else None
        first = True
        for name, post, begin, behind in _pairs(text, match.end(), stop):
            span = page.span(begin, behind)
            clean = tidy(page.raw[span.start : span.end]).rstrip("、,;，；。")
            for one in posts_in(post):
                yield Appointment("listed", name, one, clean, span)
            if group and role not in ("成员", "委员", "联络员"):
                whole = page.span(match.start(), behind) if first else span
                yield Appointment("led", name, group + role, clean, whole, named)
            first, last = False, behind


def _group(before: str) -> str:
    """Return the name of the group that a list just behind ``before`` is of, "" where none is."""
    squeezed = re.sub(r"\s+", "", before)
    squeezed = squeezed[max((m.end() for m in _CUT.finditer(squeezed[:-1])), default=0) :]
    names = [match["name"] for match in _GROUP.finditer(squeezed)]
    return _FOUNDED.sub("", names[-1]) if names else ""


def _blanks_apart(name: str, text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where ``name`` last stands in ``text``, whatever blanks and breaks are in it."""
    pattern = re.compile(r"\s*".join(map(re.escape, name)))
    spans = [match.span() for match in pattern.finditer(text, start, end)]
    return spans[-1] if spans else None


def _pairs(text: str, start: int, end: int) -> Iterator[tuple[str, str, int, int]]:
    """Yield (name, post, begin, end) of the names in a list that have their post behind them."""
    name, begin, misses = "", start, 0
    for match in _TOKEN.finditer(text, start, end):
        token = match[0]
        if paired := _PAIRED.fullmatch(token):
            if is_name(paired["name"]) and ENDS_IN_OFFICE.search(paired["post"]):
                yield paired["name"], paired["post"], match.start(), match.end()
            name = ""
            continue
        bare = token.rstrip("、,;。")
        if posts_in(bare) and len(bare) > 1:
            if len(name) > 1 and is_name(name):
                yield name, bare, begin, match.end()
            name = ""
        elif re.fullmatch(rf"[{_HAN}·]{{1,9}}", bare):
            if len(name) != 1:
                name, begin = "", match.start()
            name += bare
        else:
            name, misses = "", misses + 1
            if misses > _MISSES:
                return
        if token[-1] in "。;":
            return


def _in_charge(page: CleanText, start: int, end: int) -> Iterator[Appointment]:
    """Yield what each person of a division of work is in charge of, a sentence each."""
    text = page.text
    people = [m for m in _IN_CHARGE.finditer(text, start, end) if is_name(_name(m))]
    for at, match in enumerate(people):
        stop = people[at + 1].start() if at + 1 < len(people) else end
        head = page.span(match.start(), match.end())
        post = re.sub(r"\s+", "", match["post"] or match["post2"])
        clean = tidy(page.raw[head.start : head.end])
        for one in posts_in(post):
            yield Appointment("listed", _name(match), one, clean, head)
        for found in _SENTENCE.finditer(text, match.end(), stop):
            span: Span = page.span(*found.span())
            said = tidy(page.raw[span.start : span.end]).rstrip("。;；")
            ended = found[0].startswith("不再")
            yield Appointment(
                "duty_ended" if ended else "duty", _name(match), post, said, span, head
            )


def _name(match: re.Match[str]) -> str:
    return re.sub(r"\s+", "", match["name"] or match["name2"])
