"""Asking an assistant and building the report."""

from __future__ import annotations

import json
import logging
from itertools import count

import pytest
from eval_builders import NUMBER, REFUSAL, answer, citation, gold, question

from eval import Question, evaluate, measure, score
from eval.errors import ReportUnwritable
from eval.metrics import Metric
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
    evaluate(assistant, [CHARGERS, FOLLOWUP, NOWHERE], asked=done.append)
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
    report = evaluate(Scripted(RIGHT), [CHARGERS], clock=lambda: float(next(ticks)))
    assert report.overall.values["seconds_median"] == 2


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
    report = measure(questions, {"a": REFUSAL, "b": half, "c": WRONG})
    assert {miss.question.id: miss.reasons for miss in report.misses} == {
        "a": ("false_refusal", "retrieval"),
        "b": ("retrieval", "citation", "number"),
        "c": ("answered_unanswerable",),
    }
    assert report.reasons() == {
        "retrieval": 2,
        "answered_unanswerable": 1,
        "citation": 1,
        "false_refusal": 1,
        "number": 1,
    }
    assert measure(questions[::2], {"b": RIGHT, "c": REFUSAL}).misses == ()


def test_a_miss_holds_question_gold_answer_and_what_was_retrieved():
    (miss,) = measure([CHARGERS], {"b": WRONG}).to_dict()["misses"]
    assert miss["question"] == "问题？"
    assert miss["gold"][0]["evidence"] == CHARGING
    assert miss["given"]["answer"] == "60余个[1]。"
    assert miss["given"]["retrieved"][1]["text"] == CHARGING
    assert miss["reasons"] == ["facts", "citation", "number"]


def test_ready_answers_of_the_contract_score_the_same():
    asked = [CHARGERS, FOLLOWUP, NOWHERE]
    replies = {"a": REFUSAL, "b": RIGHT, "c": WRONG}
    dicts = [{"id": i, **reply.to_dict()} for i, reply in replies.items()]
    assert score(asked, dicts).to_dict() == measure(asked, replies).to_dict()


@pytest.mark.parametrize("bad", [[{}], [3], [{"id": "a"}, {"id": "a"}], [{"id": "a", "answer": 1}]])
def test_a_ready_answer_that_breaks_the_contract_is_named(bad):
    with pytest.raises(QuestionSetInvalid) as caught:
        score([CHARGERS], bad)
    assert caught.value.params["where"] == f"answers[{len(bad) - 1}]"


def test_answers_to_no_question_are_told(caplog):
    with caplog.at_level(logging.WARNING):
        report = measure([CHARGERS], {"b": RIGHT, "zz": RIGHT})
    assert report.overall.questions == 1
    assert "zz" in caplog.text


def test_no_questions_make_an_empty_report():
    report = measure([], {})
    assert set(report.overall.values.values()) == {None}
    assert json.loads(report.to_json())["overall"]["questions"] == 0


def test_reports_are_written(tmp_path):
    report = measure([CHARGERS, NOWHERE], {"b": WRONG, "c": REFUSAL})
    data, page = report.write(tmp_path / "一" / "reports")
    assert json.loads(data.read_text(encoding="utf-8")) == report.to_dict()
    text = page.read_text(encoding="utf-8")
    assert text == report.to_markdown()
    assert sorted(p.name for p in data.parent.iterdir()) == ["report.json", "report.md"]


def test_the_page_shows_tables_and_misses():
    text = measure([CHARGERS, NOWHERE], {"b": WRONG, "c": REFUSAL}).to_markdown()
    assert "| 指标 | 总计 | 数字 | 无答案 |" in text
    assert "| 命中 hit@1 | 0.000 | 0.000 | — |" in text
    assert "| 误拒率 ↓ | 0.000 | 0.000 | — |" in text
    assert "### b" in text
    assert "- 问题：要点不全, 依据没有全部引用, 数字在引文中找不到" in text
    assert "- 应答：160\n" in text
    assert CHARGING in text
    english = measure([NOWHERE], {"c": WRONG}).to_markdown("en")
    assert "- wanted: (a refusal)" in english
    assert "answered although unanswerable" in english


def test_text_of_notices_is_no_markup_on_the_page():
    evil = answer("<script>x</script>|甲|\n# 标题 [x](y) \x1b[31m")
    text = measure([CHARGERS], {"b": evil}).to_markdown()
    assert "<script>" not in text.replace("\\<", "")
    assert "\x1b" not in text
    assert "\n# 标题" not in text


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ReportUnwritable) as caught:
        measure([CHARGERS], {}).write(tmp_path / "file")
    assert str(tmp_path / "file") in caught.value.say("zh-Hans")
    assert caught.value.say("en").startswith("cannot write")


def test_figures_are_not_rounded_onto_a_limit():
    metric = Metric("x", lambda pairs: [])

    def shown(value):
        return figure(metric, Summary(1, 0, {"x": value}, {"x": 1}))

    figures = [shown(v) for v in (1, 0.9996, 0.5, 0.0004, 0, None)]
    assert figures == ["1.000", "<1", "0.500", ">0", "0.000", "—"]


def test_wide_tables_are_cut_with_the_total_in_front():
    report = measure([question(id=str(i), type=f"t{i}") for i in range(5)], {})
    parts = cut(columns(report, "type", "zh-Hans"), 3)
    names = [[name for name, _ in part] for part in parts]
    assert names == [["总计", "t0", "t1"], ["总计", "t2", "t3"], ["总计", "t4"]]


def test_clip_keeps_one_printable_line():
    assert clip(f"甲\n乙\x1b[0m\u202e{NUMBER}", 9) == "甲 乙 [0m …"
