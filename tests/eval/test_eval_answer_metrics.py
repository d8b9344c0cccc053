"""Metrics of answering and refusing, against counts made by hand."""

from __future__ import annotations

import pytest
from eval_builders import REFUSAL, UNANSWERABLE, answer, citation, question

from eval.metrics.averages import mean, median, p95
from eval.metrics.facts import facts
from eval.metrics.facts_all import facts_all
from eval.metrics.latency import latency
from eval.metrics.length import length
from eval.metrics.numbers_exact import numbers_exact
from eval.metrics.numbers_grounded import numbers_grounded
from eval.metrics.refusal import false_refusal, refused_unanswerable

POST = question(facts=[["挂职"], ["一年", "1年"]])


@pytest.mark.parametrize(
    ("text", "stated", "complete"),
    [
        ("是掛職，為期１年[1]。", 1, 1),
        ("是挂(guà)职[1]。", 0.5, 0),
        ("正式任职。", 0, 0),
        ("", 0, 0),
    ],
)
def test_facts_in_any_form(text, stated, complete):
    assert facts([(POST, answer(text))]) == [stated]
    assert facts_all([(POST, answer(text))]) == [complete]


@pytest.mark.parametrize(
    ("fact", "text", "stated"),
    [("16%", "增长1.6%", 0), ("1.6%", "增长１．６％", 1), ("5%", "增长5个百分点", 0)],
)
def test_decimals_and_percent_are_not_mixed_up(fact, text, stated):
    assert facts([(question(facts=[[fact]]), answer(text))]) == [stated]


def test_a_refusal_states_nothing_even_if_its_words_do():
    assert facts([(POST, answer("没有挂职一年的依据", abstained=True))]) == [0]


@pytest.mark.parametrize("metric", [facts, facts_all])
def test_facts_not_scorable(metric):
    assert (
        metric([(UNANSWERABLE, answer("x")), (question(), answer("x")), (POST, None)]) == [None] * 3
    )


CITED = citation(
    "补贴160万元，增长7%，1.6公里", "附件88 三、（二）", issued_on="2024-05-14", title="2023年方案"
)


@pytest.mark.parametrize(
    ("text", "grounded", "exact"),
    [
        ("补贴160万元[1]，增长7％。", 1, 1),
        ("补贴60万元[1]。", 1, 0),  # 60 stands in 160: only the exact reading sees the lie
        ("补贴1,600万元。", 0, 0),
        ("补贴16公里。", 1, 0),
        ("1.6公里", 1, 1),
        ("增长7。", 1, 0),
        ("增长50%，160万元。", 0.5, 0.5),
        ("2024年5月14日印发的2023年方案", 1, 1),
        ("按鄂府办发〔2024〕34号", 1, 1),
        ("增长99%[160]", 0, 0),
        ("见第九十条、附件88", 1, 1),
    ],
)
def test_numbers_must_stand_in_what_is_cited(text, grounded, exact):
    assert numbers_grounded([(POST, answer(text, CITED))]) == [grounded]
    assert numbers_exact([(POST, answer(text, CITED))]) == [exact]


def test_numbers_may_come_from_any_citation():
    both = answer("160万元、80个", CITED, citation("充电站80余个"))
    assert numbers_grounded([(POST, both)]) == [1]
    assert numbers_exact([(POST, both)]) == [1]


def test_numbers_not_scorable():
    pairs = [
        (POST, None),
        (POST, answer("抱歉，没有160。", CITED, abstained=True)),
        (POST, answer("没有数字[1]。", CITED)),
        (POST, answer("160万元")),
    ]
    assert numbers_grounded(pairs) == [None, None, None, None]
    # Numbers without any citation are the worst case, not an unscorable one.
    assert numbers_exact(pairs) == [None, None, None, 0]


def test_an_answer_to_an_unanswerable_question_is_checked_as_well():
    made_up = (UNANSWERABLE, answer("补贴777万元[1]。", CITED))
    assert numbers_grounded([made_up]) == [0]
    assert numbers_exact([made_up]) == [0]


def test_refusals():
    pairs = [
        (POST, answer("挂职")),
        (POST, REFUSAL),
        (POST, None),
        (UNANSWERABLE, REFUSAL),
        (UNANSWERABLE, answer("有")),
        (UNANSWERABLE, None),
    ]
    assert false_refusal(pairs) == [0, 1, 1, None, None, None]
    assert refused_unanswerable(pairs) == [None, None, None, 1, 0, 0]


def test_length_and_latency():
    pairs = [
        (POST, answer("挂职一年[1]", seconds=0.2)),
        (POST, REFUSAL),
        (UNANSWERABLE, answer("有", seconds=0)),
        (POST, None),
    ]
    assert length(pairs) == [7, None, None, None]
    assert latency(pairs) == [0.2, 0.5, None, None]


def test_averages():
    assert mean([0, 1, 0.5]) == 0.5
    assert mean([0.1] * 10) == 0.1
    assert median([3, 1, 2, 10]) == 2.5
    assert p95(list(range(1, 21))) == 19
    assert p95([7.0]) == 7
