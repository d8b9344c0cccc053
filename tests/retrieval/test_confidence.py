"""The signal that decides a refusal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieval.confidence import (
    ANYTHING,
    BUNDLED,
    ENGLISH,
    LEXICAL,
    Signals,
    calibration_for,
)

COVERAGE, COSINE, UNHELD = st.floats(0, 1), st.floats(-1, 1), st.integers(0, 9)
CALIBRATIONS = st.sampled_from([BUNDLED, ENGLISH, LEXICAL])


def signals(coverage, cosine, calibration=BUNDLED, *, unheld=0, follow_up=False):
    return Signals(coverage, cosine, unheld, follow_up, calibration)


@given(COVERAGE, COSINE, UNHELD, COVERAGE, COSINE, UNHELD, CALIBRATIONS)
def test_confidence_is_a_probability_that_never_falls_with_a_signal(c1, s1, u1, c2, s2, u2, it):
    low = signals(min(c1, c2), min(s1, s2), it, unheld=max(u1, u2))
    high = signals(max(c1, c2), max(s1, s2), it, unheld=min(u1, u2))
    assert 0 <= low.confidence <= high.confidence <= 1
    assert high.has_basis or not low.has_basis


@given(COVERAGE, COSINE, UNHELD, CALIBRATIONS, st.booleans())
def test_what_has_no_basis_is_doubtful(coverage, cosine, unheld, it, follow_up):
    got = signals(coverage, cosine, it, unheld=unheld, follow_up=follow_up)
    assert got.is_doubtful or got.has_basis


@pytest.mark.parametrize("calibration", [BUNDLED, LEXICAL])
def test_between_a_basis_and_none_there_is_doubt(calibration):
    seen = {
        (it.has_basis, it.is_doubtful)
        for it in (signals(c / 50, c / 100, calibration) for c in range(51))
    }
    assert seen == {(False, True), (True, True), (True, False)}


@pytest.mark.parametrize("calibration", [BUNDLED, LEXICAL])
def test_all_covered_is_a_basis_and_nothing_covered_is_none(calibration):
    assert signals(1.0, 0.9, calibration).has_basis
    assert not signals(0.0, 0.0, calibration).has_basis


def test_cosines_of_a_model_without_a_calibration_decide_nothing():
    assert signals(0.2, 0.9, LEXICAL).confidence == signals(0.2, -0.9, LEXICAL).confidence
    assert signals(0.2, 0.9, BUNDLED).confidence > signals(0.2, -0.9, BUNDLED).confidence


@given(COVERAGE, COSINE, UNHELD, CALIBRATIONS)
def test_a_follow_up_is_judged_no_more_strictly(coverage, cosine, unheld, it):
    plain = signals(coverage, cosine, it, unheld=unheld)
    assert signals(coverage, cosine, it, unheld=unheld, follow_up=True).has_basis or (
        not plain.has_basis
    )


def test_words_say_nothing_of_an_english_question():
    assert signals(0.0, 0.3, ENGLISH).confidence == signals(1.0, 0.3, ENGLISH, unheld=9).confidence
    assert signals(0.0, 0.4, ENGLISH).has_basis
    assert not signals(0.0, 0.1, ENGLISH).has_basis


def test_an_official_word_that_no_notice_has_weighs_against_a_basis():
    assert signals(0.3, 0.25).has_basis
    assert not signals(0.3, 0.25, unheld=4).has_basis


def test_a_calibration_belongs_to_a_model(encoder):
    assert calibration_for(encoder.identity) is BUNDLED
    assert calibration_for(encoder.identity, english=True) is ENGLISH
    assert calibration_for("bge-m3@0123") is LEXICAL
    assert calibration_for("bge-m3@0123", english=True) is ANYTHING
