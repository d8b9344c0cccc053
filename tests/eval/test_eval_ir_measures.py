"""The retrieval metrics agree with ir-measures (trec_eval) on rankings of every shape."""

from __future__ import annotations

import ir_measures
import pytest
from eval_builders import answer, gold, question
from hypothesis import given, settings
from hypothesis import strategies as st
from ir_measures import RR, Qrel, R, ScoredDoc, Success, nDCG

from eval.metrics import table

DEPTH = 10
PIECES = [f"第{name}条规定的事项由市{name}局负责办理。" for name in "甲乙丙丁"]
NOISE = [f"与此无关的第{i}段文字，说的是别的事情。" for i in range(30)]
METRICS = {metric.name: metric for metric in table()}
THEIRS = {
    "hit@1": Success @ 1,
    "hit@5": Success @ 5,
    "hit@10": Success @ DEPTH,
    "recall@5": R @ 5,
    "recall@10": R @ DEPTH,
    "mrr@10": RR @ DEPTH,
    "ndcg@10": nDCG @ DEPTH,
}


@st.composite
def rankings(draw):
    """A question over up to four places, and a ranking that holds each of them at most once."""
    wanted = draw(st.integers(1, len(PIECES)))
    found = draw(st.lists(st.sampled_from(PIECES[:wanted]), unique=True))
    others = draw(st.lists(st.sampled_from(NOISE), unique=True, max_size=DEPTH - len(found)))
    return PIECES[:wanted], draw(st.permutations([*found, *others]))


@given(st.lists(rankings(), min_size=1, max_size=4))
@settings(deadline=None)
def test_they_agree_where_no_passage_holds_two(cases):
    pairs, qrels, run = [], [], []
    for i, (wanted, ranking) in enumerate(cases):
        pairs.append((question(*map(gold, wanted), id=str(i)), answer(found=ranking)))
        qrels += [Qrel(str(i), text, 1) for text in wanted]
        # trec_eval breaks ties its own way and leaves a question without documents out.
        run += [ScoredDoc(str(i), text, float(-rank)) for rank, text in enumerate(ranking)]
        run.append(ScoredDoc(str(i), "none", -100.0))
    theirs = {
        (it.query_id, it.measure): it.value
        for it in ir_measures.iter_calc(list(THEIRS.values()), qrels, run)
    }
    for name, measure in THEIRS.items():
        for i, value in enumerate(METRICS[name].measure(pairs)):
            assert value == pytest.approx(theirs[str(i), measure]), name


def ndcg(*ranking, wanted=2):
    """nDCG@10 of a ranking of passages for the first pieces."""
    pairs = [(question(*map(gold, PIECES[:wanted])), answer(found=ranking))]
    return METRICS["ndcg@10"].measure(pairs)[0]


def test_a_passage_with_all_evidence_is_the_best_ranking():
    assert ndcg(PIECES[0] + PIECES[1], NOISE[0]) == 1


def test_a_passage_that_repeats_gains_nothing():
    # The second piece of evidence stands third: (1 + 1/2) / (1 + 1/log2(3)).
    assert ndcg(PIECES[0], PIECES[0], PIECES[1]) == pytest.approx(1.5 / 1.63093, abs=1e-5)


def test_evidence_behind_a_passage_with_two_stands_one_lower():
    # Positions 1, 2 and, after a distractor, 4: (1 + 0.63093 + 0.43068) / (1 + 0.63093 + 0.5).
    value = ndcg(PIECES[0] + PIECES[1], NOISE[0], PIECES[2], wanted=3)
    assert value == pytest.approx(2.06161 / 2.13093, abs=1e-5)


def test_recall_counts_each_place():
    pairs = [(question(*map(gold, PIECES[:4])), answer(found=[NOISE[0], PIECES[1], PIECES[3]]))]
    assert METRICS["recall@5"].measure(pairs) == [0.5]
    assert METRICS["all@5"].measure(pairs) == [0]
