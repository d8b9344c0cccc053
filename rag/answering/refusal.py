"""Whether to answer at all, decided in code before any model is called.

The reasons are about the collection: a number it does not hold, a clause its notice does not have,
a place it says nothing of, another year's edition of a notice, a sum or another value no clause
names, a number that fits several notices where nothing else is said, or nothing that fits. One is
about the question: it dictates.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum

from rag.answering.basis import Basis
from rag.answering.commands import dictates
from rag.answering.editions import other_edition
from rag.answering.known.unnamed import unnamed
from rag.index.terms import matching_form
from rag.messages import message
from rag.notices.labels import marker_keys
from rag.retrieval.places import places_in
from rag.retrieval.question import without_function_words
from rag.retrieval.retriever import Findings

_READ = 5  # passages that are looked into for a place
_NEAR = 3  # passages whose notices are offered
_CLAUSE = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})+|第.+条)$")
_ATTACHED = re.compile(r"附[件表图录]\d")
_HAN = re.compile("[\u3400-\u9fff]")
# What may be asked of any document as a whole.
_OF_A_WHOLE = re.compile(
    "主要|内容|大意|题目|标题|讲|说|写|规定|介绍|概括|总结|有效|失效|废止|作废|印发|发布|签发|日期|时间|文件|通知|关于"
)
_TOP = re.compile("^[一二三四五六七八九十]+、$")


class Reason(StrEnum):
    """Why a question is not answered; each names its text in ``rag/messages``."""

    NUMBER = "number"
    CLAUSE = "clause"
    PLACE = "place"
    EDITION = "edition"
    AMOUNT = "amount"
    VALUE = "value"
    COMMAND = "command"
    SEVERAL = "several"
    NOTHING = "nothing"


def reason_to_refuse(basis: Basis) -> Reason | None:
    """Return why there is no basis for an answer, None where there is one."""
    findings, reader = basis.findings, basis.reader
    if dictates(findings.question.text):
        return Reason.COMMAND
    if findings.named.nothing_held:
        return Reason.NUMBER
    notices = {hit.passage.notice for hit in findings.hits}
    if not notices or (findings.named.notices and notices.isdisjoint(findings.named.notices)):
        return Reason.NOTHING  # also where filters shut out what is named
    if _asks_missing_clause(findings, reader.labels):
        return Reason.CLAUSE
    if _asks_other_place(findings, reader.names):
        return Reason.PLACE
    if not findings.named.notices and _asks_other_edition(basis):
        return Reason.EDITION
    if findings.named.offered and not findings.named.notices and _asks_of_a_whole(findings):
        return Reason.SEVERAL
    if not findings.named.notices and not findings.signals.has_basis:
        return Reason.SEVERAL if findings.named.offered else Reason.NOTHING
    if unnamed(reader.posts, findings):
        return Reason.VALUE
    if basis.lacking is not None:
        return Reason.AMOUNT if basis.lacking.name == "amount" else Reason.VALUE
    return None


def _asks_missing_clause(findings: Findings, labels_of: Callable[[str], set[str]]) -> bool:
    """Return whether a clause or an attachment is asked for that the notices meant lack.

    Labels that name one clause by themselves are judged, decimals, articles and attachments; 三、
    may stand in any part, so it is judged only of notices named by number, and lacks in all parts.
    """
    asked = {key for label in findings.question.labels for key in marker_keys(label)}
    named = findings.named.notices
    held = {
        key
        for notice in named or (findings.hits[0].passage.notice,)
        for label in labels_of(notice)
        for key in marker_keys(label)
    }
    kinds = (_CLAUSE, _ATTACHED, _TOP) if named else (_CLAUSE, _ATTACHED)
    judged = {key for key in asked if any(kind.match(key) for kind in kinds)}
    of_kind = any(k.match(key) for k in kinds for key in held if any(map(k.match, judged)))
    return bool(judged) and of_kind and held.isdisjoint(judged)


def _asks_of_a_whole(findings: Findings) -> bool:
    """Return whether a shortened number is asked about and nothing that would tell which."""
    rest = findings.question.unnumbered
    for typed in findings.named.shared:
        rest = rest.replace(typed, " ")
    return not _HAN.search(without_function_words(_OF_A_WHOLE.sub(" ", rest)))


def _asks_other_place(findings: Findings, collection_names: str) -> bool:
    """Return whether the question is about a city or province that no notice found speaks of."""
    asked = places_in(findings.question.folded)
    found = [matching_form(hit.passage.text) for hit in findings.hits[:_READ]]
    return any(
        place not in collection_names and not any(place in text for text in found)
        for place in asked
    )


def _asks_other_edition(basis: Basis) -> bool:
    """Return whether the question names a year's edition that is not among the notices."""
    records = basis.reader.records
    first = records[basis.findings.hits[0].passage.notice]
    return other_edition(basis.findings.question.folded, first, records.values())


def refusal_text(basis: Basis, reason: Reason) -> str:
    """Return the fixed text for ``reason`` in the question's language, with the nearest notices."""
    findings, records = basis.findings, basis.reader.records
    language = findings.question.language
    number = "、".join([*map(str, findings.named.unknown), *findings.named.missing])
    text = message(f"refusal.{reason}", language, count=len(records), number=number)
    near = list(findings.named.candidates) or list(
        dict.fromkeys(records[hit.passage.notice].reference for hit in findings.hits[:_NEAR])
    )
    return text + (message("refusal.near", language, names="、".join(near)) if near else "")
