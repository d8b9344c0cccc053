"""A planted liar must rank below the honest: on the metric that is there to catch it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from eval_builders import NUMBER, OTHER_NUMBER, answer, citation, gold, question
from liars import liars

from eval import ask, measure
from eval.entailment.rules import Rules
from eval.metrics import Tools, table
from eval.questions import load_all
from eval.report.build import build
from eval.sources import Sources

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
TOPICS = ("充电站", "停车场", "供水站", "换热站", "卫生室", "养老院", "幼儿园", "文化馆")
LEADERS = (
    "市能源局",
    "市住建局",
    "市水利局",
    "市城管局",
    "市卫健委",
    "市民政局",
    "市教体局",
    "市文旅局",
)
HEADS = ("一", "二", "三", "四", "五", "六", "七", "八")


@pytest.fixture
def world(tmp_path):
    """Eight clauses in one file, a question on each and the honest answers."""
    clauses = [
        f"{head}、到2027年新建{topic}{13 + 7 * i}座，补助{1.3 + i}万元，由{leader}牵头。"
        for i, (head, topic, leader) in enumerate(zip(HEADS, TOPICS, LEADERS, strict=True))
    ]
    source = "\n".join(clauses)
    (tmp_path / "a.txt").write_text(source, encoding="utf-8")
    pairs = []
    for i, (head, clause) in enumerate(zip(HEADS, clauses, strict=True)):
        number = NUMBER if i % 2 else OTHER_NUMBER
        start = source.index(clause)
        cited = citation(
            clause, f"{head}、", number, source="a.txt", start=start, end=start + len(clause)
        )
        asked = question(
            gold(clause, f"{head}、", number),
            facts=[[f"{13 + 7 * i}座"], [f"{1.3 + i}万元"], [LEADERS[i]]],
            id=f"q{i}",
        )
        text = f"新建{13 + 7 * i}座，补助{1.3 + i}万元，由{LEADERS[i]}牵头[1]。"
        pairs.append((asked, answer(text, cited, found=[clause])))
    return pairs, Sources(tmp_path)


def change_numbers(pairs):
    def other(match):
        return str(int(match[0]) + 1)

    return [
        (q, replace(a, answer=re.sub(r"(?<![\[\d.])\d+(?=[座.])", other, a.answer)))
        for q, a in pairs
    ]


def drop_decimal_points(pairs):
    return [(q, replace(a, answer=a.answer.replace(".", ""))) for q, a in pairs]


def shift_quotes(pairs):
    """Cite the next clause as it is, at its own place: a real span of the wrong clause."""
    return [
        (q, replace(a, citations=pairs[(i + 1) % len(pairs)][1].citations))
        for i, (q, a) in enumerate(pairs)
    ]


def shift_labels(pairs):
    """Keep the quote and put the next clause's number and paragraph on it."""
    out = []
    for i, (q, a) in enumerate(pairs):
        wrong = pairs[(i + 1) % len(pairs)][1].citations[0]
        cited = replace(a.citations[0], doc_number=wrong.doc_number, paragraph=wrong.paragraph)
        out.append((q, replace(a, citations=(cited,))))
    return out


def shift_spans(pairs):
    out = []
    for i, (q, a) in enumerate(pairs):
        wrong = pairs[(i + 1) % len(pairs)][1].citations[0]
        cited = replace(a.citations[0], start=wrong.start, end=wrong.end)
        out.append((q, replace(a, citations=(cited,))))
    return out


def answer_another_question(pairs):
    return [(q, pairs[(i + 1) % len(pairs)][1]) for i, (q, _) in enumerate(pairs)]


def make_up_quotes(pairs):
    """Write the false number into the quote as well: only the source can tell."""
    out = []
    for q, a in pairs:
        false = re.sub(r"\d+座", "9999座", a.citations[0].quote)
        text = re.sub(r"\d+座", "9999座", a.answer)
        out.append((q, replace(a, answer=text, citations=(replace(a.citations[0], quote=false),))))
    return out


def answer_all_without_citing(pairs):
    return [(q, replace(a, citations=())) for q, a in pairs]


@pytest.mark.parametrize(
    ("lie", "caught_by"),
    [
        (change_numbers, {"facts", "numbers_grounded", "numbers_exact"}),
        (drop_decimal_points, {"facts", "numbers_exact", "numbers_grounded"}),
        (shift_quotes, {"cite_prec", "cite_rec", "cite_para", "cite_doc", "numbers_exact"}),
        (shift_labels, {"cite_para", "cite_doc"}),
        (shift_spans, {"cite_real"}),
        (answer_another_question, {"facts", "cite_prec", "cite_rec", "cite_para", "cite_doc"}),
        (make_up_quotes, {"facts", "cite_real"}),
        (answer_all_without_citing, {"cite_prec", "cite_rec", "numbers_exact"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_liar_ranks_below_the_honest(world, lie, caught_by):
    pairs, sources = world
    honest = build(pairs, table(Tools(sources, Rules()))).overall.values
    lying = build(lie(pairs), table(Tools(sources, Rules()))).overall.values
    for name in caught_by:
        assert honest[name] == 1, name
        assert lying[name] is not None and lying[name] < 0.75, (name, lying[name])


def test_every_lie_is_a_miss(world):
    pairs, sources = world
    assert build(pairs, table(Tools(sources, Rules()))).misses == ()
    for lie in (change_numbers, shift_quotes, shift_spans, answer_another_question, make_up_quotes):
        assert len(build(lie(pairs), table(Tools(sources, Rules()))).misses) == len(pairs), (
            lie.__name__
        )


def test_a_mixed_liar_is_last_on_every_grounding_metric(assistant, sample_index, python):
    """Lies of each kind told into the assistant's own answers, and all kinds in turn."""
    asked = load_all([SAMPLES / "questions.jsonl"])
    listed = python("-m", "rag", "list", "--clauses", "--json", "--index", sample_index)
    clauses = {it["doc_number"]: it["clauses"] for it in json.loads(listed.stdout)["notices"]}
    honest = ask(assistant, asked)
    systems = {"honest": honest, **liars(honest, clauses)}
    tools = Tools(Sources(SAMPLES / "notices"), Rules())
    values = {
        name: measure(asked, answers, tools).overall.values for name, answers in systems.items()
    }
    for metric in table(tools):
        if metric.kind == "grounding":
            ours = values["honest"][metric.name]
            assert values["mixed"][metric.name] < ours - 0.1, metric.name
            # No kind of lie gains anything by any metric.
            assert all(it[metric.name] < ours + 0.05 for it in values.values()), metric.name
    for name, telling in {
        "numbers": {"numbers_grounded", "numbers_exact", "alce_rec", "alce_prec", "alce_f1"},
        "clauses": {"cite_prec", "cite_rec", "cite_f1", "cite_para", "alce_rec", "numbers_exact"},
        "labels": {"cite_real", "cite_para"},
        "elsewhere": {"cite_prec", "cite_rec", "cite_f1", "cite_doc", "cite_para"},
    }.items():
        for metric_name in telling:
            lied, ours = values[name][metric_name], values["honest"][metric_name]
            assert lied < 0.7 * ours, (name, metric_name)
