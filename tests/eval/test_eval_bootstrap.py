"""Paired intervals: right where they can be worked out, and the same for a seed."""

import pytest

from eval.bootstrap import Interval, difference, paired, single
from eval.metrics.averages import MEDIAN

OURS = [1.0, 1.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0]
THEIRS = [1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0]


def test_the_same_seed_gives_the_same_bounds():
    assert paired(OURS, THEIRS, seed=3) == paired(OURS, THEIRS, seed=3)
    assert paired(OURS, THEIRS, seed=3, resamples=50) != paired(OURS, THEIRS, seed=4, resamples=50)


def test_the_mean_is_the_mean_difference_between_its_bounds():
    it = paired(OURS, THEIRS)
    assert it.mean == pytest.approx(2 / 8)
    assert it.low <= it.mean <= it.high


def test_swapping_the_systems_turns_the_interval_round():
    there, back = paired(OURS, THEIRS), paired(THEIRS, OURS)
    assert (there.mean, there.low, there.high) == pytest.approx((-back.mean, -back.high, -back.low))


def test_pairs_that_always_differ_alike_leave_no_doubt():
    it = paired([0.9, 0.5, 0.4] * 2, [0.6, 0.2, 0.1] * 2)
    assert (it.low, it.high) == pytest.approx((0.3, 0.3))
    assert it.is_clear


def test_more_questions_narrow_the_interval():
    few, many = paired(OURS, THEIRS), paired(OURS * 16, THEIRS * 16)
    assert many.high - many.low < (few.high - few.low) / 2
    assert not few.is_clear
    assert many.is_clear


def test_the_bounds_are_those_of_a_normal_mean_on_many_pairs():
    # 400 differences, half 1 and half 0: standard error 0.5 / 20, 95 % within 1.96 of it.
    it = paired([1.0] * 200 + [0.0] * 200, [0.0] * 400)
    assert (it.low, it.high) == pytest.approx((0.5 - 0.049, 0.5 + 0.049), abs=0.004)


@pytest.mark.parametrize(("ours", "theirs"), [([], []), ([1.0], [1.0, 0.0])])
def test_what_cannot_be_paired_is_refused(ours, theirs):
    with pytest.raises(ValueError, match="equally long"):
        paired(ours, theirs)


def test_an_average_has_an_interval_of_its_own():
    it = single([0.0] * 200 + [1.0] * 200)
    assert (it.mean, it.low, it.high) == pytest.approx((0.5, 0.451, 0.549), abs=0.004)
    assert single([0.3]) == Interval(0.3, 0.3, 0.3, 1)
    with pytest.raises(ValueError, match="a value"):
        single([])


def test_medians_are_resampled_as_medians():
    values = [1.0] * 51 + [100.0] * 49
    assert single(values, MEDIAN).mean == 1
    # The mean of any draw lies far from both; its median is one of the two or between them.
    assert {single(values, MEDIAN).low, single(values, MEDIAN).high} == {1.0, 100.0}
    assert paired(values, values, MEDIAN) == Interval(0, 0, 0, 100)


def test_a_difference_is_over_what_is_scored_in_both():
    assert difference([1.0, None, 0.5], [0.0, 1.0, None]) == Interval(1, 1, 1, 1)
    assert difference([None], [1.0]) is None


def test_a_handful_of_questions_is_never_clear():
    assert not paired([1.0] * 5, [0.0] * 5).is_clear
    assert paired([1.0] * 6, [0.0] * 6).is_clear
