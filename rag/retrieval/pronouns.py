"""What a Chinese question points back to: pronouns and demonstratives (指代) and their meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.retrieval.antecedents import body_in, document_in, person_in
from rag.retrieval.topic import topic_of
from rag.retrieval.wording import ASPECT, bare, own_words, size

_DOCUMENT = "文件|通知|公告|办法|条例|规定|方案|细则|意见|决定|政策|措施|预案|规划|计划|法规"
_BODY = re.compile(
    "(?:(?<=[由归是找向])|(?<=属于))它们?|它们?(?=牵头|负责|主管|管|审批|配合)"
    "|它们?(?=的?(?:联系|办公)?(?:电话|地址|方式|地点|职责|领导|负责人|网站))"
    "|[这那该](?:个|家)?(?:部门|单位|局)"
)
# After 哪个部门管夜市, 它 is the body in the answer, but what comes into force is a document.
_ASKS_BODY = re.compile(
    "(?:哪[个家些]?|什么)(?:部门|单位|机构|局|中心)|谁(?:牵头|负责|主管|管|审批)|归(?:谁|哪)"
)
_IT = re.compile("它们?(?!的?(?:有效|期限|什么时候|何时|哪[天年]|施行|生效|印发|到期))")
_PERSON = re.compile("[他她](?![们人乡国])|此人|[这那][个位](?:人|领导|同志|负责人)|该同志")
_THING = re.compile(
    "它们?|(?:(?<=[,，、;；。对向把从按和与])|^)其(?![他它余中次实])"
    f"|(?<![应不])[该此](?:[\u3400-\u9fff]{{0,2}}?(?P<document>{_DOCUMENT})|项目|事项|项|补贴|补助|资金|标准)"
)
_POINTED = re.compile(
    f"[这那此](?:一|几)?(?P<measure>[个些项笔份部条类种名位家套款件])(?P<document>{_DOCUMENT})?"
)
_BEFORE = re.compile("前述的?|上述的?|上面(?:[说提讲]到?)?的|刚才(?:[说提讲]到?)?的|刚刚[说提讲]的")
_REST = re.compile("[他她]们|剩下|其余|余下")
_EITHER = re.compile("[前后]者")
_BOTH = re.compile(
    "(?P<first>[\u3400-\u9fff]{2,8}?)(?:和|与|跟|及|还是|或者?)(?P<second>[\u3400-\u9fff]{2,8}?)(?=的|[^\u3400-\u9fff])"
)
_BOUND = 4  # characters before a pronoun with which the question itself names what it stands for
_NEW = 3  # characters behind 这个 with which it is a manner of speech (这个共享单车 …)


@dataclass(frozen=True, slots=True)
class Reference:
    """A pronoun at ``start`` to ``end`` and what is said ``instead``, '' for nothing.

    ``whole``: nothing else of the turn before has to be named.
    """

    start: int
    end: int
    instead: str
    whole: bool = False


def reference_in(plainly: str, question: str, answer: str) -> Reference | None:
    """Return what a question in bare form points back to, None where it points to nothing.

    :param question: the question before it, in full, and the ``answer`` to it.
    """
    for find in (_to_body, _to_person, _to_either, _to_thing, _to_pointed, _to_rest):
        reference = find(plainly, question, answer)
        if reference is not None:
            return reference
    return None


def _to_body(plainly: str, question: str, answer: str) -> Reference | None:
    found = _BODY.search(plainly)
    if found is None and _ASKS_BODY.search(bare(question)):
        found = _IT.search(plainly)
        if found and _bound(plainly, found.start()):
            found = None
    if found is None:
        return None
    body = body_in(plainly[: found.start()]) or body_in(answer) or body_in(question)
    if body is None or body in plainly:
        return None
    return Reference(found.start(), found.end(), body)


def _to_person(plainly: str, question: str, answer: str) -> Reference | None:
    found = _PERSON.search(plainly)
    if found is None or _bound(plainly, found.start()):
        return None
    person = person_in(answer) or person_in(question)
    return Reference(*found.span(), person or found[0], whole=person is not None)


def _to_thing(plainly: str, question: str, answer: str) -> Reference | None:
    found = _THING.search(plainly)
    if found is None or _bound(plainly, found.start()):
        return None
    document = document_in(question) or (document_in(answer) if found["document"] else None)
    if document:
        return Reference(*found.span(), document, whole=True)
    if found["document"]:  # this regulation, of which no name is known
        return Reference(*found.span(), "")
    owns = "的" if found[0] == "其" else ""
    return Reference(*found.span(), topic_of(question) + owns, whole=True)


def _to_pointed(plainly: str, question: str, answer: str) -> Reference | None:
    found = _POINTED.search(plainly)
    if found is None or _bound(plainly, found.start(), apposed=True):
        return None
    if found["document"]:
        document = document_in(question) or document_in(answer)
        if document:
            return Reference(*found.span(), document, whole=True)
        return Reference(found.start(), found.start(), "")
    behind = own_words(plainly)[found.end() :]
    noun = behind.split(" ", 1)[0]
    new = _NEW if found["measure"] in "个些" else _NEW + 1
    if size(noun) >= new and noun[-2:] not in bare(question):
        return None
    if not noun and found["measure"] == "个" and not ASPECT.match(plainly, found.end()):
        return Reference(*found.span(), topic_of(question), whole=True)
    return Reference(found.start(), found.start(), "")


def _to_rest(plainly: str, question: str, answer: str) -> Reference | None:
    found = _BEFORE.search(plainly)
    if found:
        return Reference(*found.span(), "")
    found = _REST.search(plainly)
    if found is None or _bound(plainly, found.start()):
        return None
    return Reference(found.start(), found.start(), "")


def _to_either(plainly: str, question: str, answer: str) -> Reference | None:
    found = _EITHER.search(plainly)
    if found is None:
        return None
    both = _BOTH.search(bare(question))
    if both is None or both["first"] in plainly:
        return (
            None if _bound(plainly, found.start()) else Reference(found.start(), found.start(), "")
        )
    which = both.span("first" if found[0] == "前者" else "second")
    either = question[slice(*which)]
    if found[0] == "后者" and len(either) > len(both["first"]):
        either = either[: len(both["first"])]
    rest = question[both.end("second") :]
    return Reference(*found.span(), either + topic_of(rest) if rest else either, whole=True)


def _bound(plainly: str, start: int, apposed: bool = False) -> bool:
    """Return whether what stands before a pronoun is what it stands for: 房东涨租，他的 …

    :param apposed: also a noun directly before it is, 算力这块.
    """
    before = own_words(plainly[:start])
    if apposed and (size(before[-2:]) == 2 or plainly[:start].endswith(("的", "我们", "咱们"))):
        return True
    return size(before) >= _BOUND
