"""Asking an assistant and building the report."""

from __future__ import annotations

import logging
from itertools import count

import pytest
from eval_builders import NUMBER, REFUSAL, answer, citation, gold, question, report_on

from eval import Question, ask, evaluate, score
from eval.metrics import Metric
from eval.report import Evaluation
from eval.report.layout import clip, columns, cut, figure
from eval.report.model import Summary
from rag.answering.model import Turn
from rag.errors import QuestionInvalid, QuestionSetInvalid

CHARGING = "在城区建设充电站160余个"
RIGHT = answer(
    "160余个[1]。", citation(CHARGING, "三、"), found=[CHARGING, "本通知自印发之日起施行"]
)
WRONG = answer("60余个[1]。", citation("在矿区建设充电站80余个", "二、"), found=["无关", CHARGING])

CHARGERS = question(
    gold(CHARGING, "三、"), facts=[["160"]], id="b", type="number", lang="zh-Hans", audience="staff"
)
FOLLOWUP = Question(
    "a",
    "那矿区呢？",
    type="followup",
    lang="zh-Hans",
    history=(Turn("user", "城区多少？"), Turn("assistant", "160个。")),
    gold=(gold("在矿区建设充电站80余个", "三、"),),
    facts=(("80",),),
)
NOWHERE = question(abstain=True, id="c", type="unanswerable", lang="en")


class Scripted:
    """Answers by a table and remembers what it was asked."""

    def __init__(self, *replies):
        self.replies = list(replies)
        self.asked = []

    def ask(self, question, history):
        self.asked.append((question, history))
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply


def test_every_question_is_asked_once_with_its_history():
    assistant = Scripted(RIGHT, REFUSAL, REFUSAL)
    done = []
    ask(assistant, [CHARGERS, FOLLOWUP, NOWHERE], asked=done.append)
    assert assistant.asked == [
        ("问题？", ()),
        ("那矿区呢？", FOLLOWUP.history),
        ("问题？", ()),
    ]
    assert done == [CHARGERS, FOLLOWUP, NOWHERE]


def test_the_report_adds_up():
    report = evaluate(Scripted(RIGHT, REFUSAL, WRONG), [CHARGERS, FOLLOWUP, NOWHERE])
    values = report.overall.values
    assert (report.overall.questions, report.overall.missing) == (3, 0)
    assert values["facts"] == 0.5
    assert values["hit@1"] == 0.5
    assert values["false_refusal"] == 0.5
    assert values["refused_unanswerable"] == 0
    assert values["cite_para"] == 1
    # 160 is quoted; the 60 of the made-up answer stands nowhere in what it cites.
    assert values["numbers_exact"] == 0.5
    assert values["cite_real"] is None
    assert report.overall.scored["facts"] == 2
    assert report.overall.scored["cite_real"] == 0
    assert set(report.groups["type"]) == {"number", "followup", "unanswerable"}
    assert report.groups["type"]["number"].values["facts"] == 1
    assert report.groups["type"]["unanswerable"].values["facts"] is None
    assert report.groups["lang"]["zh-Hans"].questions == 2
    assert set(report.groups["audience"]) == {"", "staff"}


def test_latency_is_taken_from_outside():
    ticks = count(step=2)
    given = ask(Scripted(RIGHT), [CHARGERS], clock=lambda: float(next(ticks)))
    assert report_on([CHARGERS], given.by_id).overall.values["seconds_median"] == 2


def test_a_rejected_question_has_no_answer(caplog):
    with caplog.at_level(logging.WARNING):
        report = evaluate(Scripted(QuestionInvalid(reason="太长"), REFUSAL), [CHARGERS, NOWHERE])
    assert report.overall.missing == 1
    assert report.overall.values["facts"] is None
    assert report.overall.values["false_refusal"] == 1
    assert [miss.reasons for miss in report.misses] == [("unanswered",)]
    assert "b" in caplog.text


def test_other_failures_are_not_hidden():
    with pytest.raises(RuntimeError):
        evaluate(Scripted(RuntimeError()), [CHARGERS])


def test_misses_say_what_is_wrong():
    half = answer("160余个，占8%[1]。", citation("城区充电站160个"), found=["无关"])
    questions = [CHARGERS, FOLLOWUP, NOWHERE]
    report = report_on(questions, {"a": REFUSAL, "b": half, "c": WRONG})
    assert {miss.question.id: miss.reasons for miss in report.misses} == {
        "a": ("false_refusal", "retrieval"),
        "b": ("retrieval", "citation", "number", "statement"),
        "c": ("answered_unanswerable",),
    }
    assert report.reasons() == {
        "retrieval": 2,
        "answered_unanswerable": 1,
        "citation": 1,
        "false_refusal": 1,
        "number": 1,
        "statement": 1,
    }
    unsupported = {miss.question.id: miss.unsupported for miss in report.misses}
    assert unsupported == {"a": (), "b": ("160余个，占8%。",), "c": ()}
    assert report_on(questions[::2], {"b": RIGHT, "c": REFUSAL}).misses == ()


def test_a_miss_holds_question_gold_answer_and_what_was_retrieved():
    (miss,) = report_on([CHARGERS], {"b": WRONG}).to_dict()["misses"]
    assert miss["question"] == "问题？"
    assert miss["gold"][0]["evidence"] == CHARGING
    assert miss["given"]["answer"] == "60余个[1]。"
    assert miss["given"]["retrieved"][1]["text"] == CHARGING
    assert miss["reasons"] == ["facts", "citation", "number", "statement"]


def test_ready_answers_of_the_contract_score_the_same():
    asked = [CHARGERS, FOLLOWUP, NOWHERE]
    replies = {"a": REFUSAL, "b": RIGHT, "c": WRONG}
    dicts = [{"id": i, **reply.to_dict()} for i, reply in replies.items()]
    assert score(asked, dicts).to_dict() == {
        **report_on(asked, replies).to_dict(),
        "name": "answers",
    }


@pytest.mark.parametrize(
    "bad", [[{}], [3], [{"id": "a", "answer": ""}] * 2, [{"id": "a", "answer": 1}], [{"id": "a"}]]
)
def test_a_ready_answer_that_breaks_the_contract_is_named(bad):
    with pytest.raises(QuestionSetInvalid) as caught:
        score([CHARGERS], bad)
    assert caught.value.params["where"] == f"answers[{len(bad) - 1}]"


def test_answers_to_no_question_are_told(caplog):
    with caplog.at_level(logging.WARNING):
        report = report_on([CHARGERS], {"b": RIGHT, "zz": RIGHT})
    assert report.overall.questions == 1
    assert "zz" in caplog.text


def test_no_questions_make_an_empty_report():
    report = report_on([], {})
    assert set(report.overall.values.values()) == {None}
    assert Evaluation(report).to_dict()["overall"]["questions"] == 0


def test_figures_are_not_rounded_onto_a_limit():
    metric = Metric("x", "answer", lambda pairs: [])

    def shown(value):
        return figure(metric, Summary(1, 0, {"x": value}, {"x": 1}, {}))

    figures = [shown(v) for v in (1, 0.9996, 0.5, 0.0004, 0, None)]
    assert figures == ["1.000", "<1", "0.500", ">0", "0.000", "—"]


def test_wide_tables_are_cut_with_the_total_in_front():
    report = report_on([question(id=str(i), type=f"t{i}") for i in range(5)], {})
    parts = cut(columns(report, "type", "zh-Hans"), 3)
    names = [[name for name, _ in part] for part in parts]
    assert names == [["总计", "t0", "t1"], ["总计", "t2", "t3"], ["总计", "t4"]]


def test_clip_keeps_one_printable_line():
    assert clip(f"甲\n乙\x1b[0m\u202e{NUMBER}", 9) == "甲 乙 [0m …"


def test_what_a_system_states_nowhere_is_not_scored():
    quoting = {"quote": CHARGING, "source": "a.txt"}
    given = [
        {"id": "b", "answer": "160余个。", "citations": [quoting]},
        {"id": "c", "answer": "", "abstained": True},
    ]
    values = score([CHARGERS, NOWHERE], given).overall.values
    assert {values[name] for name in ("hit@1", "all@10", "ndcg@10", "mrr@10")} == {None}
    assert {values[name] for name in ("cite_doc", "cite_para")} == {None}
    assert (values["facts"], values["cite_prec"], values["cite_rec"]) == (1, 1, 1)


def test_what_a_system_states_once_is_scored_everywhere():
    """Leaving a field out where it would look bad gains nothing."""
    given = [
        {"id": "b", "answer": "160余个。"},
        {"id": "a", "answer": "80余个。", "retrieved": [{"text": "在矿区建设充电站80余个"}]},
    ]
    assert score([CHARGERS, FOLLOWUP], given).overall.values["hit@1"] == 0.5


def test_an_answer_without_citations_has_grounded_nothing():
    values = score([CHARGERS], [{"id": "b", "answer": "160余个。"}]).overall.values
    assert (values["facts"], values["cite_prec"], values["cite_rec"], values["cite_f1"]) == (
        1,
        0,
        0,
        0,
    )
    assert (values["numbers_exact"], values["cite_real"]) == (0, None)
