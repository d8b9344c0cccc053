"""Answers cut into statements with their marks."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answering.statements import marks, split_statements


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (
            "补助200万元。[1]由市财政局负责[2]。",
            [("补助200万元。", (1,)), ("由市财政局负责。", (2,))],
        ),
        ("甲[1][3]。乙！[2]丙？[1]", [("甲。", (1, 3)), ("乙！", (2,)), ("丙？", (1,))]),
        ("甲［1］。乙【２】。丙[1，3]。", [("甲。", (1,)), ("乙。", (2,)), ("丙。", (1, 3))]),
        ("甲[2-4]。", [("甲。", (2, 3, 4))]),
        ("甲[1-999]。", [("甲。", (1, 999))]),
        ("甲[1]，乙[2]。", [("甲，乙。", (1, 2))]),
        # parts of a sentence: their own marks, or the shared ones at its end
        ("甲[1]；乙[2]。", [("甲；", (1,)), ("乙。", (2,))]),
        ("甲；乙[1]。", [("甲；乙。", (1,))]),
        # brackets, titles and quotes hold together
        ("负责（牵头：甲；配合：乙。）[1]。", [("负责（牵头：甲；配合：乙。）。", (1,))]),
        ("见《关于。的通知》[1]。", [("见《关于。的通知》。", (1,))]),
        ("“可以。”[1]乙[2]。", [("“可以。”", (1,)), ("乙。", (2,))]),
        ("1）甲乙）丙。[1]", [("1）甲乙）丙。", (1,))]),
        ("甲（未完。\n乙[1]。", [("甲（未完。", ()), ("乙。", (1,))]),
        # marks on a line of their own, and in front
        ("甲。\n[1]\n乙。[2]", [("甲。", (1,)), ("乙。", (2,))]),
        ("甲。[1]\n[2]乙。", [("甲。", (1,)), ("乙。", (2,))]),
        ("甲\n[2]乙。", [("甲", ()), ("乙。", (2,))]),
        ("[1] 甲。", [("甲。", (1,))]),
        # lists and English
        ("1. 甲[1]\n2. 乙[2]", [("1. 甲", (1,)), ("2. 乙", (2,))]),
        (
            "By No. 36, 1.6 hours at most.[1] Then wait, e.g. a day.[2]",
            [("By No. 36, 1.6 hours at most.", (1,)), ("Then wait, e.g. a day.", (2,))],
        ),
        # what looks like a mark
        ("依据鄂府发[2024]36号[1]。", [("依据鄂府发[2024]36号。", (1,))]),
        ("补助1.6万元。", [("补助1.6万元。", ())]),
        ("", []),
        (" \n ", []),
    ],
)
def test_statements_and_their_marks(answer, expected):
    assert [(s.text, s.marks) for s in split_statements(answer)] == expected


def test_marks_come_in_order_and_once():
    assert marks("甲[3][1]，乙[3,2]") == (3, 1, 2)


@settings(max_examples=300, deadline=None)
@given(answer=st.text(st.sampled_from("甲乙a1.。；;！\n （）《》“”[]【】［1］2-,"), max_size=80))
def test_statements_cover_the_answer_in_order(answer):
    found = split_statements(answer)
    at = 0
    for statement in found:
        assert not answer[at : statement.start].strip()
        assert statement.start < statement.end
        at = statement.end
    assert not answer[at:].strip()


@pytest.mark.parametrize(
    "unit", ["。", "；", "（", "[1]", "[", "甲", "\n", "“", "甲。[1]", "1-", "a."]
)
def test_long_answers_are_split_in_linear_time(unit):
    start = time.perf_counter()
    split_statements(unit * 50_000)
    assert time.perf_counter() - start < 5
