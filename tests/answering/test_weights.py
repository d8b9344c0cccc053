"""Probabilities of the clauses found."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from notice_index import find, index_of
from notice_pages import page

from rag.answering.basis import Basis
from rag.answering.extractive.ranking import WEIGHTS, probabilities, weigh
from rag.answering.extractive.signals import NAMES

DAY = date(2026, 6, 1)
SIGNALS = arrays(
    np.float64,
    st.tuples(st.integers(1, 6), st.just(len(NAMES))),
    elements=st.floats(-2, 0, width=32),
)


def test_every_signal_has_a_weight_and_every_weight_a_signal():
    assert set(WEIGHTS) == set(NAMES)
    assert len(set(NAMES)) == len(NAMES)


@given(SIGNALS)
def test_probabilities_sum_to_1(matrix):
    likely = probabilities(matrix)
    assert likely.shape == (len(matrix),)
    assert (likely >= 0).all()
    assert likely.sum() == pytest.approx(1.0)


@given(st.data(), SIGNALS, st.floats(0.1, 1.0))
def test_more_of_a_signal_that_counts_for_a_clause_makes_it_likelier(data, matrix, more):
    name = data.draw(st.sampled_from([name for name in NAMES if WEIGHTS[name] > 0]))
    at = data.draw(st.integers(0, len(matrix) - 1))
    raised = matrix.copy()
    raised[at, NAMES.index(name)] += more
    before, after = probabilities(matrix), probabilities(raised)
    assert after[at] >= before[at]
    assert all(after[i] <= before[i] for i in range(len(matrix)) if i != at)
    if 0.01 < before[at] < 0.99:
        assert after[at] > before[at]


@given(SIGNALS, st.floats(-1, 1))
def test_only_differences_count(matrix, shift):
    assert probabilities(matrix + shift) == pytest.approx(probabilities(matrix), abs=1e-6)


def test_one_clause_is_certain_and_no_clause_has_no_probability():
    assert probabilities(np.zeros((1, len(NAMES)))).tolist() == [1.0]
    assert probabilities(np.zeros((0, len(NAMES)))).shape == (0,)


@pytest.fixture(scope="module")
def reader(tmp_path_factory, encoder):
    pages = {"a.txt": page(1, "河道保洁"), "b.txt": page(2, "路灯养护", amount=500)}
    return index_of(pages, tmp_path_factory.mktemp("ranking"), encoder)


@pytest.mark.parametrize(
    ("question", "notice", "text"),
    [
        ("路灯养护每处补助多少元？", "b.txt", "500元"),
        ("河道保洁每处补助多少元？", "a.txt", "3000元"),
        ("河道保洁由哪个部门负责实施？", "a.txt", "市水务局负责实施"),
        ("逾期未完成的路灯养护给补助吗？", "b.txt", "不予补助"),
    ],
)
def test_the_clause_that_answers_is_the_likeliest(reader, question, notice, text):
    basis = Basis(reader, find(reader, question))
    weighed = weigh(basis.signals, basis.found, DAY)
    assert sum(it.probability for it in weighed) == pytest.approx(1.0)
    best = max(weighed, key=lambda it: it.probability).evidence
    assert best.record.source == notice
    assert any(text in sentence.text for sentence in best.sentences)


def test_nothing_found_weighs_nothing(reader):
    assert weigh(Basis(reader, find(reader, "路灯")).signals, [], DAY) == []


@pytest.fixture(scope="module")
def renewed(tmp_path_factory, encoder):
    """Two notices that say the same with other sums; the first one is valid for one year."""
    old = "本办法自2025年5月1日起施行，有效期至2025年12月31日。"
    body = "一、补助\n河道保洁每处补助{}元。\n二、附则\n{}\n"
    pages = {
        "old.txt": page(1, "河道保洁", body=body.format(2000, old)),
        "new.txt": page(2, "河道保洁", body=body.format(3000, "本办法自2026年1月1日起施行。")),
    }
    return index_of(pages, tmp_path_factory.mktemp("renewed"), encoder)


@pytest.mark.parametrize(
    ("day", "sum_"), [(date(2025, 6, 1), "2000元"), (date(2026, 6, 1), "3000元")]
)
def test_what_is_in_force_on_the_day_is_likelier(renewed, day, sum_):
    basis = Basis(renewed, find(renewed, "河道保洁每处补助多少元？"))
    weighed = weigh(basis.signals, basis.found, day)
    best = max(weighed, key=lambda it: it.probability)
    assert any(sum_ in sentence.text for sentence in best.evidence.sentences)
    assert sum(it.probability for it in weighed) == pytest.approx(1.0)
