"""What a Chinese question is about: the question without what it asks (主题)."""

from __future__ import annotations

import re

from rag.retrieval.wording import (
    ACT,
    ASPECT,
    CLOSING,
    OPENING,
    QUESTION_WORD,
    TAIL,
    bare,
    own_words,
)

_MOST = 80  # characters of a topic; the turn of a user may be a whole letter
_SENTENCE = re.compile("[^。？！?!；;\n]+")
# What begins a predicate, where it is not part of a noun (供应, 节能, 委员会).
_BEGINS = (
    "先|分别|一共|总共|大约|大概|至少|至多|最[高低长短多少早晚迟]|每[^\\d\\W]?|(?<!功|节|智|性|技)能(?![源力耗])"
    "|可以|(?<!主|重|纲|摘|概)要(?![求素点])|需要?|(?<!供|效|相|反)应[当该]?|该|(?<!自)由|归|属于?"
    "|(?<![但于])是|(?<![所国私没享具含])有(?![效关限色机])|(?<!委员|.[社协学商])会(?!议)|被|(?<!供|补)给"
    "|都|就|还|也|再|从|向|按|叫|得"
)
_PREDICATE = re.compile(f"(?:{_BEGINS}){{1,12}}[\u3400-\u9fff]{{0,2}}$")
# 补多少, 收多少: the verb, and 一个月, 每张 before it.
_MEASURED = re.compile(
    "(?:每[\u3400-\u9fff]|[一二两三\\d]个?[月年天次季人户])?[补发给交付领奖罚扣收花退贷住占达减]$"
)
_AUXILIARY = re.compile("^(?:可以|可|能|会|要|该|应该|才能|才|来|是|的)+")
_LOOSE = re.compile("(?<![的了在,，、:：\\s])[的了在,，、:：\\s]+$")


def stripped(text: str) -> str:
    """Return ``text`` without courtesies and joining words around it."""
    plainly = bare(text)
    opening = OPENING.match(plainly)
    start = opening.end() if opening else 0
    closing = CLOSING.search(plainly, start)
    return text[start : closing.start() if closing else len(text)]


def topic_of(question: str) -> str:
    """Return the topic of ``question``, as typed; the question itself where none can be told.

    >>> topic_of("硕士租房一个月补多少？")
    '硕士租房'
    """
    core = stripped(question)
    parts = [_of_sentence(m[0].strip()) for m in _SENTENCE.finditer(core)][-2:]
    told = [part for part in parts if len(own_words(bare(part)).replace(" ", "")) >= 2]
    topic = "，".join(dict.fromkeys(told)) or core
    return topic[:_MOST].rstrip("，、 ")


def _of_sentence(sentence: str) -> str:
    plainly = bare(sentence)
    asked = QUESTION_WORD.search(plainly)
    if asked is None:
        end = TAIL.search(plainly)
        return sentence[: end.start()] if end else sentence
    before = plainly[: asked.start()]
    predicate = _PREDICATE.search(before[-12:])
    before = before[: -len(predicate[0])] if predicate else _MEASURED.sub("", before)
    kept = _whole(before)
    if kept:
        return sentence[: len(kept)]
    # 谁负责垃圾分类, 怎么申请公租房: the topic stands behind the question word.
    rest = plainly[asked.end() :]
    skip = _AUXILIARY.match(rest)
    start = asked.end() + (skip.end() if skip else 0)
    end = TAIL.search(plainly)
    rest, plainly = sentence[start : end.start() if end else len(sentence)], plainly[start:]
    for words in (ASPECT, ACT):
        told = words.match(plainly)
        if told and (told.end() > 1 or told[0] == "管"):
            rest, plainly = rest[told.end() :], plainly[told.end() :]
    return QUESTION_WORD.sub("", rest)


def _whole(before: str) -> str:
    """Return ``before`` without an aspect or act that ends it, '' where nothing is left."""
    kept = _LOOSE.sub("", before)
    for words in (ASPECT, ACT):
        # A single character may belong to the noun before it (奖补, 占用).
        ends = [m.start() for m in words.finditer(kept) if m.end() == len(kept) > m.start() + 1]
        if ends and len(own_words(kept[: ends[0]]).replace(" ", "")) >= 2:
            kept = _LOOSE.sub("", kept[: ends[0]])
    return kept
