"""Two reports side by side, against differences worked out by hand."""

from __future__ import annotations

import json

import pytest
from eval_builders import NUMBER, REFUSAL, UNANSWERABLE, answer, gold, question, report_on

from eval.comparing import compare, load
from eval.comparing.saved import parse
from eval.errors import Flaw, ReportInvalid
from eval.report import Evaluation
from rag.errors import SourceMissing

ASKED = [question(gold("证据" * 5), facts=[[str(i)]], id=f"q{i}") for i in range(1, 5)]


def saved(questions, by_id):
    """A report as it is read back from its file."""
    return parse(json.loads(Evaluation(report_on(questions, by_id)).to_json()))


def line(comparison, name):
    return next(it for it in comparison.lines if it.metric.name == name)


@pytest.fixture
def comparison():
    """Of four questions B wins one, loses none; one has no answer in A."""
    before = {"q1": answer("1"), "q2": answer("?"), "q3": REFUSAL}
    after = {"q1": answer("1"), "q2": answer("2"), "q3": REFUSAL, "q4": answer("4")}
    return compare(saved(ASKED, before), saved(ASKED, after))


def test_a_difference_is_over_questions_scored_in_both(comparison):
    facts = line(comparison, "facts")
    assert (facts.scored, facts.first, facts.second) == (3, 1 / 3, 2 / 3)
    assert facts.difference.mean == pytest.approx(1 / 3)
    assert (facts.difference.low, facts.difference.high) == (0, 1)
    # Three questions, one of them won: the interval does not leave zero out.
    assert facts.is_better is None


def test_whoever_refuses_less_is_better_where_lower_is(comparison):
    refusal = line(comparison, "false_refusal")
    assert (refusal.scored, refusal.first, refusal.second) == (4, 0.5, 0.25)
    many = [question(facts=[["1"]], id=f"q{i}") for i in range(20)]
    one = saved(many, {q.id: REFUSAL for q in many})
    other = saved(many, {q.id: answer("1") for q in many})
    assert line(compare(one, other), "false_refusal").is_better is True
    assert line(compare(other, one), "false_refusal").is_better is False


def test_questions_that_flip_are_named(comparison):
    flips = {(flip.metric, flip.first.id): flip for flip in comparison.flips}
    assert set(flips) == {("facts_all", "q2"), ("false_refusal", "q4")}
    won = flips["facts_all", "q2"]
    assert (won.won, won.first.answer, won.second.answer) == (True, "?", "2")
    back = compare(saved(ASKED, {"q2": answer("2")}), saved(ASKED, {"q2": answer("?")}))
    assert [flip.won for flip in back.flips] == [False]


def test_an_unanswerable_question_flips_by_its_refusal():
    one, other = (saved([UNANSWERABLE], {"u": it}) for it in (answer("有"), REFUSAL))
    (flip,) = compare(one, other).flips
    assert (flip.metric, flip.won) == ("refused_unanswerable", True)


def test_questions_of_one_report_alone_are_counted(comparison):
    assert comparison.left_out == (0, 0)
    some = {"q1": answer("1")}
    assert compare(saved(ASKED[:2], some), saved(ASKED[1:], some)).left_out == (1, 2)


def test_reports_on_other_questions_are_refused():
    with pytest.raises(Flaw):
        compare(saved(ASKED[:1], {}), saved(ASKED[1:], {}))
    other = question(id="q1", **{"lang": "en"})
    changed = type(other)("q1", "别的问题？")
    with pytest.raises(Flaw, match="other_question"):
        compare(saved(ASKED[:1], {}), saved([changed], {}))


def test_the_interval_is_that_of_the_difference_not_of_each():
    """Two systems that vary together differ surely; apart they would not."""
    many = [question(facts=[["1"], ["2"]], id=f"q{i:02}") for i in range(40)]
    half = {q.id: answer("1" if i % 2 else "") for i, q in enumerate(many)}
    more = {q.id: answer("1 2" if i % 2 else "1") for i, q in enumerate(many)}
    facts = line(compare(saved(many, half), saved(many, more)), "facts")
    assert (facts.difference.low, facts.difference.high) == pytest.approx((0.5, 0.5))


def test_a_report_is_read_from_its_file_or_folder(tmp_path):
    report = Evaluation(report_on(ASKED, {"q1": answer(f"1 {NUMBER}")}))
    (tmp_path / "report.json").write_text(report.to_json(), encoding="utf-8")
    assert load(tmp_path) == load(tmp_path / "report.json") == parse(report.to_dict())


def test_what_is_no_report_is_told_from_a_damaged_one(tmp_path):
    lines = tmp_path / "answers.jsonl"
    lines.write_text('{"id": "a", "answer": ""}\n{"id": "b", "answer": ""}\n', encoding="utf-8")
    assert load(lines) is None
    lines.write_text('{"id": "a", "answer": ""}\n', encoding="utf-8")
    assert load(lines) is None
    with pytest.raises(SourceMissing):
        load(tmp_path / "none")
    for damaged in ("{", '{"rows": 1}', '{"rows": [{"id": "x"}]}', '{"rows": [1]}'):
        (tmp_path / "report.json").write_text(damaged, encoding="utf-8")
        with pytest.raises(ReportInvalid):
            load(tmp_path)
