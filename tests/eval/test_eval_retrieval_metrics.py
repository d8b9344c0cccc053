"""Metrics of finding, against ranks counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from eval_builders import NUMBER, OTHER_NUMBER, REFUSAL, UNANSWERABLE, answer, gold, question

from eval.metrics.all_at_k import all_at_k
from eval.metrics.all_in_chars import all_in_chars
from eval.metrics.hit_at_k import hit_at_k
from eval.metrics.ndcg_at_k import ndcg_at_k
from eval.metrics.recall_at_k import recall_at_k
from eval.metrics.reciprocal_rank import reciprocal_rank
from eval.questions import Gold
from rag.answering.model import Retrieved

CHARGING = "在城区建设充电站160余个"
MINES = "棋盘井煤矿区、千里沟煤矿区集中连片治理"
NOISE = "本通知自印发之日起施行，由市财政局负责解释"

ONE = question(gold(CHARGING))
TWO = question(gold(CHARGING), gold(MINES))
# The clauses found are set as the source has them: traditional, glossed, full width.
THIRD = answer(found=[NOISE, NOISE, f"三、在城區(qū)建設充電站１６０余個；{NOISE}", MINES])


@pytest.mark.parametrize(("k", "hit"), [(1, 0), (2, 0), (3, 1), (5, 1)])
def test_hit_looks_at_the_first_k(k, hit):
    assert hit_at_k([(ONE, THIRD)], k) == [hit]


@pytest.mark.parametrize(("k", "hits", "alls"), [(2, 0, 0), (3, 1, 0), (4, 1, 1)])
def test_all_wants_every_gold_clause(k, hits, alls):
    assert hit_at_k([(TWO, THIRD)], k) == [hits]
    assert all_at_k([(TWO, THIRD)], k) == [alls]


def test_two_golds_in_one_passage_are_both_found():
    assert all_at_k([(TWO, answer(found=[CHARGING + "；" + MINES]))], 1) == [1]


def test_reciprocal_rank_counts_the_first_gold():
    assert reciprocal_rank([(TWO, THIRD)], 10) == [pytest.approx(1 / 3)]
    assert reciprocal_rank([(question(gold(MINES)), THIRD)], 10) == [0.25]
    assert reciprocal_rank([(question(gold(MINES)), THIRD)], 3) == [0]


def test_a_changed_number_is_another_clause():
    # Of the 9 grams 4 lie before the number; the other 5 hold a part of it.
    assert hit_at_k([(ONE, answer(found=["在城区建设充电站1.6余个"]))], 1) == [0]


def test_four_fifths_of_the_evidence_are_enough():
    # 14 characters have 10 grams; 12 in a row hold 8 of them, 11 hold 7.
    evidence = "甲乙丙丁戊己庚辛壬癸子丑寅卯"
    asked = question(gold(evidence))
    assert hit_at_k([(asked, answer(found=[evidence[:12]]))], 1) == [1]
    assert hit_at_k([(asked, answer(found=[evidence[:11]]))], 1) == [0]


def test_the_passage_that_crosses_the_budget_is_still_read():
    found = answer(found=["甲" * 15, CHARGING])
    assert all_in_chars([(ONE, found)], 15) == [1]
    assert all_in_chars([(ONE, found)], 14) == [0]
    assert all_in_chars([(ONE, found)], 10_000) == [1]
    assert all_in_chars([(ONE, answer())], 10_000) == [0]


@pytest.mark.parametrize(
    ("paragraph", "met"),
    # A clause below is part of what is wanted, a clause above holds it, its neighbour does not.
    [("一、（二）", 1), ("一、（二）1.", 1), ("一、", 1), ("一、（三）", 0), ("", 0)],
)
def test_gold_without_evidence_is_found_by_its_place(paragraph, met):
    asked = question(gold("", "一、（二）"))
    for number, found in [(NUMBER, met), (OTHER_NUMBER, 0)]:
        passages = (Retrieved(number, "", paragraph, NOISE, 1.0, "", 0, 0),)
        pairs = [(asked, replace(answer(), retrieved=passages))]
        assert hit_at_k(pairs, 1) == recall_at_k(pairs, 1) == [found]


def test_gold_of_a_document_is_found_by_its_file():
    asked = question(Gold(file="docs/d1.txt"), Gold(file="d2.txt"))
    passages = tuple(Retrieved(None, "", "", "文", 1.0, n, 0, 0) for n in ("x.txt", "a\\d1.txt"))
    assert recall_at_k([(asked, replace(answer(), retrieved=passages))], 5) == [0.5]


@pytest.mark.parametrize(
    "metric",
    [
        lambda pairs: hit_at_k(pairs, 5),
        lambda pairs: all_at_k(pairs, 5),
        lambda pairs: recall_at_k(pairs, 5),
        lambda pairs: ndcg_at_k(pairs, 10),
        lambda pairs: reciprocal_rank(pairs, 10),
        lambda pairs: all_in_chars(pairs, 2000),
    ],
)
def test_none_is_kept_apart_from_zero(metric):
    no_evidence = question(gold("", "一、", number=None), gold("，", number=None))
    pairs = [
        (ONE, None),
        (UNANSWERABLE, THIRD),
        (question(), THIRD),
        (no_evidence, THIRD),
        (ONE, REFUSAL),
        (ONE, answer(found=[CHARGING], abstained=True)),
    ]
    # A refusal is scored on what it found: finding and answering are told apart.
    assert metric(pairs) == [None, None, None, None, 0, 1]
