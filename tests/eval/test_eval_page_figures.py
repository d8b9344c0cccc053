"""Figures by the data that they are drawn from, and what becomes of matplotlib's drawing."""

from __future__ import annotations

import warnings

import matplotlib as mpl
import pytest
from eval_builders import answer, question
from eval_pages import EVIL, asked, evaluation, of, right, texts, wrong
from lxml import html

from eval.bootstrap import Interval
from eval.report.page import pictures
from eval.report.page.clean import clean
from eval.report.page.curves import Curves
from eval.report.page.dots import Dots
from eval.report.page.drawing import fit, width
from eval.report.page.histogram import Histogram
from eval.report.page.styles import PARTS, SERIES

HALF = Interval(0.5, 0.4, 0.6, 9)


@pytest.fixture(scope="module")
def found():
    return evaluation()


def drawn(svg):
    return html.fragment_fromstring(svg)


def markers(svg, part):
    """How often a marker of a series is drawn."""
    return len(drawn(svg).xpath(f"//use[contains(@class, 'fill-{part}')]"))


def test_groups_are_ordered_by_their_questions_and_have_each_an_interval(found, monkeypatch):
    made = []
    monkeypatch.setattr(Dots, "svg", lambda self, name: made.append(self) or "")
    shown = {it.name: it for it in pictures.groups(found.report, "zh-Hans")}
    assert list(shown) == ["by-type", "by-lang", "by-audience"]
    assert made[0].rows == ("列举 (4)", "数字 (4)", "事实 (2)")
    groups = found.report.groups["type"]
    assert made[0].series[1] == tuple(
        groups[it].intervals["facts"] for it in ("list", "number", "fact")
    )
    assert [name for _, name in shown["by-type"].legend] == ["命中 hit@5", "要点率", "引用准确率"]


def test_a_group_without_a_dot_still_has_its_row_of_figures(found):
    by_type = next(pictures.groups(found.report, "zh-Hans"))
    rows = {row[0]: row for row in by_type.table.rows}
    assert list(rows) == ["列举", "数字", "事实", "无答案"]
    assert by_type.table.head[:3] == ("组", "题数", "缺答案")
    column = by_type.table.head.index("要点率")
    assert rows["无答案"][column] == "—"
    it = found.report.groups["type"]["list"].intervals["facts"]
    assert rows["列举"][column] == f"{it.mean:.3f} [{it.low:.3f}, {it.high:.3f}] n=4"


def test_many_groups_stay_readable_and_are_all_in_the_table():
    questions = [question(facts=[["1"]], id=f"q{i:02}", type=f"type {i}") for i in range(60)]
    report = of(questions, {q.id: answer("1") for q in questions}).report
    (by_type,) = pictures.groups(report, "en")
    assert len(by_type.table.rows) == 60
    assert markers(by_type.svg, "s1") == 40


def test_systems_stand_side_by_side_by_what_is_measured(found):
    shown = list(pictures.systems(found, "zh-Hans"))
    assert [it.title for it in shown] == ["检索", "作答与拒答", "依据"]
    assert [name for _, name in shown[0].legend] == ["本系统", "系统1"]
    facts = found.report.overall.intervals["facts"]
    assert shown[1].table.rows[0][0] == "要点率"
    assert shown[1].table.rows[0][1].startswith(f"{facts.mean:.3f} [{facts.low:.3f}")
    assert list(pictures.systems(of(asked(2), {}), "zh-Hans")) == []


def test_no_more_systems_are_drawn_than_can_be_told_apart():
    questions = asked(2)
    given = {q.id: right() for q in questions}
    crowd = of(questions, *([given] * (len(SERIES) + 3)))
    (retrieval, *_) = pictures.systems(crowd, "en")
    assert len(retrieval.legend) == len(SERIES)
    looks = {(style.part, style.marker, style.sign) for style in SERIES}
    assert len({marker for _, marker, _ in looks}) == len({sign for *_, sign in looks}) == 8


def test_risk_is_drawn_over_coverage_for_systems_with_a_confidence(found, monkeypatch):
    made = {}
    monkeypatch.setattr(Curves, "svg", lambda self, name: made.setdefault(name, self) and "")
    risks, reliability = pictures.confidence(found, "zh-Hans")
    points = made["risks"].series[0]
    assert [x for x, _ in points] == list(range(5, 101, 5))
    assert dict(points)[100] == found.report.refusals.risks[100]
    assert len(risks.legend) == len(made["risks"].series) == 2
    assert risks.table.rows[-1][0] == "100 %"
    bins = [it for it in found.report.refusals.bins if it.questions]
    assert made["reliability"].series[0] == tuple((it.confidence, it.answerable) for it in bins)
    assert made["reliability"].notes == tuple(f"n={it.questions}" for it in bins)
    assert len(reliability.table.rows) == 5


def test_without_a_confidence_there_is_no_curve():
    questions = asked(2)
    silent = {q.id: right(confidence=None) for q in questions}
    sure = {q.id: right() for q in questions}
    assert list(pictures.confidence(of(questions, silent, sure), "en")) == []
    risks, _ = pictures.confidence(of(questions, sure, silent), "en")
    assert risks.legend == ()


def test_time_and_length_are_counted_from_the_scores_of_questions(found):
    seconds, chars = pictures.spreads(found.report, "zh-Hans")
    assert sum(int(count) for _, count in seconds.table.rows) == 12
    assert "10 个答案" in chars.caption
    median = found.report.overall.values["seconds_median"]
    assert f"秒数中位数 {median:.3g}" in texts(drawn(seconds.svg), "//text")
    assert list(pictures.spreads(of(asked(2), {}).report, "en")) == []


def test_a_histogram_counts_every_value_once():
    even = Histogram.of([1.0, 2.0, 2.0, 3.0, 9.0], "x", "y")
    assert (even.log, sum(even.counts), even.edges[0], even.edges[-1]) == (False, 5, 1.0, 9.0)
    assert even.counts == (3, 1, 0, 1)
    far = Histogram.of([0.01, 0.1, 1.0, 10.0], "x", "y")
    assert far.log and far.counts == (1, 1, 1, 1)[: len(far.counts)]
    same = Histogram.of([2.0, 2.0], "x", "y")
    assert sum(same.counts) == 2 and same.edges[0] < 2 < same.edges[-1]
    nothing = Histogram.of([0.0], "x", "y")
    assert sum(nothing.counts) == 1
    assert len(Histogram.of([float(i) for i in range(9999)], "x", "y").counts) == 24


def test_differences_are_seen_against_zero():
    flat = Dots(("a",), ((Interval(0.0, 0.0, 0.0, 9),),), differences=True)
    low, high = flat.limits()
    assert low < 0 < high
    wide = Dots(("a",), ((Interval(0.3, 0.2, 0.6, 9), None),), differences=True).limits()
    assert wide[0] < 0 and 0.6 < wide[1] < 0.7
    assert Dots(("a",), ((HALF,),)).limits() == (0.0, 1.0)


def test_the_scale_of_a_risk_shows_small_risks():
    def top(*ys, **more):
        return Curves("x", "y", (tuple((float(i), y) for i, y in enumerate(ys)),), **more).top()

    assert top(0.0, 0.2) == pytest.approx(0.23)
    assert top(0.0) == 0.1
    assert top(0.99) == 1.0
    assert top(0.2, diagonal=True) == 1.0


def test_drawings_have_the_colours_of_the_page_and_no_style(found):
    shown = [*pictures.groups(found.report, "en"), *pictures.confidence(found, "en")]
    for picture in (*shown, *pictures.spreads(found.report, "en")):
        root = drawn(picture.svg)
        assert not root.xpath("//@style | //style | //metadata | //@xlink:href", namespaces=NAMES)
        classes = {name for value in root.xpath("//@class") for name in value.split()}
        assert classes <= {f"{use}-{part}" for use in ("fill", "stroke") for part in PARTS}
        colours = {*root.xpath("//@fill"), *root.xpath("//@stroke")} - {"none"}
        assert colours == set(), "every colour is the style sheet's"
        ids = root.xpath("//@id")
        assert all(it.startswith(f"{picture.name}-") for it in ids)
        assert {it[1:] for it in root.xpath("//@href")} <= set(ids)


NAMES = {"xlink": "http://www.w3.org/1999/xlink"}


def test_labels_are_text_whatever_they_hold():
    svg = Dots((EVIL[:60], "中文 $x$"), ((HALF, HALF),)).svg("it")
    root = drawn(svg)
    assert not root.xpath("//script")
    assert "中文 $x$" in texts(root, "//text")
    axis = Curves(EVIL, "y", (((0.0, 0.5),),)).svg("it")
    assert " ".join(clean(EVIL).split()) in texts(drawn(axis), "//text")


def test_a_drawing_depends_on_nothing_around_it():
    dots = Dots(("一", "二"), ((HALF, None), (None, HALF)))
    first = dots.svg("it")
    with warnings.catch_warnings(), mpl.rc_context({"font.size": 40, "svg.fonttype": "path"}):
        warnings.simplefilter("error")  # such as that a font lacks a script
        assert dots.svg("it") == first
        assert mpl.rcParams["font.size"] == 40


def test_labels_are_shortened_to_the_room_there_is():
    assert fit("数字", 24) == "数字"
    assert fit("数字字字", 40) == "数字…"
    assert width(fit("a" * 99, 100)) <= 100
    assert fit("甲", 1) == "…"
    assert fit("甲" * 1_000_000, 100) == "甲" * 7 + "…"


def test_markers_are_drawn_where_there_is_a_value():
    svg = Dots(("a", "b", "c"), ((HALF, None, HALF), (None, None, None))).svg("it")
    assert (markers(svg, "s0"), markers(svg, "s1")) == (2, 0)


def test_an_answer_that_misses_everything_is_drawn(found):
    worst = of(asked(4), {q.id: wrong() for q in asked(4)})
    assert [it.name for it in pictures.confidence(worst, "en")] == ["risks", "reliability"]
