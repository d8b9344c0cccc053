"""Which sentences of an answer claim something, and which citations each rests on."""

from __future__ import annotations

import time

import pytest
from eval_builders import answer, citation
from hypothesis import given
from hypothesis import strategies as st

from eval.claims import claims

CITED = tuple(citation(f"第{mark}句。", mark=mark) for mark in (1, 2, 3))


def read(text, *cited):
    """Return the claims of an answer as (texts, marks of their citations, dangling marks)."""
    found = claims(answer(text, *(cited or CITED)))
    return [(it.texts, tuple(c.mark for c in it.citations), it.dangling) for it in found]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "补助五百元[1]。由街道发放[2]。",
            [(("补助五百元。",), (1,), 0), (("由街道发放。",), (2,), 0)],
        ),
        ("补助五百元。[1][3]", [(("补助五百元。",), (1, 3), 0)]),
        ("补助五百元【1，2】。", [(("补助五百元。",), (1, 2), 0)]),
        # The end of a stretch marks all of it: a paragraph, a list as this project quotes it.
        ("补助五百元。由街道发放。[2]", [(("补助五百元。", "由街道发放。"), (2,), 0)]),
        (
            "1.一孩三百元；\n2.二孩五百元。\n由街道发放。[1]",
            [(("1.一孩三百元；", "2.二孩五百元。", "由街道发放。"), (1,), 0)],
        ),
        # Nothing is carried back, nor over a blank line.
        ("补助五百元[1]。由街道发放。", [(("补助五百元。",), (1,), 0), (("由街道发放。",), (), 0)]),
        (
            "补助五百元。\n\n由街道发放[1]。",
            [(("补助五百元。",), (), 0), (("由街道发放。",), (1,), 0)],
        ),
        ("补助五百元\n \n由街道发放[1]", [(("补助五百元",), (), 0), (("由街道发放",), (1,), 0)]),
        # A mark alone below a sentence is that sentence's.
        ("补助五百元。\n[1]", [(("补助五百元。",), (1,), 0)]),
        # A mark that no citation has.
        ("补助五百元[1][7]。", [(("补助五百元。",), (1,), 1)]),
        ("补助五百元[9]。", [(("补助五百元。",), (), 1)]),
        # No mark anywhere: everything stands for everything.
        ("补助五百元。由街道发放。", [(("补助五百元。", "由街道发放。"), (1, 2, 3), 0)]),
    ],
)
def test_marks_attach_to_sentences(text, wanted):
    assert read(text) == wanted


def test_what_a_chat_model_writes():
    written = (
        "根据《托育补贴办法》，补贴标准如下：\n\n"
        "### 一、补贴标准\n"
        "**全日托**\n"
        "- **一孩**：每月300元[1]\n"
        "- 二孩：每月`500元` [1]\n\n"
        "| 类型 | 比例 |\n|---|:--:|\n| 半日托 | 60% [2] |\n\n"
        "注意：\n1. 是否需要备案？\n2. 需要备案[3]。\n……\n"
        "以上信息仅供参考！"
    )
    assert read(written) == [
        (("一孩：每月300元",), (1,), 0),
        (("二孩：每月500元",), (1,), 0),
        (("半日托 | 60%",), (2,), 0),
        (("2. 需要备案。",), (3,), 0),
        (("以上信息仅供参考！",), (), 0),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "申请条件：",
        "### 申请条件与材料",
        "**申请条件与材料**",
        "您还想了解什么？",
        "……",
        "好的。",
        "1.",
    ],
)
def test_what_states_nothing_is_left_out(text):
    assert read(text) == []
    assert claims(answer(text)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "8年。",
        "60%",
        "最高补助500万元：",
        "**最高补助500万元**",
        "每户限领一次",
        "可以[1]。",
        "申请条件[1]：",
    ],
)
def test_a_fact_a_mark_or_a_sentence_is_a_claim(text):
    assert [len(texts) for texts, _, _ in read(text)] == [1]


def test_lines_of_references_are_claims_about_their_documents():
    assert read("补助五百元[1]。\n\n参考文件：\n[1] 《办法》（云政发〔2025〕1号）\n") == [
        (("补助五百元。",), (1,), 0),
        (("《办法》（云政发〔2025〕1号）",), (1,), 0),
    ]


def test_citations_that_state_no_mark_are_counted_from_one():
    unmarked = [citation(f"第{n}句。", mark=0) for n in (1, 2)]
    (one,) = claims(answer("补助五百元[2]。", *unmarked))
    assert one.citations == (unmarked[1],)


def test_two_citations_may_share_a_mark():
    twice = [citation("甲。", mark=1), citation("乙。", mark=1)]
    (one,) = claims(answer("补助五百元[1]。", *twice))
    assert one.citations == tuple(twice)


@pytest.mark.parametrize(
    "noise", ["|", "| ", "- ", "#", "*", "**甲", "[1]", "\n", "（", "1. ", "："]
)
def test_no_answer_takes_long_to_read(noise):
    started = time.perf_counter()
    claims(answer(noise * 30_000, *CITED))
    assert time.perf_counter() - started < 5


@given(st.text(alphabet="补助元。；：？\n []12【】#*-|>（）.1a", max_size=80))
def test_no_answer_breaks_it_and_no_claim_is_blank(text):
    for it in claims(answer(text, *CITED)):
        assert it.texts
        assert all(any(char.isalnum() for char in one) for one in it.texts)
