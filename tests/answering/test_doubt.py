"""What is answered on weak grounds says so; what is not, or is refused, does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.messages import message

QUESTIONS = Path(__file__).parents[2] / "samples" / "questions.jsonl"
ELSEWHERE = Path(__file__).with_name("elsewhere.txt")
DOUBTFUL = {it: message("answer.doubtful", it) for it in ("zh-Hans", "zh-Hant", "en")}


@pytest.mark.parametrize(
    ("question", "language"),
    [("校车由谁负责管理？", "zh-Hans"), ("校車由誰負責管理？", "zh-Hant")],
)
def test_an_answer_on_weak_grounds_says_so_in_the_language_of_the_question(
    assistant, question, language
):
    answer = assistant.ask(question)
    assert not answer.abstained
    assert answer.warnings[0] == DOUBTFUL[language]


@pytest.mark.parametrize(
    "question",
    [
        "老二上全日托，每个月能领多少补贴？",
        "云政发〔2024〕19号里，校车由谁负责管理？",
        "云政发〔2025〕12号是谁印发的？",
        "红烧肉怎么做才不腻？",
    ],
    ids=["well founded", "the notice is named", "told of a notice", "refused"],
)
def test_other_answers_do_not(assistant, question):
    assert not set(DOUBTFUL.values()) & set(assistant.ask(question).warnings)


def test_most_of_what_the_notices_do_not_deal_with_is_refused_or_doubted(assistant):
    asked = ELSEWHERE.read_text(encoding="utf-8").splitlines()
    answers = [assistant.ask(question) for question in asked]
    sure = [
        it for it in answers if not it.abstained and not set(it.warnings) & set(DOUBTFUL.values())
    ]
    assert len(sure) <= 0.2 * len(answers), [it.question for it in sure]


def test_the_doubt_is_where_the_confidence_is_low(assistant):
    asked = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    answers = [assistant.ask(it["question"]) for it in asked if not it["history"]]
    doubted = [it for it in answers if set(DOUBTFUL.values()) & set(it.warnings)]
    assert not any(it.abstained for it in doubted)
    assert max(it.confidence for it in doubted) < 0.63
    assert len(doubted) < 0.1 * len(answers)
