"""Scores and neighbours do not depend on how rows are spread over segments, nor on what is gone."""

from __future__ import annotations

import random

import bm25s
import numpy as np
import pytest

from rag.index.dense import DenseIndex
from rag.index.dense import Part as DensePart
from rag.index.lexical import LexicalIndex
from rag.index.live import Live
from rag.index.merging import copy_postings
from rag.index.postings import Postings
from rag.index.recall import recall_of
from rag.index.terms import matching_form, terms
from rag.index.vectors import Vectors


def rows_of_text(seed: int, count: int) -> list[str]:
    rng = random.Random(seed)
    alphabet = "河道保洁补助标准路灯维护住房城乡建设" + "的一是在" * 4
    return [
        "".join(rng.choice(alphabet) for _ in range(rng.randrange(0, 60)))
        + rng.choice(["", " aed 2025", " 12.5", "， 3"])
        for _ in range(count)
    ]


def scattered(texts: list[str], seed: int, budget: int | None = None) -> LexicalIndex:
    """Return an index of ``texts`` in segments, each with rows in it that are gone."""
    rng = random.Random(seed)
    parts, base, at = [], 0, 0
    while at < len(texts):
        some = texts[at : at + rng.randrange(1, 40)]
        at += len(some)
        mixed = [(text, True) for text in some] + [(text, False) for text in rng.sample(texts, 5)]
        gone = np.flatnonzero([not live for _, live in mixed])
        live = Live.of(base, len(mixed), gone)
        parts.append((Postings.build([text for text, _ in mixed]), live))
        base += live.count
    return LexicalIndex(parts, **({} if budget is None else {"budget": budget}))


@pytest.mark.parametrize("seed", range(4))
def test_scores_are_those_of_bm25s_whatever_the_segments(seed):
    texts = rows_of_text(seed, 150)
    vocabulary: dict[str, int] = {}
    rows = [[vocabulary.setdefault(t, len(vocabulary)) for t in terms(x)] for x in texts]
    reference = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    reference.index((rows, vocabulary), show_progress=False)
    one, many = LexicalIndex.build(texts), scattered(texts, seed)
    for question in ("河道保洁补助标准", "路灯的维护aed", "12.5", "建设建设建设", "2025年3"):
        asked = [vocabulary[t] for t in terms(question) if t in vocabulary]
        expected = reference.get_scores_from_ids(asked)
        assert one.scores(question) == pytest.approx(expected, rel=1e-5, abs=1e-6)
        assert many.scores(question).tolist() == one.scores(question).tolist()
        for index in (one, many):
            scoring = index.scoring(question)
            best, worth = scoring.top(20)
            assert np.sort(worth) == pytest.approx(np.sort(expected)[-20:], rel=1e-5)
            assert scoring.at(best).tolist() == worth.tolist()
    for term in ("河", "河道", "aed", "無"):
        assert one.idf(term) == many.idf(term)
        assert one.holds(term) == many.holds(term)
        for mine, theirs in zip(one.rows_with(term), many.rows_with(term), strict=True):
            assert mine.tolist() == theirs.tolist()


def test_rows_with_several_terms_hold_each_of_them():
    texts = rows_of_text(9, 200)
    index = scattered(texts, 9)
    rows, full = index.rows_with("河", "道", "保")
    assert rows.tolist() == [i for i, text in enumerate(texts) if {"河", "道", "保"} <= set(text)]
    alone = [dict(zip(*(it.tolist() for it in index.rows_with(t)), strict=True)) for t in "河道保"]
    assert full.tolist() == [min(it[row] for it in alone) for row in rows.tolist()]


def test_beyond_the_budget_rows_that_lead_by_rare_terms_are_scored_in_full():
    texts = [*rows_of_text(5, 400), "河道清淤由水利局负责", "清淤"]
    exact, frugal = LexicalIndex.build(texts), scattered(texts, 5, budget=50)
    question = "河道清淤的标准是什么"
    rows, scores = frugal.scoring(question).top(5)
    assert exact.scores(question)[rows].tolist() == scores.tolist()
    assert frugal.scores(question).tolist() == exact.scores(question).tolist()
    best = np.argsort(-exact.scores(question))[:2]
    assert set(best.tolist()) <= set(rows.tolist())
    allowed = np.ones(len(texts), dtype=np.bool_)
    allowed[best[0]] = False
    assert int(best[0]) not in frugal.scoring(question).top(5, allowed)[0]


@pytest.mark.parametrize("stretch", [1, 7, 1 << 22])
def test_merged_postings_are_those_of_the_rows_that_stay(tmp_path, monkeypatch, stretch):
    monkeypatch.setattr("rag.index.merging._STRETCH", stretch)
    texts = rows_of_text(2, 120)
    parts = scattered(texts, 2)._parts
    folder = tmp_path / "合并"
    copy_postings([it.postings for it in parts], [it.live for it in parts], folder)
    merged, whole = Postings.load(folder), Postings.build(texts)
    for name in ("terms", "starts", "rows", "counts", "lengths"):
        assert getattr(merged, name).tolist() == getattr(whole, name).tolist(), name


def clustered(rows: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(200, 32))
    vectors = centres[rng.integers(0, 200, rows)] + 0.4 * rng.normal(size=(rows, 32))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def test_cells_of_a_large_segment_find_what_looking_at_every_row_does(tmp_path):
    vectors = clustered(6000, 4)
    folder = tmp_path / "向量 大"
    folder.mkdir()
    Vectors.build(vectors, cells_from=5000).save(folder)
    gone = np.arange(0, 6000, 7)
    index = DenseIndex([DensePart(Vectors.load(folder), Live.of(0, 6000, gone))])
    assert index.kinds == [("ivf", 6000 - len(gone))]
    kept = np.delete(vectors, gone, axis=0)
    assert index.vectors() == pytest.approx(kept)
    questions = clustered(50, 5)
    assert recall_of(index, questions, 10) >= 0.98
    for question in questions[:10]:
        rows, cosines = index.search(question, 10)
        assert kept[rows] @ question == pytest.approx(cosines, abs=1e-5)
        exact = np.sort(kept @ question)[::-1][:10]
        assert index.search(question, 10, flat=True)[1] == pytest.approx(exact, abs=1e-5)


def test_a_segment_is_flat_or_has_cells_by_its_size():
    vectors = clustered(300, 1)
    assert Vectors.build(vectors, cells_from=301).kind == "flat"
    assert Vectors.build(vectors, cells_from=300).kind == "ivf"


def test_terms_of_postings_are_those_of_text():
    texts = [matching_form(text) for text in ("第一条 AED 12.5，第一", "", "第", "條 a.b 3,000")]
    postings = Postings.build(texts)
    assert postings.lengths.tolist() == [len(terms(text)) for text in texts]
    index = LexicalIndex.build(texts)
    for row, text in enumerate(texts):
        for term in terms(text):
            assert row in index.rows_with(term)[0].tolist()
