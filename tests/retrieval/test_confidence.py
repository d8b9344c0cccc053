"""The signal that decides a refusal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieval.confidence import BUNDLED, LEXICAL, Signals, calibration_for

COVERAGE, COSINE = st.floats(0, 1), st.floats(-1, 1)
CALIBRATIONS = st.sampled_from([BUNDLED, LEXICAL])


def signals(coverage, cosine, calibration=BUNDLED, *, english=False, follow_up=False):
    return Signals(coverage, cosine, english, follow_up, calibration)


@given(COVERAGE, COSINE, COVERAGE, COSINE, CALIBRATIONS, st.booleans())
def test_confidence_is_a_probability_that_never_falls_with_a_signal(c1, s1, c2, s2, it, english):
    low = signals(min(c1, c2), min(s1, s2), it, english=english)
    high = signals(max(c1, c2), max(s1, s2), it, english=english)
    assert 0 <= low.confidence <= high.confidence <= 1
    assert high.has_basis or not low.has_basis


@pytest.mark.parametrize("calibration", [BUNDLED, LEXICAL])
def test_all_covered_is_a_basis_and_nothing_covered_is_none(calibration):
    assert signals(1.0, 0.9, calibration).has_basis
    assert not signals(0.0, 0.0, calibration).has_basis


def test_cosines_of_a_model_without_a_calibration_decide_nothing():
    assert signals(0.2, 0.9, LEXICAL).confidence == signals(0.2, -0.9, LEXICAL).confidence
    assert signals(0.2, 0.9, BUNDLED).confidence > signals(0.2, -0.9, BUNDLED).confidence


@given(COVERAGE, COSINE, CALIBRATIONS)
def test_english_and_follow_up_are_judged_no_more_strictly(coverage, cosine, it):
    plain = signals(coverage, cosine, it)
    assert signals(coverage, cosine, it, english=True).confidence >= plain.confidence
    assert signals(coverage, cosine, it, follow_up=True).has_basis or not plain.has_basis


def test_a_calibration_belongs_to_a_model(encoder):
    assert calibration_for(encoder.identity) is BUNDLED
    assert calibration_for("bge-m3@0123") is LEXICAL
