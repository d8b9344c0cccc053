"""What each part of the ranking does to the samples: words, English, filters, a reranker."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from embeddings import Reranker
from rag.retrieval.filters import Filters
from rag.retrieval.question import understand
from rag.retrieval.retriever import Retriever
from rag.settings import Retrieval, Settings

NUMBER = "云政办发〔2025〕12号"


class Longest(Reranker):
    """Puts long passages first; says what it was asked."""

    def __init__(self, top: int) -> None:
        super().__init__(top)
        self.asked: list[tuple[str, int]] = []

    def scores(self, question: str, passages: Sequence[str]) -> np.ndarray:
        self.asked.append((question, len(passages)))
        return np.array([len(passage) for passage in passages], dtype=np.float32)


def rows(findings) -> list[int]:
    return [hit.row for hit in findings.hits]


def test_english_finds_what_chinese_does(retriever):
    chinese = retriever.find(understand("停车怎么收费？"), k=1)
    english = retriever.find(understand("What are the parking fees?"), k=3)
    assert chinese.hits[0].passage.notice in {hit.passage.notice for hit in english.hits}


def test_words_that_ask_count_for_nothing(retriever):
    bare = retriever.find(understand("停车收费标准"))
    asked = retriever.find(understand("请问停车收费标准是什么呢？"))
    assert rows(asked)[:1] == rows(bare)[:1]
    assert len({*rows(asked)[:5]} & {*rows(bare)[:5]}) >= 4


def test_each_side_can_decide_alone(index, encoder, retriever):
    question = understand("车停在路边要交多少钱？")
    settings = [
        Retrieval(lexical_weight=1.0),
        Retrieval(lexical_weight=0.0),
        Retrieval(lexical_weight=0.0, words=False),
    ]
    orders = [rows(Retriever(index, encoder, it).find(question, k=30)) for it in settings]
    assert len({tuple(order) for order in [*orders, rows(retriever.find(question, k=30))]}) == 4


def test_filters_let_nothing_else_through(index, retriever):
    numbers = {record.id: record.doc_number for record in index.catalogue.records()}
    question = understand("停车怎么收费？")
    found = retriever.find(question, k=100, filters=Filters(doc_number=NUMBER))
    assert {numbers[hit.passage.notice] for hit in found.hits} == {NUMBER}
    nobody = retriever.find(question, filters=Filters(issuer="无人的机关"))
    assert nobody.hits == () and nobody.signals.coverage == 0


def test_a_filter_holds_against_a_number_and_a_label(index, retriever):
    numbers = {record.id: record.doc_number for record in index.catalogue.records()}
    question = understand(f"{NUMBER}第三条怎么说？")
    found = retriever.find(question, k=100, filters=Filters(doc_number="云政发〔2025〕12号"))
    assert {numbers[hit.passage.notice] for hit in found.hits} == {"云政发〔2025〕12号"}


def test_a_reranker_orders_the_best_and_keeps_their_scores(index, encoder, retriever):
    reranker = Longest(top=8)
    question = understand("停车怎么收费？")
    found = Retriever(index, encoder, Settings().retrieval, reranker).find(question, k=5)
    fused = retriever.find(question, k=8)
    assert reranker.asked == [(question.search, 8)]
    by_length = sorted(fused.hits, key=lambda hit: -len(hit.passage.indexed))
    assert rows(found) == [hit.row for hit in by_length[:5]]
    assert [hit.score for hit in found.hits] == [hit.score for hit in fused.hits[:5]]


def test_a_reranker_moves_nothing_ahead_of_what_is_named(index, encoder):
    question = understand(f"{NUMBER}里停车怎么收费？")
    found = Retriever(index, encoder, Settings().retrieval, Longest(top=30)).find(question, k=30)
    numbers = {record.id: record.doc_number for record in index.catalogue.records()}
    mine = [numbers[hit.passage.notice] == NUMBER for hit in found.hits]
    assert mine == sorted(mine, reverse=True) and mine[0]


def test_a_long_clause_is_shown_whole_and_once(assistant):
    found = assistant.search("停车怎么收费？", k=50)
    places = [(it.source, it.start, it.end) for it in found.retrieved]
    assert len(set(places)) == len(places)
    for it, (source, start, end) in zip(found.retrieved, places, strict=True):
        assert it.text and start < end
        others = [p for p in places if p[0] == source and p != (source, start, end)]
        assert all(end <= other[1] or other[2] <= start for other in others)
