"""What a report says of refusals and of the confidence behind them."""

from __future__ import annotations

import pytest
from eval_builders import answer, question, report_on
from rich.console import Console

from eval import score
from eval.report import Evaluation
from eval.report.layout import refusal_figures, reliability_rows
from eval.report.refusals import PERCENTS, refusals
from eval.report.terminal import show
from rag.errors import QuestionSetInvalid

ASKED = [question(facts=[["160"], ["8%"]], id=i) for i in "abc"]
NOWHERE = [question(abstain=True, id=i) for i in "xyz"]


def said(confidence, text="160，占8%。"):
    return answer(text, confidence=confidence)


def refused(confidence):
    return answer("抱歉，没有依据。", abstained=True, confidence=confidence)


WHOLE = list(
    zip(
        [*ASKED, *NOWHERE],
        [said(0.9), said(0.7, "160。"), refused(0.3), refused(0.1), refused(0.8), said(0.5)],
        strict=True,
    )
)


def test_refusals_as_decided_and_the_confidence_as_stated():
    found = refusals(WHOLE)
    assert (found.refused, found.scored) == (3, 6)
    assert (found.precision, found.recall) == (pytest.approx(2 / 3), pytest.approx(2 / 3))
    # 0.9 is above all three, 0.7 above 0.5 and 0.1, 0.3 above 0.1.
    assert found.auc == pytest.approx(6 / 9)
    # A rule refused y at 0.8 and a threshold refused x and c: all three count as 0.
    assert found.auc_with_rules == pytest.approx((3 + 3 + 1) / 9)
    wanted = (0.1**2 + 0.3**2 + 0.7**2 + 0.1**2 + 0.8**2 + 0.5**2) / 6
    assert found.brier == pytest.approx(wanted)
    # One question a bin, but for 0.8 and 0.9, of which one is answerable.
    gaps = 0.1 + 0.7 + 0.5 + 0.3 + 2 * abs(0.5 - 0.85)
    assert found.ece == pytest.approx(gaps / 6)


def test_the_risk_is_of_facts_missed_and_of_unanswerable_questions_answered():
    found = refusals(WHOLE)
    assert tuple(found.risks) == tuple(PERCENTS)
    # Losses: a 0, b 1/2, c 1 (a refusal states no facts), x 0, y 0, z 1.
    assert found.risks[100] == pytest.approx(2.5 / 6)
    # 80 % of six are five: x, the least confident, is left out.
    assert found.risks[80] == pytest.approx(2.5 / 5)


def test_an_answerable_question_without_facts_has_no_loss():
    found = refusals([(question(id="a"), said(0.9)), *WHOLE[3:]])
    assert found.scored == 4
    assert found.risks[100] == pytest.approx(1 / 3)


def test_a_question_without_an_answer_is_not_refused():
    found = refusals([(NOWHERE[0], None), (NOWHERE[1], refused(0.2)), (ASKED[0], None)])
    assert (found.refused, found.scored) == (1, 1)
    assert (found.precision, found.recall) == (1, 0.5)
    assert found.auc is None


def test_an_answer_that_states_no_confidence_is_scored_for_its_refusal_alone():
    found = refusals([*WHOLE, (question(abstain=True, id="w"), refused(None))])
    assert (found.refused, found.scored) == (4, 6)
    assert found.recall == pytest.approx(3 / 4)
    assert found.auc == refusals(WHOLE).auc


def test_no_answers_say_nothing():
    found = refusals([])
    assert (found.precision, found.recall, found.auc, found.ece, found.brier) == (None,) * 5
    assert set(found.risks.values()) == {None}
    assert found.scored == 0


def ready(pairs, **changed):
    return [{"id": asked.id, **given.to_dict(), **changed} for asked, given in pairs]


def test_the_confidence_of_ready_answers_is_read():
    asked = [asked for asked, _ in WHOLE]
    report = score(asked, ready(WHOLE))
    assert report.refusals == refusals(WHOLE)
    data = report.to_dict()["refusals"]
    assert data == report.refusals.to_dict()
    assert data["auc"] == 0.6667
    shown = {percent: data["risks"][percent] for percent in ("100", "95", "90", "80")}
    assert shown == {"100": 0.4167, "95": 0.4167, "90": 0.4167, "80": 0.5}
    assert data["bins"][4] == {
        "low": 0.8,
        "high": 1.0,
        "questions": 2,
        "confidence": 0.85,
        "answerable": 0.5,
    }


@pytest.mark.parametrize("absent", [True, False])
def test_ready_answers_of_another_system_have_none(absent):
    given = ready(WHOLE, confidence=None)
    if absent:
        given = [{k: v for k, v in it.items() if k != "confidence"} for it in given]
    report = score([asked for asked, _ in WHOLE], given)
    assert (report.refusals.refused, report.refusals.scored) == (3, 0)
    assert report.refusals.auc is None
    data = report.to_dict()
    assert data["refusals"]["ece"] is None
    assert [miss["given"]["confidence"] for miss in data["misses"]] == [None] * 4
    shown = dict(refusal_figures(report.refusals, "zh-Hans"))
    assert shown == {"拒答题数": "3", "拒答准确率": "0.667", "拒答召回率": "0.667"}
    assert reliability_rows(report.refusals, "zh-Hans") == []


@pytest.mark.parametrize("bad", ["0.5", True, 1.5, -0.1, 95])
def test_a_confidence_that_is_no_probability_is_named(bad):
    with pytest.raises(QuestionSetInvalid) as caught:
        score(ASKED, [{"id": "a", "answer": "", "confidence": bad}])
    assert "confidence" in caught.value.say("en")


@pytest.fixture
def report():
    asked = [asked for asked, _ in WHOLE]
    return report_on(asked, {asked.id: given for asked, given in WHOLE})


def test_the_terminal_shows_refusals_and_reliability(report):
    console = Console(record=True, width=60)
    show(Evaluation(report), console, "zh-Hans", None, misses=False)
    lines = [" ".join(line.split()) for line in console.export_text().splitlines()]
    assert "拒答准确率 │ 0.667" in lines
    assert "把握 AUC │ 0.667" in lines
    assert "把握 AUC（含规则拒答） │ 0.778" in lines
    assert "最有把握的 80% 题失误率 ↓ │ 0.500" in lines
    assert "0.8–1.0 │ 2 │ 0.850 │ 0.500" in lines
