"""What a question says before anything is ranked."""

from __future__ import annotations

from datetime import date

import pytest

from rag.errors import QuestionEmpty, QuestionTooLong
from rag.retrieval.question import language_of, understand

NUMBER = "云政办发〔2025〕12号"


@pytest.mark.parametrize(
    "text",
    [
        "云政办发〔2025〕12号讲什么？",
        "云政办发[2025]12号讲什么？",
        "云政办发【2025】12号讲什么？",
        "云政办发(2025)12号讲什么？",
        "云政办发（2025）12号讲什么？",
        "云政办发〔２０２５〕１２号讲什么？",
        "雲政辦發〔2025〕12號講什麼？",
        "雲政辦發【2025】12號講什麼？",
        "云政办发 〔2025〕 12 号讲什么？",
        "云政办发〔2025〕第12号讲什么？",
        "云政办发〔2025〕12讲什么？",
        "请问云政办发〔2025〕12号讲什么？",
        "根据云政办发〔2025〕12号，补多少？",
        "《云政办发〔2025〕12号》讲什么？",
        "What does 云政办发〔2025〕12号 say?",
    ],
)
def test_a_number_is_read_in_every_bracket_width_and_script(text):
    assert [str(number) for number in understand(text).numbers] == [NUMBER]


def test_several_numbers_and_none():
    text = "云政办发〔2025〕12号和云政发〔2025〕12号有什么不同？云政办发〔2025〕12号呢"
    assert [str(n) for n in understand(text).numbers] == [NUMBER, "云政发〔2025〕12号"]
    for text in ("补贴多少？", "2025年第12号文", "方案(2024)说了什么", "〔2025〕12号"):
        assert understand(text).numbers == ()


def test_a_blank_stands_for_a_whole_number():
    assert understand(f"{NUMBER}和58号文").unnumbered == " 和58号文"


def test_periods_of_a_follow_up_are_its_own():
    earlier = ["2023年的方案怎么说？"]
    assert [str(p) for p in understand("那2025年的方案呢？", earlier).periods] == ["2025"]
    assert [str(p) for p in understand("那它归谁管？", earlier).periods] == ["2023"]
    assert understand("去年的方案呢？").periods == ()
    asked = understand("去年的方案呢？", day=date(2026, 3, 1))
    assert [str(p) for p in asked.periods] == ["2025"]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("第六条怎么规定", ("第六条",)),
        ("第六條怎麼規定", ("第六条",)),
        ("第12条和第十三条", ("第12条", "第十三条")),
        ("4.2.3条是什么", ("4.2.3",)),
        ("4.2.3 里写了什么", ("4.2.3",)),
        ("水位超过31.5米怎么办", ()),
        ("奖励1.2万元吗", ()),
        ("三、（二）说了什么", ("三、(二)",)),
        ("附件2要什么材料", ("附件2",)),
        ("附件 2要什么材料", ("附件 2",)),
        ("条件是什么", ()),
    ],
)
def test_labels(text, labels):
    assert understand(text).labels == labels


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("补贴多少？", "zh-Hans"),
        ("補貼多少？怎麼申請？", "zh-Hant"),
        ("AED在哪里？", "zh-Hans"),
        ("How much is it?", "en"),
        ("How much does 云泽 pay for a first company?", "en"),
        ("What does 云政办发〔2025〕12号 say?", "en"),
        ("Python和AI补贴怎么领？", "zh-Hans"),
        ("？？", "zh-Hans"),
        ("12345", "zh-Hans"),
    ],
)
def test_language(text, language):
    assert language_of(text) == language


def test_the_users_last_turn_is_taken_in_only_where_the_question_refers_back():
    earlier = ["停车怎么收费？", "硕士租房一个月补多少？"]
    asked = understand("那最长能领多久？", earlier)
    assert asked.search == "硕士租房，最长能领多久？"
    assert (asked.text, asked.rewritten) == ("那最长能领多久？", True)
    assert "硕士租房" in asked.folded
    alone = understand("新能源汽车免费停多久？", earlier)
    assert (alone.search, alone.rewritten) == ("新能源汽车免费停多久？", False)
    assert understand("那最长能领多久？").search == "那最长能领多久？"
    assert understand("那最长能领多久？", ["  ", ""]).rewritten is False


def test_a_number_in_the_turn_before_is_meant_where_the_question_refers_back():
    earlier = [f"{NUMBER}讲什么？"]
    assert [str(n) for n in understand("它的有效期到哪天？", earlier).numbers] == [NUMBER]
    assert understand("停车怎么收费？", earlier).numbers == ()


def test_the_matter_of_a_question_is_without_its_number():
    asked = understand("根据云政办发〔2025〕12号，二孩补多少？")
    assert "12号" not in asked.matter
    assert "二孩补多少" in asked.matter
    assert understand("二孩补多少？").matter == understand("二孩补多少？").folded


def test_the_language_is_that_of_the_question_not_of_the_turn_before():
    assert understand("What about it?", ["補貼怎麼領？"]).language == "en"
    assert understand("那怎么领？", ["How much is it?"]).language == "zh-Hans"


@pytest.mark.parametrize("text", ["", "   ", "\n\t　"])
def test_an_empty_question_is_an_error(text):
    with pytest.raises(QuestionEmpty):
        understand(text, ["补贴多少？"])


def test_a_question_over_the_limit_is_an_error_with_both_lengths():
    assert understand("问" * 10, limit=10).text == "问" * 10
    with pytest.raises(QuestionTooLong, match=r"11.*10"):
        understand("问" * 11, limit=10)
    assert understand(f"  {'问' * 10}  ", limit=10)


@pytest.mark.parametrize("polite", ["{}", "请问，{}谢谢！", "您好，请问{}", "{}，麻烦您了"])
def test_courtesies_hide_no_reference_back(polite):
    asked = understand(polite.format("那补助标准呢？"), ["造林有什么政策？"])
    assert asked.rewritten
    assert not understand(polite.format("补助标准是多少？"), ["造林有什么政策？"]).rewritten


def test_english_in_full_width_is_english():
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in "Who pays the subsidy?")
    assert understand(wide).language == "en"
