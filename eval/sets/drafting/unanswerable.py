"""无答案: what sounds like a question about the notices and is answered by none of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from eval.normal import normal
from eval.sets.drafting.asked import Asked, quoted
from eval.sets.drafting.clause import Clause, Notice
from eval.sets.drafting.department import departments
from eval.sets.drafting.value import chinese

_NUMBER = re.compile(r"(?P<series>.+〔\d{4}〕)(?P<serial>\d+)号")
_ARTICLE = re.compile(r"第([一二三四五六七八九十]+)条")
_CONTACT = re.compile(r"电话|热线|传真|邮箱|网址|联系人")
_GRANT = re.compile(r"给予[^，,。；;]{0,16}?(?P<what>补贴|奖励|补助|奖补|资助)")
_FURTHER = 3  # how far beyond the last number, or article, the one asked for lies
_ARTICLES = {chinese(number): number for number in range(1, 100)}


def unanswerable(clauses: Sequence[Clause]) -> Iterator[Asked]:
    """Yield questions that the notices of ``clauses`` look as if they answered, and do not."""
    notices: dict[Notice, list[Clause]] = {}
    for clause in clauses:
        notices.setdefault(clause.notice, []).append(clause)
    held = normal("\n".join(f"{it.notice.doc_number or ''}\n{it.as_set}" for it in clauses))
    for notice, own in notices.items():
        yield from _number(notice, held)
        yield from _article(notice, own)
        yield from _contact(notice, own)
        yield from _grant(own)


def _asked(question: str, reason: str) -> Asked:
    return Asked("unanswerable", question, (), (), f"收录的文件中{reason}，无法作答。")


def _number(notice: Notice, held: str) -> Iterator[Asked]:
    """Ask for a number of the same series that is neither held nor cited."""
    number = _NUMBER.fullmatch(notice.doc_number or "")
    if not number:
        return
    serial = int(number["serial"]) + _FURTHER
    while normal(f"{number['series']}{serial}号") in held:
        serial += 1
    other = f"{number['series']}{serial}号"
    yield _asked(f"{other}讲的是什么？", f"没有{other}")


def _article(notice: Notice, clauses: Iterable[Clause]) -> Iterator[Asked]:
    """Ask for an article beyond the last."""
    found = [_ARTICLES.get(it, 0) for c in clauses for it in _ARTICLE.findall(c.paragraph)]
    if found and max(found) + _FURTHER in _ARTICLES.values():
        last, beyond = chinese(max(found)), chinese(max(found) + _FURTHER)
        yield _asked(f"{notice.name}第{beyond}条是怎么规定的？", f"，{notice.name}到第{last}条为止")


def _contact(notice: Notice, clauses: Iterable[Clause]) -> Iterator[Asked]:
    """Ask for the telephone number of a body, where the notice gives none of any."""
    own = list(clauses)
    if any(_CONTACT.search(it.text) for it in own):
        return
    for clause in own:
        for asked in departments(clause):
            if len(asked.facts) == 1:
                body = asked.facts[0][0]
                yield _asked(f"{notice.name}中，{body}的咨询电话是多少？", f"没有{body}的电话")
                return


def _grant(clauses: Iterable[Clause]) -> Iterator[Asked]:
    """Ask how much is granted where the clause grants something without a figure."""
    for clause in clauses:
        grant = _GRANT.search(clause.text)
        figure = re.search(r"\d|[一二三四五六七八九十百千万]+元", clause.text)
        if not grant or figure or clause.below or not clause.heading:
            continue
        what = grant["what"]
        if not clause.heading.endswith(("局", "委员会", "部门", what)):
            yield _asked(
                f"{clause.notice.name}中，{quoted(clause.heading)}给予的{what}是多少元？",
                f"只写给予{what}，没有写金额",
            )
