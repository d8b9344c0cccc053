"""What stands behind an answer: the scores that ranked, and what question and passage share."""

import pytest

from rag.answering.inspection import common
from rag.retrieval.filters import Filters

QUESTION = "停车怎么收费？"


def test_matches_are_the_passages_of_the_answer(assistant):
    seen = assistant.inspect(QUESTION)
    answer = assistant.ask(QUESTION)
    assert [match.passage for match in seen.matches] == list(answer.retrieved)
    assert round(seen.confidence, 4) == answer.confidence
    assert seen.reason is None
    assert seen.confidence >= seen.threshold > 0


def test_words_are_in_question_and_passage(assistant):
    first = assistant.inspect(QUESTION).matches[0]
    assert first.words
    for word in first.words:
        assert word in QUESTION
        assert word in first.passage.text
    assert first.lexical > 0
    assert first.named is None


def test_the_fused_score_grows_with_both_sides(assistant):
    matches = assistant.inspect(QUESTION).matches
    best, last = matches[0], matches[-1]
    assert best.passage.score > last.passage.score
    assert best.lexical + best.semantic > last.lexical + last.semantic


def test_what_is_named_says_so(assistant):
    named = assistant.inspect("云政发〔2024〕19号第六条规定了什么？").matches
    assert named[0].named == "clause"
    assert "notice" in {match.named for match in named}


def test_a_refusal_says_why(assistant):
    seen = assistant.inspect("云政发〔1999〕1号讲了什么？")
    assert seen.reason == "number"
    assert seen.understood.unknown == ("云政发〔1999〕1号",)


def test_filters_hold(assistant):
    seen = assistant.inspect(QUESTION, filters=Filters(source="flood-plan.txt"))
    assert {match.passage.source for match in seen.matches} == {"flood-plan.txt"}


@pytest.mark.parametrize(
    ("asked", "text", "words"),
    [
        ("停车收费标准", "停车收费的标准", ["停车收费", "标准"]),
        ("停车停车", "停车", ["停车"]),
        ("费用", "收费", []),
        ("", "收费", []),
        ("每天 2 小时", "每天不少于2小时", ["每天", "小时"]),
    ],
)
def test_common_stretches_are_as_long_as_they_go(asked, text, words):
    assert common(asked, text) == words
