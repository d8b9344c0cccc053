"""The page on two evaluations side by side."""

from __future__ import annotations

import json

import pytest
from eval_builders import question
from eval_pages import EVIL, addresses, asked, hostile, of, parsed, right, texts, wrong

from eval.comparing import compare
from eval.comparing.saved import parse
from eval.report.page import render_comparison
from eval.report.page.clean import clean
from eval.report.writing import write_comparison


def between(first, second):
    return compare(*(parse(json.loads(it.to_json())) for it in (first, second)))


@pytest.fixture(scope="module")
def comparison():
    """B is right where A is wrong, but for one question."""
    questions = [it for it in asked(12) if not it.abstain]
    before = {q.id: wrong() for q in questions} | {"q00": right()}
    after = {q.id: right() for q in questions} | {"q00": wrong()}
    before_more = [*questions, question(facts=[["1"]], id="only")]
    return between(of(before_more, before), of(questions, after))


@pytest.fixture(scope="module")
def page(comparison):
    return parsed(render_comparison(comparison, "zh-Hans"))


def row(page, metric):
    return texts(page, f"//tr[@data-metric='{metric}']/*")


def test_the_table_has_both_values_and_their_difference(page, comparison):
    line = next(it for it in comparison.lines if it.metric.name == "facts")
    it = line.difference
    shown = f"{it.mean:+.3f} [{it.low:+.3f}, {it.high:+.3f}]"
    assert row(page, "facts") == ["要点率", "0.100", "0.900", shown, "▲ 更好", "10"]
    assert row(page, "false_refusal")[4] == "○ 不明"
    assert texts(page, "//header//dd") == ["本系统", "本系统"]
    assert "10 题" in texts(page, "//header//span")
    assert any("A 1" in it for it in texts(page, "//header//span"))


def test_worse_is_told_the_other_way_round(comparison):
    questions = [it for it in asked(12) if not it.abstain]
    better = of(questions, {q.id: right() for q in questions})
    worse = of(questions, {q.id: wrong() for q in questions})
    page = parsed(render_comparison(between(better, worse), "en"))
    assert row(page, "facts")[4] == "▼ worse"
    assert texts(page, "//div[@id='flipped']//span[@class='text-worse']")[0] == "▼ worse in B"


def test_differences_of_shares_are_drawn_by_verdict(page, comparison):
    (drawing,) = page.xpath("//figure/svg")
    shares = [it for it in comparison.lines if it.metric.unit == "share"]
    for kind, wanted in (("better", True), ("worse", False), ("quiet", None)):
        inside = "card" if kind == "quiet" else kind
        found = drawing.xpath(f".//use[contains(@class, 'fill-{inside}')]")
        assert len(found) == sum(it.is_better is wanted for it in shares)
    rows = page.xpath("//figure//tbody/tr")
    assert len(rows) == len(shares)


def test_flips_are_listed_with_the_question_and_both_answers(page, comparison):
    items = page.xpath("//div[@id='flipped']/details")
    assert len(items) == len(comparison.flips)
    lost = [it for it in items if it.get("data-outcome") == "lost"]
    assert {it.get("data-metric") for it in lost} == {"facts_all"}
    (one,) = lost
    assert texts(one, "./dl/dt") == ["提问", "A", "B"]
    assert texts(one, "./dl/dd") == ["问题？", "建160余个[1]。", "建60个[1]。"]


def test_two_that_do_not_differ_make_a_page_too():
    same = of(asked(2), {"q00": right()})
    page = parsed(render_comparison(between(same, same), "zh-Hans"))
    assert texts(page, "//section[@id='flips']/p") == ["没有。"]
    nothing = of([question(id="x")], {})
    parsed(render_comparison(between(nothing, nothing), "en"))


def test_no_text_of_others_is_anything_but_text():
    questions = hostile().report.rows
    right_of_all = of([row.question for row in questions], {})
    made = render_comparison(between(hostile(), right_of_all), "en")
    page = parsed(made)
    assert len(page.xpath("//script")) == 1
    assert not page.xpath("//img | //@*[starts-with(name(), 'on')]")
    assert clean(EVIL) in page.text_content()
    assert "\u202e" not in made and "\x00" not in made
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert all(it == "data:," or it.removeprefix("#") in ids for it in addresses(page))


def test_both_files_are_written(comparison, tmp_path):
    data, page = write_comparison(comparison, tmp_path, "en")
    assert (data.name, page.name) == ("comparison.json", "comparison.html")
    assert json.loads(data.read_text(encoding="utf-8")) == comparison.to_dict()
    assert page.read_text(encoding="utf-8") == render_comparison(comparison, "en")
