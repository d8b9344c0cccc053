"""Fitting the weights of the ranking: on made-up cases, on small notices, as a command."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from notice_index import index_of
from notice_pages import page

from rag.answering.extractive.calibrate import Case, cases, first_right, fit, main
from rag.answering.extractive.signals import NAMES

QUESTIONS = Path(__file__).parents[2] / "samples" / "questions.jsonl"
WIDTH = len(NAMES)
RIDGE = 0.003  # of each weight, in units of its signal's standard deviation
TRUE = np.linspace(-2.0, 3.0, WIDTH)
CARE = """一、照护补助
（一）一孩家庭每月补助300元；
（二）二孩家庭每月补助500元。
二、申请时间
家长应当在孩子入托之日起90日内提出申请。
"""


def case(signals, *right: int) -> Case:
    signals = np.array(signals, dtype=float)
    return Case(signals, np.isin(np.arange(len(signals)), right).astype(float))


def drawn(count: int, seed: int, weights=TRUE, spread=1.0) -> list[Case]:
    """Return cases of nine clauses each, in which that of the highest weighted sum is right."""
    random = np.random.default_rng(seed)
    every = [random.normal(size=(9, WIDTH)) * spread for _ in range(count)]
    return [case(signals, int(np.argmax(signals @ weights))) for signals in every]


def likelihood(given: list[Case], weights) -> float:
    """Return what a fit has to make as great as it can be, worked out clause by clause."""
    total = 0.0
    for it in given:
        scores = [float(row @ weights) for row in it.signals]
        logs = [score - np.logaddexp.reduce(scores) for score in scores]
        right = [log for log, held in zip(logs, it.right, strict=True) if held]
        total += sum(right) / len(right)
    spread = np.vstack([it.signals for it in given]).std(axis=0)
    return total - RIDGE * len(given) * float(((weights * spread) ** 2).sum())


def test_weights_put_the_right_clause_first_in_cases_they_were_not_fitted_on():
    weights = fit(drawn(300, seed=1))
    others = drawn(200, seed=2)
    assert first_right(others, np.zeros(WIDTH)) < 0.3
    assert first_right(others, weights) > 0.9
    assert np.corrcoef(weights, TRUE)[0, 1] > 0.98


@pytest.mark.parametrize("count", [1, 2, 5, 40])
def test_few_cases_that_weights_can_tell_apart_are_all_first_right(count):
    given = drawn(count, seed=count)
    weights = fit(given)
    assert np.isfinite(weights).all()
    assert first_right(given, weights) == 1.0


@pytest.mark.parametrize("rights", [(1,), (1, 2, 4)])
def test_no_other_weights_are_likelier(rights):
    random = np.random.default_rng(7)
    given = [
        case(random.normal(size=(6, WIDTH)), *random.choice(6, int(random.choice(rights)), False))
        for _ in range(60)
    ]
    weights = fit(given)
    best = likelihood(given, weights)
    assert best > likelihood(given, np.zeros(WIDTH))
    for at in range(WIDTH):
        for nudge in (-0.001, 0.001):
            moved = weights.copy()
            moved[at] += nudge
            assert likelihood(given, moved) < best


def test_several_right_clauses_all_come_before_the_wrong_ones():
    """One right clause has the first signal, the other one the second; wrong ones a third."""
    rows = np.zeros((4, WIDTH))
    rows[0, 0] = rows[1, 1] = rows[2, 2] = rows[3, 2] = 1.0
    random = np.random.default_rng(3)
    given = [case(rows + random.normal(size=rows.shape) * 0.05, 0, 1) for _ in range(20)]
    weights = fit(given)
    assert min(weights[0], weights[1]) > 0 > weights[2]
    for it in given:
        scores = it.signals @ weights
        assert scores[:2].min() > scores[2:].max()
    assert weights[0] == pytest.approx(weights[1], rel=0.2)


def test_the_unit_of_a_signal_only_divides_its_weight():
    units = np.array([10.0**n for n in range(-3, 3)] * 2)
    one = fit(drawn(80, seed=5))
    scaled = [Case(it.signals * units, it.right) for it in drawn(80, seed=5)]
    assert fit(scaled) * units == pytest.approx(one, rel=0.02, abs=0.02)


def test_cases_of_which_no_clause_or_every_clause_is_right_teach_nothing():
    given = drawn(40, seed=6)
    random = np.random.default_rng(8)
    none, every = random.normal(size=(2, 5, WIDTH)) * 9
    assert fit([*given, case(none), case(every, *range(5))]) == pytest.approx(fit(given))


def test_the_share_of_cases_whose_likeliest_clause_is_right():
    weights = np.eye(WIDTH)[0]
    low, high = np.zeros(WIDTH), np.eye(WIDTH)[0]
    given = [case([low, high], 1), case([low, high], 0), case([high, low], 0), case([low, high])]
    assert first_right(given, weights) == 0.5
    assert first_right(given, -weights) == 0.25


def item(question: str, *evidence: str, history=(), abstain=False) -> dict:
    gold = [{"evidence": text} for text in evidence]
    return {"question": question, "history": history, "abstain": abstain, "gold": gold}


def written(path: Path, *items: dict) -> Path:
    lines = [json.dumps(it, ensure_ascii=False) for it in items]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def care(tmp_path_factory, encoder) -> Path:
    """The index of one notice on care and one on something else."""
    folder = tmp_path_factory.mktemp("fitting")
    pages = {"care.txt": page(1, "照护补助", body=CARE), "river.txt": page(2, "河道保洁")}
    return index_of(pages, folder, encoder).index.folder.parent


def test_the_clause_that_holds_the_evidence_is_the_right_one(care, tmp_path):
    asked = written(
        tmp_path / "asked.jsonl",
        item("二孩家庭每月补助多少元？", "二孩家庭每月补助500元"),
        item("火星上怎么补助？", abstain=True),
        item("二孩家庭每月补助多少元？", "二孩家庭，每月补助５００元；"),
        item("照护补助多少元？", "一孩家庭每月补助300元", "二孩家庭每月补助500元"),
        item("照护补助多少元？", "证书由省林业厅统一编号后发放"),
        item("什么时候申请？", "家长应当在孩子入托之日起90日内申请"),
    )
    found = cases(care, asked)
    assert [it.right.sum() for it in found] == [1, 1, 2, 0, 1]
    assert all(it.signals.shape == (len(it.right), WIDTH) for it in found)
    assert all(len(it.right) > 3 for it in found)
    assert found[0].right.tolist() == found[1].right.tolist()


def test_an_earlier_turn_is_taken_in(care, tmp_path):
    earlier = [
        {"role": "user", "content": "二孩家庭每月补助多少元？"},
        {"role": "assistant", "content": "每月补助500元。"},
    ]
    evidence = "一孩家庭每月补助300元"
    path = tmp_path / "asked.jsonl"
    [alone] = cases(care, written(path, item("那一孩呢？", evidence)))
    [after] = cases(care, written(path, item("那一孩呢？", evidence, history=earlier)))
    assert not np.array_equal(alone.signals, after.signals)
    assert after.right.sum() == 1


def run(*about: object) -> Result:
    return CliRunner().invoke(main, [str(it) for it in about])


def printed(result: Result) -> tuple[dict[str, float], list[str]]:
    """Return the weights printed, by name in their order, and the lines behind them."""
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    pairs = [re.fullmatch(r"(\w+) +(-?\d+\.\d\d)", line) for line in lines[:WIDTH]]
    return {pair[1]: float(pair[2]) for pair in pairs}, lines[WIDTH:]


def test_the_command_prints_every_weight_and_how_often_the_first_is_right(sample_index):
    weights, rest = printed(run("--about", sample_index, QUESTIONS))
    assert tuple(weights) == NAMES
    assert len(NAMES) == 12
    asked = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    count = sum(not it["abstain"] for it in asked)
    [line] = rest
    share = re.fullmatch(rf"{count} questions, first right (0\.\d{{3}}|1\.000)", line)
    given = cases(sample_index, QUESTIONS)
    assert float(share[1]) == pytest.approx(first_right(given, fit(given)), abs=0.001)
    assert float(share[1]) > first_right(given, np.zeros(WIDTH))
    assert list(weights.values()) == pytest.approx(fit(given).tolist(), abs=0.0051)


def test_of_several_sets_each_is_measured_by_a_fit_on_the_others(sample_index, tmp_path):
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines(keepends=True)
    halves = [tmp_path / "even.jsonl", tmp_path / "odd.jsonl"]
    for at, half in enumerate(halves):
        half.write_text("".join(lines[at::2]), encoding="utf-8")
    about = [word for half in halves for word in ("--about", sample_index, half)]
    _, rest = printed(run(*about))
    even, odd = (cases(sample_index, half) for half in halves)
    assert [line.split()[0] for line in rest[1:]] == ["even.jsonl:", "odd.jsonl:"]
    shares = [float(line.split()[1]) for line in rest[1:]]
    expected = [first_right(even, fit(odd)), first_right(odd, fit(even))]
    assert shares == pytest.approx(expected, abs=0.001)


def test_a_set_of_questions_that_is_not_there_is_said(sample_index, tmp_path):
    result = run("--about", sample_index, tmp_path / "none.jsonl")
    assert result.exit_code == 2
    assert "none.jsonl" in result.output
    assert run().exit_code == 2
