"""Whether the fields of one question agree with each other; no source is needed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.normal import normal, states
from eval.places import document_key
from eval.questions import Gold, Question

Found = tuple[str, dict[str, object]]  # the key of a fault, and what fills in its text

# 机关代字〔年份〕序号 (GB/T 9704-2012, 7.2.5), in normal form: without brackets. Orders (令) and
# announcements (公告) count 第12号, with the year before it or not at all.
_NUMBER = re.compile(
    r"\D{1,30}(19|20)\d\d(年?第)?\d{1,5}号|\D{1,30}第[\d一二三四五六七八九十百零]+号"
)


def disagreements(question: Question) -> Iterator[Found]:
    """Yield what in ``question`` cannot be right as it stands, or should be looked at."""
    if question.draft:
        yield "draft", {}
    if question.abstain:
        if question.gold:
            yield "gold_unwanted", {}
        if question.facts:
            yield "facts_unwanted", {}
        return
    # What a draft still lacks, whoever looks at it will fill in.
    if not (question.gold or question.draft):
        yield "gold_missing", {}
    for i, gold in enumerate(question.gold):
        yield from _gold(gold, i, question.draft)
    evidence = "\n".join(gold.evidence for gold in question.gold)
    for i, forms in enumerate(question.facts):
        yield from _fact(forms, i, question.answer, evidence)


def _gold(gold: Gold, place: int, draft: bool) -> Iterator[Found]:
    if not (draft or gold.doc_number or gold.file or normal(gold.evidence)):
        yield "gold_empty", {"place": place}
    if gold.doc_number and not _NUMBER.fullmatch(document_key(gold.doc_number)):
        yield "number_odd", {"place": place, "number": gold.doc_number}


def _fact(forms: tuple[str, ...], place: int, answer: str, evidence: str) -> Iterator[Found]:
    said: dict[str, object] = {"place": place, "forms": " / ".join(forms)}
    if not any(map(normal, forms)):
        yield "fact_empty", said
    elif answer and not states(answer, forms):
        # A set whose own answer would be marked wrong contradicts itself.
        yield "answer_lacks", said
    elif not answer and normal(evidence) and not states(evidence, forms):
        yield "fact_nowhere", said
