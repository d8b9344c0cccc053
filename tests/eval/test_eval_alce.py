"""ALCE's citation metrics against cases worked by hand, and against liars."""

from __future__ import annotations

import re
from dataclasses import replace
from statistics import mean

import pytest
from eval_builders import OTHER_NUMBER, REFUSAL, answer, citation, question

from eval.entailment.memo import Memo
from eval.entailment.rules import Rules
from eval.metrics.alce_f1 import alce_f1
from eval.metrics.alce_precision import alce_precision
from eval.metrics.alce_recall import alce_recall
from eval.questions import load

METRICS = (alce_recall, alce_precision, alce_f1)
RULES = Rules()

PAY = citation("二孩每月补助500元，由市财政局拨付。", "二、", mark=1)
CHECK = citation("市审计局每季度开展检查。", "三、", mark=2)
NOISE = citation("本办法自印发之日起施行。", "四、", mark=3)


def scored(text, *cited, entailment=RULES):
    """Return recall, precision and F1 of one answer."""
    pairs = [(question(), answer(text, *cited))]
    return tuple(metric(pairs, entailment)[0] for metric in METRICS)


def f1(precision, recall):
    return pytest.approx(2 * precision * recall / (precision + recall))


def test_everything_cited_and_nothing_in_vain():
    assert scored("二孩每月补助500元[1]。市审计局每季度检查[2]。", PAY, CHECK) == (1, 1, 1)


def test_a_statement_without_a_citation_is_not_recalled():
    # 1 of 2 statements; the one mark there is is right.
    assert scored("二孩每月补助500元[1]。市审计局每季度检查。", PAY) == (1 / 2, 1, f1(1, 1 / 2))


def test_a_second_citation_that_is_not_needed_is_irrelevant():
    assert scored("二孩每月补助500元[1][3]。", PAY, NOISE) == (1, 1 / 2, f1(1 / 2, 1))


def test_two_citations_that_each_say_it_are_both_relevant():
    again = replace(PAY, mark=3)
    assert scored("二孩每月补助500元[1][3]。", PAY, again) == (1, 1, 1)


def test_two_citations_that_are_needed_together_are_both_precise():
    both = "二孩每月补助500元，市审计局每季度检查[1][2]。"
    assert scored(both, PAY, CHECK) == (1, 1, 1)
    assert scored("二孩每月补助500元，市审计局每季度检查[1]。", PAY) == (0, 0, 0)


def test_where_the_statement_is_not_recalled_no_citation_of_it_is_precise():
    # 1 of 2 statements; 1 of 3 marks.
    text = "二孩每月补助600元[1][2]。市审计局每季度检查[2]。"
    assert scored(text, PAY, CHECK) == (1 / 2, 1 / 3, f1(1 / 3, 1 / 2))


def test_a_mark_on_the_wrong_citation():
    assert scored("二孩每月补助500元[2]。市审计局每季度检查[1]。", PAY, CHECK) == (0, 0, 0)


def test_a_mark_that_no_citation_has_counts_against_precision():
    assert scored("二孩每月补助500元[1][7]。", PAY) == (1, 1 / 2, f1(1 / 2, 1))
    assert scored("二孩每月补助500元[7]。", PAY) == (0, 0, 0)


def test_without_marks_all_citations_stand_for_all_statements():
    # Each mark counts once, and is needed by one of the two statements; the third by none.
    text = "二孩每月补助500元。市审计局每季度检查。"
    assert scored(text, PAY, CHECK) == (1, 1, 1)
    assert scored(text, PAY, CHECK, NOISE) == (1, 2 / 3, f1(2 / 3, 1))


def test_marks_at_the_end_of_a_list_stand_for_all_of_it():
    text = "1.二孩每月补助500元；\n2.市审计局每季度检查；\n3.市教育局负责培训。[1][2]"
    assert scored(text, PAY, CHECK) == (2 / 3, 1, f1(1, 2 / 3))


def test_what_is_known_of_a_citation_is_part_of_it():
    known = replace(PAY, title="云泽市补助办法", issuer="云泽市人民政府", issued_on="2025-03-02")
    text = f"据2025年3月2日《云泽市补助办法》（{PAY.doc_number}），二孩每月补助500元[1]。"
    assert scored(text, known) == (1, 1, 1)
    assert scored(text.replace("3月", "4月"), known) == (0, 0, 0)
    assert scored(text, replace(known, doc_number=OTHER_NUMBER)) == (0, 0, 0)


def test_an_answer_without_citations_has_earned_nothing():
    assert scored("二孩每月补助500元。") == (0, 0, 0)


@pytest.mark.parametrize("given", [None, REFUSAL, answer("", PAY), answer("……", PAY)])
def test_nothing_said_is_not_scorable(given):
    assert [metric([(question(), given)], RULES) for metric in METRICS] == [[None]] * 3


def test_citations_of_which_no_quote_is_given_are_not_scorable():
    assert scored("二孩每月补助500元[1]。", replace(PAY, quote=" ")) == (None, None, None)


def test_one_quote_that_is_missing_bears_nothing_out():
    text = "二孩每月补助500元[1]。市审计局每季度检查[2]。"
    assert scored(text, PAY, replace(CHECK, quote="")) == (1 / 2, 1 / 2, 1 / 2)


def test_what_cannot_be_judged_is_left_out_and_is_no_zero():
    english = "The second child gets money every month[1]."
    assert scored(english, PAY) == (None, None, None)
    assert scored(f"{english} 二孩每月补助500元[1]。", PAY) == (1, 1, 1)
    # Nothing that is cited can be judged: what is not cited must not decide alone.
    assert scored(f"{english}\n\nThe bureau checks it.", PAY) == (None, None, None)


def test_answers_among_others_keep_their_places():
    good = answer("二孩每月补助500元[1]。", PAY)
    bad = answer("二孩每月补助900元[1]。", PAY)
    pairs = [(question(), it) for it in (bad, None, good, REFUSAL, good)]
    assert alce_recall(pairs, RULES) == [0, None, 1, None, 1]
    assert alce_recall([], RULES) == []


class Counting(Rules):
    """The rules; counts what they are asked."""

    def __init__(self):
        self.asked = []

    def entails(self, pairs):
        self.asked += pairs
        return super().entails(pairs)


def test_the_three_metrics_judge_each_pair_once():
    counting = Counting()
    found = scored(
        "二孩每月补助500元[1][3]。市审计局每季度检查[2]。",
        PAY,
        CHECK,
        NOISE,
        entailment=Memo(counting),
    )
    assert found == (1, 2 / 3, f1(2 / 3, 1))
    assert len(counting.asked) == len(set(counting.asked)) == 4  # two together, two more alone


# ---- liars -----------------------------------------------------------------------------------

TOPICS = ("充电站", "停车场", "供水站", "换热站", "卫生室", "养老院", "幼儿园", "文化馆")
LEADERS = [
    "市能源局",
    "市住建局",
    "市水利局",
    "市城管局",
    "市卫健委",
    "市民政局",
    "市教体局",
    "市文旅局",
]


@pytest.fixture
def honest():
    """Answers with two statements each, the quotes word for word."""
    out = []
    for i, (topic, leader) in enumerate(zip(TOPICS, LEADERS, strict=True)):
        clause = f"到2027年新建{topic}{13 + 7 * i}座，每座补助{1.3 + i}万元，由{leader}牵头。"
        cited = [
            citation(clause, f"{i + 1}.", mark=1),
            citation(f"{topic}每年{i + 1}月15日前申报，逾期不予受理。", f"{i + 1}.", mark=2),
        ]
        text = (
            f"新建{topic}{13 + 7 * i}座，补助{1.3 + i}万元，由{leader}牵头[1]。"
            f"每年{i + 1}月15日前申报[2]。"
        )
        out.append((question(id=f"q{i}"), answer(text, *cited)))
    return out


def numbers_changed(pairs):
    def other(match):
        return str(int(match[0]) + 1)

    return [
        (q, replace(a, answer=re.sub(r"(?<![\[\d.])\d+(?=[座月])", other, a.answer)))
        for q, a in pairs
    ]


def citations_shifted(pairs):
    return [
        (q, replace(a, citations=pairs[(i + 1) % len(pairs)][1].citations))
        for i, (q, a) in enumerate(pairs)
    ]


def marks_shifted(pairs):
    swap = str.maketrans("12", "21")
    return [
        (q, replace(a, answer=re.sub(r"\[\d\]", lambda m: m[0].translate(swap), a.answer)))
        for q, a in pairs
    ]


def answer_of_another_notice(pairs):
    return [
        (q, replace(a, answer=pairs[(i + 3) % len(pairs)][1].answer))
        for i, (q, a) in enumerate(pairs)
    ]


def marks_left_out_and_a_claim_added(pairs):
    return [(q, replace(a, answer=f"{a.answer}另由省级财政每年奖励900万元。")) for q, a in pairs]


LIES = [
    numbers_changed,
    citations_shifted,
    marks_shifted,
    answer_of_another_notice,
]


@pytest.mark.parametrize("metric", METRICS, ids=lambda it: it.__name__)
@pytest.mark.parametrize("lie", LIES, ids=lambda it: it.__name__)
def test_a_liar_ranks_below_the_honest(honest, lie, metric):
    assert mean(metric(honest, RULES)) == 1
    assert mean(metric(lie(honest), RULES)) < 0.2


def test_a_claim_without_a_source_costs_recall(honest):
    lying = marks_left_out_and_a_claim_added(honest)
    assert mean(alce_recall(lying, RULES)) == pytest.approx(2 / 3)
    assert mean(alce_precision(lying, RULES)) == 1


# ---- what the assistant really answers ------------------------------------------------------


def test_answers_quoted_word_for_word_reach_almost_one(assistant, samples):
    asked = load(samples.parent / "questions.jsonl")
    pairs = [(q, assistant.ask(q.question, q.history)) for q in asked]
    memo = Memo(RULES)
    for metric in METRICS:
        found = [score for score in metric(pairs, memo) if score is not None]
        assert len(found) > 30
        # Below 1: the line that a notice is no longer in force, which no citation bears out.
        assert mean(found) > 0.97
