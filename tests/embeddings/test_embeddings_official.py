"""Pairs of characters of official Chinese."""

from __future__ import annotations

import json
import lzma

import pytest
from click.testing import CliRunner

import embeddings
from embeddings.corpora import Corpora
from embeddings.official import learn, main, read, save


@pytest.fixture
def corpora(tmp_path):
    """A hundred articles of law and a hundred news stories, a few words in common."""
    law = [f"缴存人可以提取账户余额，第{n}号规定由委员会负责解释。" for n in range(100)]
    rows = [
        {"path": "a.md", "title": "某条例", "heads": [], "num": f"第{n}条", "text": text}
        for n, text in enumerate(law)
    ]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (tmp_path / "laws.jsonl.xz").write_bytes(lzma.compress(lines.encode()))
    news = "\n".join(f"今天天气很好，大家打算出门走走，委员会第{n}次开会。" for n in range(100))
    (tmp_path / "news.txt.xz").write_bytes(lzma.compress(news.encode()))
    return tmp_path


def test_words_of_law_are_official_and_words_of_news_alone_are_not(corpora):
    pairs = learn(Corpora(corpora))
    assert {"缴存", "提取", "余额"} <= pairs
    assert {"委员", "员会"} <= pairs  # both have them
    assert pairs.isdisjoint({"打算", "天气", "出门"})
    assert all(len(pair) == 2 for pair in pairs)


def test_what_law_says_far_less_often_than_news_is_not_official(corpora):
    with lzma.open(corpora / "laws.jsonl.xz", "at", encoding="utf-8") as laws:
        row = {"path": "b.md", "title": "另条例", "heads": [], "num": "第一条", "text": "打算。"}
        laws.write("\n" + json.dumps(row, ensure_ascii=False))
    assert "打算" not in learn(Corpora(corpora))


def test_what_is_saved_is_read_again(tmp_path):
    pairs = {a + b for a in "甲乙丙丁戊己庚辛" for b in "子丑寅卯辰巳午未"}
    save(pairs, tmp_path)
    assert read(tmp_path) == pairs
    assert read(tmp_path / "none") == frozenset()


def test_the_bundled_pairs_know_matters_and_not_small_talk():
    pairs = embeddings.bundled_official_pairs()
    assert {"公积", "积金", "户口", "许可", "驾驶"} <= pairs
    assert pairs.isdisjoint({"东西", "打算", "咋办", "好吃"})


def test_the_command_writes_them(corpora):
    out = corpora / "model"
    done = CliRunner().invoke(main, ["--corpora", str(corpora), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert read(out) == learn(Corpora(corpora))
