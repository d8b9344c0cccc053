"""Where evidence stands: in one place of a text, with its numbers, however the text is set."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eval.normal import normal
from eval.sets.sentences import around, sentences
from eval.sets.standing import occurs, stands

TEXT = (
    "第六条  道路停车泊位实行分区计费：\r\n"
    "（一）一类区域首小时5元，以后每半小时3元；\n"
    "（二）二类區域(qū)首小时３元，以后每半小时2.5元，残疾人本人驾驶的专用车辆免收；\n"
    "夜间22时至次日7时免费。欠费的，应当在收到催缴通知之日起15日内补缴，逾期不缴的按照规定处理。"
)
ALPHABET = "停車车區区收费費元年月日 ,，。；、：（）()\n\t\r35.%％０９aéqūKﬁ㎡①…—"


def found(text: str, evidence: str) -> str | None:
    span = stands(text, evidence)
    return None if span is None else text[slice(*span)]


@pytest.mark.parametrize(
    ("evidence", "there"),
    [
        ("二类区域首小时3元，以后每半小时2.5元", "二类區域(qū)首小时３元，以后每半小时2.5元"),
        ("首小时5元以后每半小时3元", "首小时5元，以后每半小时3元"),
        ("夜間22時至次日7時免費", "夜间22时至次日7时免费"),
        ("第六条 道路停车泊位", "第六条  道路停车泊位"),
        ("二类区域首", "二类區域(qū)首"),
        ("元", "元"),
    ],
)
def test_differences_of_setting_are_none(evidence, there):
    assert found(TEXT, evidence) == there


@pytest.mark.parametrize(
    "evidence",
    [
        "二类区域首小时5元，以后每半小时2.5元",  # the figure of the neighbour
        "二类区域首小时3元，以后每半小时25元",
        "欠费的，应当在收到催缴通知之日起5日内补缴，逾期不缴的按照规定处理",
        "三类区域",
        "（）。",
        "",
    ],
)
def test_what_is_not_there_does_not_stand(evidence):
    assert stands(TEXT, evidence) is None


def test_a_word_more_or_less_may_be_forgiven_a_figure_never():
    evidence = (
        "残疾人本人驾驶的专用车辆免收，夜间22时至次日7时免费。"
        "欠费的，应在收到催缴通知之日起15日内补缴，逾期不缴的按照规定处理"
    )
    assert found(TEXT, evidence).startswith("残疾人")
    assert stands(TEXT, evidence.replace("15日", "16日")) is None
    assert stands(TEXT.replace("22时", "23时"), evidence) is None


def test_grams_that_are_scattered_prove_nothing():
    words = "停车人不得故意遮挡号牌逃避缴费"
    grams = [words[i : i + 5] for i in range(len(words) - 4)]
    scattered = "，此外还有一些别的规定，".join(grams)
    assert all(gram in scattered for gram in grams)
    assert stands(scattered, words) is None


def test_the_best_of_several_places_is_found():
    good = "欠费累计五次以上且经两次催缴仍不缴纳的，暂停其享受第七条第四项的优惠"
    near, worse = good.replace("优惠", "优待"), good.replace("的优惠", "政策")
    between = "。停车人有权拒绝付费，公共停车场应当在入口醒目位置公示收费标准。"
    assert found(between.join([worse, near, worse]), good) == near[:-1]
    assert found(between.join([near, good, worse]), good) == good


@given(st.text(ALPHABET, max_size=1500), st.data())
@example("停车" * 700, None)
def test_every_part_of_a_text_stands_in_it(text, data):
    start, length = (3, 40) if data is None else (
        data.draw(st.integers(0, len(text))),
        data.draw(st.integers(1, 60)),
    )  # fmt: skip
    part = text[start : start + length]
    span = stands(text, part)
    if not normal(part):
        assert span is None
    # A cut within 1.5 or before a gloss makes another text of the part; 5-grams may do then.
    elif normal(part) in normal(text):
        assert span is not None
        assert 0 <= span[0] < span[1] <= len(text)


@given(
    st.lists(
        st.sampled_from(["停车收费。", "區(qū)域，", "1.5元；", "５０％、", "a b\n", "夜间"]),
        max_size=200,
    )
)
def test_spans_hold_what_was_sought(parts):
    text = "".join(parts) + "欠缴的应当补缴"
    assert normal(found(text, "的应当补")) == "的应当补"
    assert occurs(text, "欠缴的应当补缴")


def test_megabytes_are_no_matter():
    body = "".join(f"第{n}条规定，编号为{n}的车位首小时收费{n % 9}元。" for n in range(60_000))
    evidence = "编号为59999的车位首小时收费5元"
    started = time.perf_counter()
    assert found(body, evidence) == evidence
    assert stands(body, "编号为五九九的车位头一个钟头收取费用") is None
    for n in range(100):
        assert stands(body, f"编号为{n * 7}的车位首小时收费{n * 7 % 9}元") is not None
    assert stands(body, body.replace("编号", "号码")) is None
    assert time.perf_counter() - started < 20


def test_sentences_end_where_people_end_them():
    text = "首小时3.5元。“夜间免费！”是吗？\nMr. J. Smith paid 3.5 yuan. He left;走了"
    assert [text[a:b] for a, b in sentences(text)] == [
        "首小时3.5元。",
        "“夜间免费！”",
        "是吗？",
        "Mr.",
        "J. Smith paid 3.5 yuan.",
        "He left;",
        "走了",
    ]


@given(st.text("甲乙。！；\n .aB”", max_size=60), st.data())
def test_the_sentence_around_holds_what_it_is_around(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    left, right = around(text, start, end)
    assert left <= start <= end <= right
