"""The formulas over a confidence, on cases worked by hand and against naive counts."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.report.confidence import Bin, auc, brier, calibration_error, reliability, risk

# Few values, so that ties are many.
levels = st.integers(0, 20).map(lambda n: n / 20)
judged = st.lists(st.tuples(levels, st.booleans()), max_size=25)
losses = st.lists(st.tuples(levels, levels), min_size=1, max_size=25)


def columns(pairs):
    return [a for a, _ in pairs], [b for _, b in pairs]


def test_auc_counts_pairs_in_the_right_order():
    # Of six pairs 0.9 wins 3, 0.4 wins against 0.1 and 0.2 and draws with 0.4.
    given_ = [0.9, 0.4, 0.4, 0.2, 0.1], [True, True, False, False, False]
    assert auc(*given_) == pytest.approx(5.5 / 6)
    assert auc([0.9, 0.8, 0.1], [True, True, False]) == 1
    assert auc([0.1, 0.8], [True, False]) == 0
    assert auc([0.3] * 4, [True, False] * 2) == 0.5


@pytest.mark.parametrize("answerable", [[], [True, True], [False]])
def test_auc_needs_both_kinds(answerable):
    assert auc([0.5] * len(answerable), answerable) is None


@given(judged)
def test_auc_is_the_naive_count(pairs):
    above = [c for c, y in pairs if y]
    below = [c for c, y in pairs if not y]
    won = sum((c > d) + (c == d) / 2 for c in above for d in below)
    wanted = won / (len(above) * len(below)) if above and below else None
    assert auc(*columns(pairs)) == (None if wanted is None else pytest.approx(wanted))


@given(judged)
def test_auc_turned_round_is_the_rest(pairs):
    confidences, answerable = columns(pairs)
    one = auc(confidences, answerable)
    other = auc([1 - c for c in confidences], answerable)
    assert (one is None) == (other is None)
    assert one is None or one + other == pytest.approx(1)


def test_brier_is_the_mean_squared_distance():
    assert brier([1.0, 0.5, 0.2], [True, False, False]) == pytest.approx((0 + 0.25 + 0.04) / 3)
    assert brier([0.5] * 3, [True, False, True]) == 0.25
    assert brier([], []) is None


def test_the_reliability_table_says_what_lies_in_each_bin():
    table = reliability([0.0, 0.1, 0.2, 0.95, 1.0], [False, True, True, True, False])
    assert [(it.low, it.high, it.questions) for it in table] == [
        (0.0, 0.2, 2),
        (0.2, 0.4, 1),
        (0.4, 0.6, 0),
        (0.6, 0.8, 0),
        (0.8, 1.0, 2),
    ]
    assert (table[0].confidence, table[0].answerable) == (0.05, 0.5)
    assert (table[2].confidence, table[2].answerable) == (None, None)
    assert table[4].confidence == pytest.approx(0.975)


def test_the_calibration_error_weighs_gaps_by_questions():
    table = reliability([0.1, 0.1, 0.1, 0.9], [False, False, False, False])
    assert calibration_error(table) == pytest.approx((3 * 0.1 + 0.9) / 4)
    assert calibration_error(reliability([], [])) is None
    assert calibration_error((Bin(0, 1, 0, None, None),)) is None


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(1, 3)), min_size=1))
def test_a_confidence_that_is_the_share_has_no_calibration_error(groups):
    confidences, answerable = [], []
    for eighths, times in groups:
        for n in range(8 * times):
            confidences.append(eighths / 8)
            answerable.append(n < eighths * times)
    for bins in (1, 5, 10):
        table = reliability(confidences, answerable, bins)
        assert calibration_error(table) == pytest.approx(0, abs=1e-12)


@given(judged)
def test_bins_hold_every_question_once(pairs):
    for bins in (1, 5, 10):
        table = reliability(*columns(pairs), bins)
        assert sum(it.questions for it in table) == len(pairs)
        for it in table:
            assert it.confidence is None or it.low - 1e-9 <= it.confidence <= it.high + 1e-9
        error = calibration_error(table)
        assert error is None or 0 <= error <= 1


def test_risk_is_the_loss_of_the_most_confident():
    confidences, lost = [0.9, 0.8, 0.7, 0.6, 0.1], [0.0, 0.5, 0.0, 0.0, 1.0]
    assert risk(confidences, lost, 100) == pytest.approx(0.3)
    assert risk(confidences, lost, 80) == pytest.approx(0.125)
    # 41 % of five questions are three of them.
    assert risk(confidences, lost, 41) == pytest.approx(0.5 / 3)
    assert risk(confidences, lost, 1) == 0


def test_risk_shares_a_place_among_equals():
    assert risk([0.9, 0.5, 0.5], [0.0, 1.0, 0.0], 60) == pytest.approx(0.25)


def test_risk_of_nothing_is_not_scorable_and_a_wrong_coverage_is_named():
    assert risk([], [], 80) is None
    for percent in (0, 101):
        with pytest.raises(ValueError, match=str(percent)):
            risk([0.5], [0.0], percent)


@given(losses, st.integers(1, 100), st.randoms())
def test_risk_does_not_depend_on_order(pairs, percent, random):
    shuffled = list(pairs)
    random.shuffle(shuffled)
    assert risk(*columns(shuffled), percent) == risk(*columns(pairs), percent)
    mean = math.fsum(loss for _, loss in pairs) / len(pairs)
    assert risk(*columns(pairs), 100) == pytest.approx(mean)


@given(st.lists(levels, min_size=1, max_size=25), st.integers(1, 100))
def test_a_confidence_that_knows_the_loss_never_adds_risk(lost, percent):
    sure = [1 - loss for loss in lost]
    assert risk(sure, lost, percent) <= risk(sure, lost, 100) + 1e-9
