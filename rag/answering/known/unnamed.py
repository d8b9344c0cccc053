"""A name that is asked for in so many words and that the collection does not hold.

Who is the director of a bureau is a question for a person. A clause that only mentions the
director is no answer to it. Told narrowly: a refusal where a clause answers would do more harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.answering.known.bodies import Body
from rag.answering.known.parts import asks, parts_of
from rag.answering.known.postbook import PostBook
from rag.index.terms import matching_form
from rag.notices.offices import SURNAMES
from rag.retrieval.retriever import Findings

_HAN = "\u3400-\u9fff"
_OF_BODY = r"[局厅部处科院所校园馆站台社会行队]长|主任|主席|书记|总?经理"
_OF_GROUP = r"组长|指挥长|总指挥|召集人"
_OF_PLACE = r"[市县区旗州盟镇乡省]长"
_OFFICE = rf"(?P<office>(?:常务|第一)?副?(?:{_OF_BODY}|{_OF_GROUP}|{_OF_PLACE}))"
_BODY = rf"(?P<body>[{_HAN}]{{0,24}}?)"
_PLEASE = r"(?:请问|想问一?下?|问一下|我想知道|请告诉我|帮我查一?下|麻烦问一?下)?[,:]?"
# What stands behind it begins otherwise: giving back one of them would only be tried in vain.
_NOW = r"(?:的|现任|新任|现在|目前|当前|如今|这届|本届)*+"
_NAME = r"(?:谁|哪一?位|什么人|何人)"
_SHAPES = (
    re.compile(
        rf"^{_PLEASE}{_NOW}{_BODY}{_NOW}{_OFFICE}{_NOW}(?:(?:是|由|为)?{_NAME}(?:来)?(?:担任|在任|任|当|做)?"
        r"|(?P<by_name>(?:姓名|名字)(?:[和与及、][\u3400-\u9fff]{1,8}?)?(?:分别|各)?(?:是|叫)?(?:什么)?"
        r"|叫(?:什么|啥)(?:名字)?|是什么名字))(?:呢|啊|呀|来着)?$"
    ),
    re.compile(
        rf"^{_PLEASE}{_NOW}{_NAME}{_NOW[:-1]}(?:是|担任|在当|任|当|出任)(?:了)?{_NOW}{_BODY}{_NOW}{_OFFICE}$"
    ),
)
_ENGLISH = re.compile(
    r"\bwho (?:is|was) (?:now |currently )?(?:the |its )?(?:\w+ )?"
    r"(?:director|head|chief|mayor|secretary|commissioner|president)(?: general)?(?: of| at|,|$)"
    r"|\bname of the (?:\w+ )?(?:director|head|chief|mayor|secretary)\b"
)
_NO_NAME = re.compile(r"分管|主管|负责|协助|联系|牵头|兼任|挂职|的|由|和|与|及|或|哪|谁")


def unnamed(book: PostBook, findings: Findings) -> bool:
    """Return whether all that is asked is who holds a post, and the collection does not say.

    It says so with a name in ``book`` or in a clause found, or by the office that goes with a post
    (总指挥由分管副市长担任), unless a name is asked for in so many words.
    """
    question = matching_form(findings.question.text)
    if findings.question.rewritten:
        return False
    parts = [part.strip(" ,") for part in parts_of(question) if asks(part)]
    texts = [matching_form(hit.passage.text) for hit in findings.hits]
    return bool(parts) and all(
        _is_unnamed(match, book, texts)
        if (match := next(filter(None, (shape.match(part) for shape in _SHAPES)), None))
        else _is_unnamed_english(part, book, findings, texts)
        for part in parts
    )


def _is_unnamed(match: re.Match[str], book: PostBook, texts: Sequence[str]) -> bool:
    said, office = match["body"], match["office"]
    body = Body.of(said)
    if not body.kind and re.fullmatch(r"[局厅院所校馆站社行]长", office):  # 财政局长
        body = Body.of(said + office[0])
    of_place = re.fullmatch(rf"副?(?:{_OF_PLACE})", office)
    if _NO_NAME.search(said) or not (of_place or body.kind):
        return False
    if any(_in_order(body.core, name) for name, its in _offices(book) if its == office):
        return False
    by_name = match.groupdict().get("by_name")
    return not any(_says(text, body, office, by_office=not by_name) for text in texts)


def _is_unnamed_english(
    part: str, book: PostBook, findings: Findings, texts: Sequence[str]
) -> bool:
    """Return the same of an English part: its body is looked up where it is named in Chinese."""
    if not _ENGLISH.search(part):
        return False
    bodies = [Body.of(words) for words in re.findall(rf"[{_HAN}]{{3,}}", part)]
    if not bodies:
        return not _in_sight(book, findings)
    if any(_in_order(body.core, name) for body in bodies for name, _ in _offices(book)):
        return False
    head = rf"(?:{_OF_BODY}|{_OF_GROUP}|{_OF_PLACE})"
    return not any(_says(text, body, head, by_office=True) for text in texts for body in bodies)


def _says(text: str, body: Body, office: str, *, by_office: bool) -> bool:
    """Return whether ``text`` says who holds the office, by a name or else by another office."""
    of_group = re.fullmatch(rf"副?(?:{_OF_GROUP})", office)
    office = rf"(?<!副){office}"
    if body.kind and not of_group:
        office = rf"{body.core}[^,。;:]{{0,6}}{body.kind[-1]}[^,。;:]{{0,4}}{office}"
    name = rf"[{''.join(sorted(SURNAMES))}][{_HAN}]{{1,2}}"
    named = rf"{office}[:(]{name}(?![{_HAN}])|{name}(?:同志)?(?:担任|任)[^,。;]{{0,20}}{office}"
    if re.search(named, text):
        return True
    held_by = rf"{office}(?:[、,和][^。;:]{{0,20}})?(?:由|为|:)"
    holding = rf"[由以][^,。;]{{2,40}}?[兼担]?任[^,。;由]{{0,20}}{office}"
    return by_office and bool(re.search(f"{held_by}|{holding}", text))


def _offices(book: PostBook) -> Iterator[tuple[str, str]]:
    """Yield body and office of all that the notices say of posts."""
    for name, events in book.of_body.items():
        for event in events:
            yield name, event.office


def _in_sight(book: PostBook, findings: Findings) -> bool:
    """Return whether what is found names persons: an English name of a body is not looked up."""
    return any(
        event.it.span.overlaps(hit.passage.span)
        for hit in findings.hits
        for event in book.of_notice.get(hit.passage.notice, ())
    )


def _in_order(core: str, name: str) -> bool:
    rest = iter(name)
    return all(char in rest for char in core)
