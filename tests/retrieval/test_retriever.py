"""The retriever over the samples."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from rag.retrieval.question import understand
from rag.retrieval.retriever import Retriever
from rag.settings import Retrieval

QUESTIONS = Path(__file__).parents[2] / "samples" / "questions.jsonl"
ASKED = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def number_of(index):
    numbers = {record.id: record.doc_number for record in index.catalogue.records()}
    return lambda hit: numbers[hit.passage.notice]


@pytest.mark.parametrize(
    "number", ["云政办发〔2025〕12号", "云政发〔2025〕12号", "云政任字〔2026〕2号"]
)
def test_every_passage_of_a_notice_named_by_number_comes_first(retriever, index, number_of, number):
    """Whatever the words of the question are nearest to."""
    found = retriever.find(understand(f"{number}里停车怎么收费？"), k=1000)
    mine = [number_of(hit) == number for hit in found.hits]
    notice = found.hits[0].passage.notice
    assert mine == sorted(mine, reverse=True)
    assert sum(mine) == len(index.catalogue.rows_of(notice))
    assert found.named.notices == (notice,)


def test_two_named_notices_both_come_before_the_rest(retriever, number_of):
    both = {"云政办发〔2025〕12号", "云政发〔2025〕12号"}
    hits = retriever.find(understand("、".join(both) + "的有效期"), k=100).hits
    mine = [number_of(hit) in both for hit in hits]
    assert mine == sorted(mine, reverse=True)
    assert {number_of(hit) for hit, named in zip(hits, mine, strict=True) if named} == both


def test_an_unknown_number_names_nothing(retriever):
    found = retriever.find(understand("云政办发〔2025〕88号里停车怎么收费？"))
    assert found.named.notices == ()
    assert [str(number) for number in found.named.unknown] == ["云政办发〔2025〕88号"]
    assert max(hit.score for hit in found.hits) < 50  # no bonus


@pytest.mark.parametrize("k", [1, 3, 10, 30])
def test_k_hits_best_first_each_once(retriever, k):
    hits = retriever.find(understand("停车怎么收费？"), k).hits
    assert len(hits) == k
    assert len({hit.row for hit in hits}) == k
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    fewer = retriever.find(understand("停车怎么收费？"), max(1, k // 2)).hits
    assert hits[: len(fewer)] == fewer


def test_k_above_the_number_of_passages_gives_them_all(index, encoder):
    all_of_them = Retriever(index, encoder, Retrieval(candidates=10_000))
    hits = all_of_them.find(understand("停车怎么收费？"), k=10_000).hits
    assert sorted(hit.row for hit in hits) == list(range(index.dense.count))


def test_hits_are_the_passages_of_their_rows(retriever, index):
    for hit in retriever.find(understand("红色预警")).hits:
        assert index.catalogue.passages([hit.row]) == {hit.row: hit.passage}


@pytest.mark.parametrize("question", ["完全无关的火星殖民？？", "？！", "xyzzy plugh", "一"])
def test_any_question_is_ranked_without_an_error(retriever, question):
    found = retriever.find(understand(question))
    assert 0 <= found.signals.coverage <= 1
    assert -1.001 <= found.signals.cosine <= 1.001


def test_the_right_clause_is_among_the_first_five_for_nearly_all_sample_questions(
    retriever, number_of
):
    """Far below what the bundled model reaches, far above what chance would."""
    found = wanted = 0
    for item in ASKED:
        if item["abstain"] or item["lang"] == "en":
            continue
        earlier = [turn["content"] for turn in item["history"] if turn["role"] == "user"]
        hits = retriever.find(understand(item["question"], earlier), 5).hits
        texts = ["".join(hit.passage.text.split()) for hit in hits]
        wanted += 1
        found += any("".join(g["evidence"].split()) in t for g in item["gold"] for t in texts)
    assert wanted > 30
    assert found / wanted >= 0.8


def test_a_traditional_question_finds_simplified_text_and_the_reverse(retriever, number_of):
    found = retriever.find(understand("道路停車泊位分區計費，一類區域首小時多少元？"))
    assert number_of(found.hits[0]) == "云政发〔2024〕19号"
    found = retriever.find(understand("老年食堂午餐价格不高于多少元？"))
    assert number_of(found.hits[0]) == "云政办发〔2025〕20号"


def test_sixteen_threads_find_what_one_does(retriever):
    questions = [understand(item["question"]) for item in ASKED[:16]]
    expected = [retriever.find(question) for question in questions]
    assert [retriever.find(question) for question in questions] == expected
    found: dict[int, list] = {}
    start = threading.Barrier(16)

    def run(n: int) -> None:
        start.wait()
        found[n] = [retriever.find(question) for question in questions[n:] + questions[:n]]

    threads = [threading.Thread(target=run, args=(n,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {n: got[16 - n :] + got[: 16 - n] for n, got in found.items()} == {
        n: expected for n in range(16)
    }
