"""Fusion: properties that hold for any scores."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rag.retrieval.fusion import fuse, standard

SCORES = arrays(np.float32, st.integers(1, 30), elements=st.floats(-100, 100, width=16))
PAIRS = st.integers(1, 30).flatmap(
    lambda n: st.tuples(
        *[arrays(np.float32, n, elements=st.floats(-100, 100, width=16)) for _ in range(2)]
    )
)
WEIGHT = st.floats(0, 1)


@given(SCORES)
def test_standard_scores_have_mean_0_and_deviation_1_and_keep_the_order(scores):
    z = standard(scores)
    assert z.shape == scores.shape
    if scores.std() < 1e-2:  # next to no difference is rounding, not order
        return
    assert z.mean() == pytest.approx(0, abs=1e-3)
    assert z.std() == pytest.approx(1, abs=1e-3)
    order = np.argsort(scores, kind="stable")
    assert (np.diff(z[order]) >= -1e-6).all()


@given(st.integers(1, 9), st.floats(-9, 9, width=16))
def test_scores_that_do_not_differ_count_nothing(n, value):
    assert not standard(np.full(n, value, dtype=np.float32)).any()


@given(PAIRS, WEIGHT)
def test_a_row_better_on_both_sides_is_better(pair, weight):
    lexical, dense = pair
    fused = fuse(lexical, dense, weight)
    assert np.isfinite(fused).all()
    for a in range(len(fused)):
        for b in range(len(fused)):
            if lexical[a] >= lexical[b] and dense[a] >= dense[b]:
                assert fused[a] >= fused[b] - 1e-4


@given(PAIRS)
def test_the_whole_weight_on_one_side_is_that_sides_order(pair):
    lexical, dense = pair
    assume(lexical.std() > 1e-2 and dense.std() > 1e-2)
    assert fuse(lexical, dense, 1) == pytest.approx(standard(lexical))
    assert fuse(lexical, dense, 0) == pytest.approx(standard(dense))


@settings(max_examples=50)
@given(PAIRS, WEIGHT, st.floats(0.5, 8, width=16), st.floats(-9, 9, width=16))
def test_neither_scale_nor_shift_of_a_ranker_matters(pair, weight, scale, shift):
    lexical, dense = pair
    assume(lexical.std() > 1)
    moved = fuse(lexical * scale + shift, dense, weight)
    assert moved == pytest.approx(fuse(lexical, dense, weight), abs=1e-2)
