"""The words of passages: late interaction, restarts, damage."""

from __future__ import annotations

import numpy as np
import pytest

import embeddings
from rag.errors import IndexDamaged
from rag.index.terms import matching_form
from rag.index.words import WordIndex

TEXTS = ["河道清淤由水利局负责。", "学校食堂每天检查。", "", "供暖补贴每户五百元。"]
ALL = np.arange(len(TEXTS))


@pytest.fixture(scope="module")
def words():
    found = embeddings.load("bundled").words
    assert found is not None
    return found


@pytest.fixture(scope="module")
def index(words) -> WordIndex:
    return WordIndex.build(words, [matching_form(text) for text in TEXTS])


@pytest.mark.parametrize(
    ("question", "row"), [("水利局管什么", 0), ("食堂检查", 1), ("取暖补助多少钱", 3)]
)
def test_the_nearest_words_win(index, words, question, row):
    scores = index.scores(words, question, ALL)
    assert int(scores.argmax()) == row
    assert scores[2] == 0 and scores.max() <= 1.0001


def test_a_text_is_as_near_to_itself_as_can_be(index, words):
    scores = index.scores(words, matching_form(TEXTS[0]), ALL)
    assert scores[0] == pytest.approx(1, abs=1e-4)


def test_each_row_has_the_same_score_among_others_and_alone(index, words):
    scores = index.scores(words, "河道检查补贴", ALL)
    alone = [index.scores(words, "河道检查补贴", np.array([row]))[0] for row in ALL]
    assert scores.tolist() == pytest.approx(alone)


def test_a_rare_word_counts_more(words):
    texts = ["检查河道", "检查食堂", "检查仓库", "检查河道", "通报食堂"]
    scores = WordIndex.build(words, texts).scores(words, "通报检查", np.arange(5))
    assert int(scores.argmax()) == 4


@pytest.mark.parametrize("question", ["", "   ", "。，！"])
def test_a_question_without_words_is_near_to_nothing(index, words, question):
    assert index.scores(words, question, ALL).tolist() == [0.0] * len(TEXTS)


def test_no_rows_and_no_texts(index, words):
    assert len(index.scores(words, "河道", np.zeros(0, dtype=np.int64))) == 0
    assert WordIndex.build(words, []).count == 0


def test_it_survives_a_restart(index, words, tmp_path):
    index.save(tmp_path)
    loaded = WordIndex.load(tmp_path)
    assert loaded is not None and loaded.count == len(TEXTS)
    assert loaded.scores(words, "河道", ALL).tolist() == index.scores(words, "河道", ALL).tolist()


def test_an_index_whose_model_has_no_words_has_none(tmp_path):
    assert WordIndex.load(tmp_path) is None


def test_a_damaged_file_is_named(index, tmp_path):
    index.save(tmp_path)
    (tmp_path / "words.npy").write_bytes(b"nothing")
    with pytest.raises(IndexDamaged, match=str(tmp_path)):
        WordIndex.load(tmp_path)
