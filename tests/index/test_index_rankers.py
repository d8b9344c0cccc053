"""The two rankers and the terms they compare."""

from __future__ import annotations

import math
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import IndexDamaged
from rag.index.dense import DenseIndex
from rag.index.lexical import LexicalIndex
from rag.index.terms import matching_form, terms

TEXTS = [
    "河道保洁补助标准为每公里三千元",
    "路灯维护由市住房和城乡建设局负责",
    "绿地养护每季度检查一次",
    "社区老人食堂午餐价格",
    "配备自动体外除颤器AED一台，2025年完成12.5公里",
]


def lexical(texts=TEXTS) -> LexicalIndex:
    return LexicalIndex.build([matching_form(text) for text in texts])


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("河道", 0),
        ("住建局管路灯吗", 1),
        ("养护", 2),
        ("午餐", 3),
        ("社區老人食堂", 3),  # the question in traditional characters
        ("ａｅｄ", 4),  # full-width letters, lower case
        ("aed", 4),
        ("12.5", 4),
        ("路 灯", 1),  # a blank of a careless line break
    ],
)
def test_bm25_alone_finds_chinese_by_part_of_a_word(question, row):
    assert int(lexical().scores(matching_form(question)).argmax()) == row


def test_a_simplified_question_finds_traditional_text():
    texts = [*TEXTS, "市級財政對驗收合格的生活圈給予獎補"]
    assert int(lexical(texts).scores(matching_form("验收奖补")).argmax()) == 5


def test_not_all_terms_need_to_be_there():
    scores = lexical().scores(matching_form("请问一下河道保洁怎么申请呢"))
    assert int(scores.argmax()) == 0


def test_a_question_of_unknown_terms_scores_nothing():
    for question in ("", "？？", "xyzzy"):
        assert lexical().scores(matching_form(question)).tolist() == [0.0] * len(TEXTS)


def test_scores_are_those_of_lucenes_bm25():
    """By the formula (Robertson & Zaragoza 2009), term for term."""
    rows = [terms(matching_form(text)) for text in TEXTS]
    mean = sum(map(len, rows)) / len(rows)
    question = terms(matching_form("河道检查费"))

    def score(row: list[str]) -> float:
        total = 0.0
        for term in question:
            n, tf = sum(term in other for other in rows), row.count(term)
            idf = math.log(1 + (len(rows) - n + 0.5) / (n + 0.5))
            total += idf * tf / (tf + 1.2 * (1 - 0.75 + 0.75 * len(row) / mean))
        return total

    found = lexical().scores(matching_form("河道检查费"))
    assert found == pytest.approx([score(row) for row in rows], rel=1e-4)


def test_idf_is_higher_the_rarer_a_term_is():
    index = lexical(["甲乙", "甲丙", "甲丁", "甲戊"])
    assert index.idf("无") > index.idf("乙") > index.idf("甲") > 0
    assert index.idf("甲") == pytest.approx(math.log(1 + 0.5 / 4.5))
    assert index.idf("乙") == pytest.approx(math.log(1 + 3.5 / 1.5))


def test_lexical_index_survives_a_restart(tmp_path):
    folder = tmp_path / "词 项"
    folder.mkdir()
    lexical().save(folder)
    loaded = LexicalIndex.load(folder)
    assert loaded.count == len(TEXTS)
    for question in ("河道保洁", "aed"):
        assert loaded.scores(question).tolist() == lexical().scores(question).tolist()
    assert loaded.idf("河道") == lexical().idf("河道")


@pytest.mark.parametrize("texts", [[], [""], ["。。。", "！"]])
def test_text_without_a_single_term_can_be_indexed(texts):
    index = lexical(texts)
    assert index.count == len(texts)
    assert not index.scores("河道").any()


def test_an_absent_index_is_damage(tmp_path):
    with pytest.raises(IndexDamaged):
        LexicalIndex.load(tmp_path)
    with pytest.raises(IndexDamaged):
        DenseIndex.load(tmp_path)
    for content in (b"IxFIno index", b""):
        (tmp_path / "vectors.faiss").write_bytes(content)
        with pytest.raises(IndexDamaged):
            DenseIndex.load(tmp_path)


def unit(rows: int, dimension: int, seed: int) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(rows, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 60), st.integers(2, 48), st.integers(0, 999), st.integers(1, 80))
def test_cosines_and_their_order_are_numpys(rows, dimension, seed, k):
    vectors, question = unit(rows, dimension, seed), unit(1, dimension, seed + 1)[0]
    found, cosines = DenseIndex.build(vectors).search(question, k)
    exact = vectors @ question
    assert len(found) == min(k, rows) == len(set(found.tolist()))
    assert cosines == pytest.approx(np.sort(exact)[::-1][:k], abs=1e-5)
    assert exact[found] == pytest.approx(cosines, abs=1e-5)


def test_dense_index_survives_a_restart(tmp_path):
    vectors = unit(9, 16, 1)
    folder = tmp_path / "向量 一"
    folder.mkdir()
    DenseIndex.build(vectors).save(folder)
    loaded = DenseIndex.load(folder)
    assert (loaded.count, loaded.dimension) == (9, 16)
    assert loaded.vectors() == pytest.approx(vectors)
    assert loaded.at([7, 2]) == pytest.approx(vectors[[7, 2]])


def test_rankers_are_shared_by_threads():
    index, dense = lexical(), DenseIndex.build(unit(50, 16, 2))
    questions = [matching_form(text[:4]) for text in TEXTS] * 8
    expected = [index.scores(question).tolist() for question in questions]
    vectors = unit(len(questions), 16, 3)
    nearest = [dense.search(vector, 5)[0].tolist() for vector in vectors]
    wrong = []

    def run(n: int) -> None:
        for i in range(n, len(questions), 16):
            same = index.scores(questions[i]).tolist() == expected[i]
            if not same or dense.search(vectors[i], 5)[0].tolist() != nearest[i]:
                wrong.append(i)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_terms():
    assert terms("河道abc") == ["河", "道", "河道", "abc"]
    assert terms("8.2.3条") == ["8.2.3", "条"]
    assert terms("3,000元") == ["3", "000", "元"]
    assert terms("甲甲甲") == ["甲", "甲", "甲", "甲甲", "甲甲"]
    assert terms("，。！") == []


def test_matching_form():
    assert matching_form("發(fā)展　養(yǎng)老 ＡＥＤ") == "发展养老 aed"
    assert matching_form("公司(an)") == "公司(an)"


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60))
def test_terms_of_any_text_are_found_in_it(text):
    folded = matching_form(text)
    assert all(term in folded for term in terms(folded))
