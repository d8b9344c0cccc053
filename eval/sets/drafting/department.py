"""部门: which body is responsible."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.sets.drafting.asked import LONGEST, Asked, ask, quoted, topic
from eval.sets.drafting.clause import Clause, Segment
from eval.sets.drafting.extent import extent

_BODY = (
    r"(?:市|省|自治区|各?旗区|各?区县|各?县区|街道|指挥部|领导小组|发放部门|公安|卫生健康|应急管理)?"
    r"(?:(?![的由])[\u4e00-\u9fff]){2,16}?(?:局|委员会|办公室|厅|部门|部|中心|集团|公司|支队|人民政府|指挥部|联合会)"
)
_DUTY = r"(?:牵头|负责|承担|组织实施|统筹)"
_DOES = re.compile(rf"^(?P<body>{_BODY})(?P<duty>(?:会同[^负牵]{{2,20}})?{_DUTY}.{{4,}})$")
_BY = re.compile(
    rf"由(?P<body>{_BODY})(?P<duty>(?:牵头|负责|承担|组织|审核|认定|解释|受理|审批|核定|发放|追回|责令|制定"
    rf"|担任|会同).*)"
)
_SEAT = re.compile(rf"^(?P<seat>.{{4,20}}设在)(?P<body>{_BODY})$")
_ROLES = re.compile(
    r"[(（\[](?:(?P<role>责任单位|责任部门|牵头单位|牵头部门)[:：])(?P<bodies>[^:：;；()（）\]]{3,80}?)"
    r"(?=[;；)）\]]|[,，](?:责任|配合|牵头|协办))"
)
_WHOLE = re.compile(rf"{_BODY}")
_TASK = re.compile(r"(?:负责|参与|承担|组织|指导|协助|协调|做好).{6,}")
_MOST = 8  # bodies of one role; more make a list that nobody asks for


def departments(clause: Clause) -> Iterator[Asked]:
    """Yield questions after the bodies that ``clause`` charges with something."""
    for segments in clause.sentences():
        if not segments[0].start and _WHOLE.fullmatch(clause.heading):
            yield from _heading(clause, segments[0])
            return
        for i in range(len(segments)):
            yield from _charged(clause, segments, i)
    yield from _roles(clause)


def _heading(clause: Clause, task: Segment) -> Iterator[Asked]:
    """Ask for the body that stands as a heading before its tasks, and would give itself away."""
    question = f"{clause.notice.name}中，{task.text}的是哪个部门？"
    if _TASK.match(task.text) and len(question) <= LONGEST:
        words = clause.head + clause.quote(task.start, task.end)
        facts = (_forms(clause.heading),)
        yield Asked("department", question, ((clause, words),), facts, f"{clause.heading}。")


def _charged(clause: Clause, segments: list[Segment], i: int) -> Iterator[Asked]:
    segment, first = segments[i], i
    does, by, seat = _DOES.match(segment.text), _BY.search(segment.text), _SEAT.match(segment.text)
    if does:
        words, body = _task(does["duty"]), does["body"]
    elif by:
        needed = extent(segments, i, max(1, by.start()))
        if not needed or needed[1] > i:
            return
        first = needed[0]
        before = clause.text[segments[first].start : segment.start + by.start()]
        words, body = f"{before}由哪个部门{by['duty']}", by["body"]
    elif seat:
        words, body = f"{seat['seat']}哪个部门", seat["body"]
    else:
        return
    question = ask(clause, words)
    if question:
        quote = clause.quote(segments[first].start, segment.end)
        yield Asked("department", question, ((clause, quote),), (_forms(body),), f"{body}。")


def _task(duty: str) -> str:
    """Return a question after who has a duty.

    >>> _task("负责资金统筹")
    '资金统筹由哪个部门负责'
    """
    verb = re.match(r"(?:会同.*?)?(负责|承担|牵头(?:组织|实施|负责)?)", duty)
    if verb and len(duty) - verb.end() >= 4:
        return f"{duty[verb.end() :]}由哪个部门{verb[1]}"
    return f"由哪个部门{duty}"


def _roles(clause: Clause) -> Iterator[Asked]:
    """Ask for the bodies in brackets at the end of a clause, for what its heading says."""
    about = topic(clause)
    if not clause.heading or not about:
        return
    for role in _ROLES.finditer(clause.text):
        bodies = re.split(r"[、,，]", role["bodies"].rstrip("。"))
        which = "是哪个" if len(bodies) == 1 else "有哪些"
        question = f"{clause.notice.name}中，{quoted(about)}的{role['role']}{which}？"
        if len(bodies) <= _MOST and all(re.fullmatch(r"\S{3,20}", it) for it in bodies):
            quote = clause.quote(role.start("role"), role.end("bodies"))
            facts = tuple(_forms(body) for body in bodies)
            yield Asked(
                "department",
                question,
                ((clause, quote),),
                facts,
                f"{role['bodies'].rstrip('。')}。",
            )


def _forms(body: str) -> tuple[str, ...]:
    """Return how a body may be named: with its city and without."""
    short = re.sub(r"^(?:市(?!委)|各)(?=.{4})", "", body)
    return tuple(dict.fromkeys((body, short)))
