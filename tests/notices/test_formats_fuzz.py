"""Damaged and hostile files of every format end in notices or an error with a name, within bounds.

``python scripts/fuzz.py`` goes on for as long as it is let.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest
from format_files import TEXT, packed
from hostile_reading import QUICK, SUFFIXES, TooSlow, bounded, outcomes, read_mutant
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutations import mutant, seeds
from pdf_mutations import HOW, structural
from pdf_objects import in_streams, parsed, plainly

# A PDF is read in a process of its own, which takes as long to start as a hundred texts to read.
EXAMPLES = {"text": 80, "html": 30, "mhtml": 30, "docx": 80, "ofd": 80, "zip": 40, "pdf": 6}


@pytest.mark.parametrize("form", SUFFIXES)
def test_a_mutant_is_read_or_refused(form, tmp_path):
    @settings(
        max_examples=EXAMPLES[form],
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(0, 2**32))
    def read(seed):
        found, _ = read_mutant(form, seed, tmp_path)
        assert "internal" not in found

    read()


@pytest.mark.parametrize("lie", HOW, ids=lambda lie: lie.__name__.strip("_"))
def test_a_pdf_whose_structure_lies_is_read_or_refused(lie, tmp_path):
    assert "internal" not in outcomes("pdf", structural(random.Random(4), [lie]), tmp_path, QUICK)


@pytest.mark.parametrize("written", [plainly, in_streams])
def test_objects_written_anew_are_the_same_pdf(written, tmp_path):
    doc = parsed(seeds("pdf")[0])
    assert "source_broken" not in outcomes("pdf", written(doc, random.Random(0)), tmp_path)


@pytest.mark.parametrize("form", SUFFIXES)
def test_what_mutants_are_made_of_can_be_read(form, tmp_path):
    for data in seeds(form):
        assert set(outcomes(form, data, tmp_path)) <= {"notices", "no_notice"}


def test_a_seed_makes_one_mutant_and_seeds_make_many():
    made = [mutant("docx", random.Random(seed)) for seed in range(50)]
    assert len(set(made)) > 40
    assert made[:5] == [mutant("docx", random.Random(seed)) for seed in range(5)]


def test_bounds_are_held(tmp_path):
    with pytest.raises(TooSlow), bounded(seconds=0.05):
        while True:
            Counter(TEXT)
    with pytest.raises(MemoryError), bounded(memory=64 << 20):
        bytearray(256 << 20)
    assert outcomes("zip", packed({"a.txt": TEXT}), tmp_path) == {"notices": 1}
