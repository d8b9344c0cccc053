"""What holds for any question set and any answers."""

from __future__ import annotations

import json
from dataclasses import replace

from eval_builders import answer, citation, retrieved
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.entailment.rules import Rules
from eval.metrics import Tools, table
from eval.normal import containment, normal
from eval.questions import Gold, Question
from eval.report import Evaluation
from eval.report.build import build
from eval.sources import Sources

PARAGRAPHS = ("", "一、", "三、（二）", "三、（二）1.", "8.2.3（4）", "附件1 二、", "第六条")
NUMBERS = (None, "鄂府发〔2024〕36号", "鄂府办发〔2024〕36号")
PLACES = ("城区", "矿区", "园区", "牧区", "景区")
THINGS = ("充电站", "停车场", "医疗点", "供水站", "示范社")
AMOUNTS = ("16", "160", "1.6", "1600", "16%", "1.6%", "5%", "5")

amounts = st.sampled_from(AMOUNTS)
clauses = st.builds(
    "到2025年，在{}新建{}，数量按{}掌握".format,
    st.sampled_from(PLACES),
    st.sampled_from(THINGS),
    amounts,
)
texts = st.one_of(st.just(""), clauses, st.text(max_size=12))
golds = st.builds(Gold, st.sampled_from(NUMBERS), texts, st.sampled_from(PARAGRAPHS), texts)
words = st.text(alphabet="甲乙丙", max_size=2)


@st.composite
def questions(draw) -> Question:
    return Question(
        draw(words),
        "问？",
        draw(st.booleans()),
        lang=draw(st.sampled_from(["zh-Hans", "en", ""])),
        audience=draw(st.sampled_from(["citizen", "staff"])),
        type=draw(words),
        gold=tuple(draw(st.lists(golds, max_size=3))),
        facts=tuple(draw(st.lists(st.tuples(texts | amounts), max_size=3))),
    )


@st.composite
def citations(draw):
    return citation(
        draw(texts),
        draw(st.sampled_from(PARAGRAPHS)),
        draw(st.sampled_from(NUMBERS)),
        source=draw(st.sampled_from(["a.txt", "none.txt", "a.pdf"])),
        start=draw(st.integers(-2, 9)),
        end=draw(st.integers(-2, 9)),
    )


@st.composite
def answers(draw):
    return answer(
        draw(texts),
        *draw(st.lists(citations(), max_size=3)),
        found=draw(st.lists(texts, max_size=10)),
        abstained=draw(st.booleans()),
        seconds=draw(st.floats(0, 9)),
        confidence=draw(st.floats(0, 1) | st.none()),
    )


pairs = st.lists(
    st.tuples(questions(), st.none() | answers()), max_size=6, unique_by=lambda pair: pair[0].id
)


@given(pairs)
@settings(deadline=None)
def test_shares_lie_between_nothing_and_all(found):
    for metric in table(Tools(entailment=Rules())):
        values = metric.measure(found)
        assert len(values) == len(found)
        for value in values:
            assert value is None or value >= 0
            assert value is None or metric.unit != "share" or value <= 1


@given(pairs, st.randoms())
@settings(deadline=None)
def test_the_order_of_questions_changes_nothing(found, random):
    shuffled = list(found)
    random.shuffle(shuffled)
    one, other = build(found, table()), build(shuffled, table())
    assert Evaluation(one).to_json() == Evaluation(other).to_json()


@given(pairs)
@settings(deadline=None)
def test_every_report_can_be_written_and_adds_up(found):
    report = build(found, table())
    data = json.loads(Evaluation(report, (report,)).to_json())
    for groups in data["groups"].values():
        assert sum(group["questions"] for group in groups.values()) == len(found)
        for name, scored in data["overall"]["scored"].items():
            assert sum(group["scored"][name] for group in groups.values()) == scored
            assert (scored == 0) == (data["overall"]["metrics"][name] is None)
    for metric in report.metrics:
        interval = report.overall.intervals[metric.name]
        assert interval is None or interval.low <= interval.mean <= interval.high


@st.composite
def honest(draw):
    """A set of answerable questions, the perfect answer to each, and the file it cites."""
    evidence = draw(st.lists(clauses, min_size=1, max_size=6, unique_by=normal))
    source = "\r\n".join(evidence)
    found = []
    for i, clause in enumerate(evidence):
        number, paragraph = draw(st.sampled_from(NUMBERS)), draw(st.sampled_from(PARAGRAPHS))
        asked = Question(
            f"q{i}",
            "问？",
            gold=(Gold(number, "", paragraph, clause),),
            facts=((clause[8:],), ("绝无此说", clause[:7])),
        )
        start = source.index(clause)
        cited = citation(
            clause, paragraph, number, source="a.txt", start=start, end=start + len(clause)
        )
        others = [other for other in evidence if other != clause]
        given_ = answer(f"{clause}[1]", cited, found=[clause, *others])
        found.append((asked, given_))
    refused = Question("u", "无？", True)
    found.append((refused, answer("抱歉", abstained=True)))
    return source, found


@given(honest())
@settings(deadline=None)
def test_a_perfect_answer_scores_one_everywhere(tmp_path_factory, drawn):
    source, found = drawn
    folder = tmp_path_factory.mktemp("notices")
    (folder / "a.txt").write_bytes(source.encode())
    report = build(found, table(Tools(Sources(folder), Rules())))
    for metric in report.metrics:
        if metric.unit == "share":
            wanted = 0 if metric.better == "lower" else 1
            assert report.overall.values[metric.name] == wanted, metric.name
    assert report.misses == ()


@given(honest(), st.data())
@settings(deadline=None)
def test_an_answer_to_nothing_scores_nothing(drawn, data):
    _, found = drawn
    empty = [(question, answer(data.draw(words))) for question, _ in found]
    values = build(empty, table()).overall.values
    for name in ("hit@10", "mrr@10", "facts", "cite_prec", "cite_rec", "refused_unanswerable"):
        assert values[name] == 0, name


@given(honest())
@settings(deadline=None)
def test_a_passage_put_in_front_never_helps(drawn):
    _, found = drawn
    pushed = [
        (
            question,
            replace(given_, retrieved=(*retrieved("本通知自印发之日起施行"), *given_.retrieved)),
        )
        for question, given_ in found
    ]
    before, after = build(found, table()).overall.values, build(pushed, table()).overall.values
    assert after["hit@1"] < before["hit@1"]
    assert after["mrr@10"] == 0.5
    assert after["hit@5"] <= before["hit@5"]


@given(clauses, st.text(max_size=5), st.text(max_size=5))
@settings(deadline=None)
def test_a_text_contains_its_own_middle(clause, before, after):
    assert containment(f"{before}。{clause}。{after}", clause) == 1


@given(st.text(max_size=30))
@settings(deadline=None)
def test_normal_forms_stay_as_they_are(text):
    form = normal(text)
    assert not any(c.isspace() for c in form)
    # Case folding and simplification may meet anew in exotic scripts; Chinese and ASCII settle.
    if all("\u4e00" <= c <= "\u9fff" or c.isascii() for c in text):
        assert normal(form) == form
