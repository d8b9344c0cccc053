"""English questions over a lexical index: words of one, two and more characters, and numbers."""

from __future__ import annotations

import numpy as np
import pytest

from embeddings.lexicon import Lexicon
from rag.index.lexical import LexicalIndex
from rag.index.terms import matching_form
from rag.retrieval.english import english_scores

LEXICON = Lexicon(
    {
        "kindergarten": (("幼儿园", 0.9), ("园", 0.1)),
        "rain": (("雨", 1.0),),
        "notic": (("通知", 0.6), ("公告", 0.4)),
    }
)
ROWS = ["幼儿园招生通知", "公园养护公告", "雨天应急", "幼儿入园", "5G 基站 2024 年建设"]


def index() -> LexicalIndex:
    return LexicalIndex.build([matching_form(row) for row in ROWS])


def test_longer_words_need_all_their_pairs():
    scores = english_scores(LEXICON, "kindergartens", index())
    assert scores.shape == (len(ROWS),)
    assert scores.dtype == np.float32
    # 幼儿入园 holds 幼儿 and 园, but not 儿园: only the single character counts there.
    assert scores[0] > scores[3] > 0
    assert scores[2] == 0


def test_second_translation_counts_less_than_the_first():
    scores = english_scores(LEXICON, "notices", index())
    assert scores[0] > scores[1] > 0
    assert not scores[2:].any()


def test_single_characters_numbers_and_chinese_of_the_question_count():
    assert np.argmax(english_scores(LEXICON, "rain", index())) == 2
    assert np.argmax(english_scores(LEXICON, "how many in 2024", index())) == 4
    assert np.argmax(english_scores(LEXICON, "what does 养护 mean", index())) == 1


def test_question_without_known_words_scores_nothing():
    assert not english_scores(LEXICON, "what is the unheard", index()).any()
    assert not english_scores(LEXICON, "", index()).any()


def test_index_without_text_has_scores_too():
    assert english_scores(LEXICON, "rain", LexicalIndex.build([])).tolist() == []


def test_rows_with_a_term_are_those_of_bm25():
    held = index()
    rows, full = held.rows_with("通知")
    whole, parts = held.scores("通知")[0], held.scores("通 知")[0]
    assert rows.tolist() == [0]
    assert full[0] * held.idf("通知") == pytest.approx(whole - parts, rel=1e-5)
    assert 0 < full[0] < 1
    assert held.rows_with("没有")[0].tolist() == []
