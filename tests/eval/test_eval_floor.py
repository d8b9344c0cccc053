"""The floor of the samples: met by the assistant, and a gate for whoever is worse."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval import ask, baselines, measure
from eval.baselines.answering import answers
from eval.entailment.rules import Rules
from eval.floor import below, load
from eval.metrics import Tools
from eval.questions import load_all
from eval.sources import Sources

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"


@pytest.fixture(scope="module")
def floor():
    return load(SAMPLES / "floor.toml")


@pytest.fixture(scope="module")
def questions():
    return load_all([SAMPLES / "questions.jsonl"])


@pytest.fixture(scope="module")
def tools():
    return Tools(Sources(SAMPLES / "notices"), Rules())


@pytest.fixture(scope="module")
def report(assistant, questions, tools):
    return measure(questions, ask(assistant, questions), tools)


def test_the_assistant_meets_it(report, floor):
    assert list(map(str, below(report, floor))) == []


def test_it_is_near_what_is_reached(report, floor):
    """A floor far below lets anything pass: four questions' worth is the most."""
    units = {metric.name: metric.unit for metric in report.metrics}
    for name, at in floor.items():
        value, scored = report.overall.values[name], report.overall.scored[name]
        if units[name] == "share":
            assert abs(value - at) <= 4 / scored, name


def test_it_holds_what_the_project_is_for(floor):
    wanted = {"hit@5", "facts", "cite_prec", "cite_rec", "cite_real", "numbers_exact", "alce_rec"}
    assert wanted | {"false_refusal", "refused_unanswerable"} <= floor.keys()


def test_a_stock_pipeline_falls_below_it(questions, tools, encoder, floor):
    files = sorted((SAMPLES / "notices").glob("*.txt"))
    ensemble = baselines.stock(files, encoder)[2]
    missed = below(measure(questions, answers(ensemble, questions), tools), floor)
    names = {it.metric.name for it in missed}
    assert {"facts", "cite_rec", "cite_doc", "refused_unanswerable", "answer_chars_median"} <= names


def test_ci_measures_it_before_the_tests():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "set -euo pipefail" in script
    assert 0 < script.index("\nscripts/floor") < script.index("exec scripts/test")
    assert "samples/floor.toml" in (ROOT / "scripts" / "floor").read_text(encoding="utf-8")
