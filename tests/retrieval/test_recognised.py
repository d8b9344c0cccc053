"""What is shown of a question, and what it weighs for whom."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from rag.index.catalogue import open_catalogue
from rag.retrieval.question import understand
from rag.retrieval.recognised import Recogniser


@pytest.fixture(scope="module")
def records(sample_index):
    return open_catalogue(sample_index).records()


@pytest.fixture(scope="module")
def recognise(records):
    recogniser = Recogniser(records, lambda _: 5.0)
    return lambda text: recogniser.recognise(understand(text, day=date(2026, 11, 22)))


def test_all_that_a_question_names_is_shown(recognise):
    shown = recognise(
        "2025年印发的《机动车停车管理办法》第三条和云政发〔2024〕19号、77号文"
    ).to_dict()
    assert shown["numbers"] == ("云政发〔2024〕19号",)
    assert shown["unknown"] == ("77号文",)
    assert shown["labels"] == ("第三条",)
    assert shown["dates"] == ("2025",)
    assert len(shown["titles"]) == 1
    assert "停车管理办法" in shown["titles"][0]


def test_a_plain_question_names_nothing(recognise):
    it = recognise("旧手机换新手机给补吗？")
    assert not any(it.to_dict().values())
    assert not it.boosts(np.array(["a", "b"])).any()


def test_notices_that_may_be_meant_weigh_alike(recognise, records):
    it = recognise("12号文讲什么")
    of = {record.doc_number: record.id for record in records}
    both = {of["云政办发〔2025〕12号"], of["云政发〔2025〕12号"]}
    assert set(it.weights) == both
    assert len(set(it.weights.values())) == 1
    assert set(it.to_dict()["candidates"]) == {"云政办发〔2025〕12号", "云政发〔2025〕12号"}


def test_boosts_are_given_by_row(recognise, records):
    it = recognise("2026年任命了谁？")
    issued = next(r.id for r in records if r.issued_on and r.issued_on.year == 2026)
    rows = np.array(["other", issued, issued])
    added = it.boosts(rows)
    assert added.shape == (3,)
    assert added[0] == 0
    assert added[1] == added[2] > 0
