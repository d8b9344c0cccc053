"""Choosing what to quote."""

from __future__ import annotations

import numpy as np
import pytest
from notice_pages import page

from rag.answering.draft import quoted
from rag.answering.ranking import Scored, SentenceRanker, choose
from rag.answering.sentences import Sentence
from rag.answering.wanted import Wanted
from rag.index.rows import record_of
from rag.index.terms import terms
from rag.notices.model import Clause, Span
from rag.notices.parse import parse_page

BODY = [
    "对验收合格的河段，每公里补助三千元。",
    "补助每季度拨付一次。",
    "（责任单位：市水务局、市财政局）",
    "路灯由市住房和城乡建设局维护。",
]


@pytest.fixture(scope="module")
def record():
    [notice] = parse_page(page(), "a.txt")
    return record_of(notice, "key")


@pytest.fixture(scope="module")
def said(record) -> list[Sentence]:
    """Four sentences: three of one clause, one of the next."""
    found, at = [], 100
    first = Span(100, 100 + sum(map(len, BODY[:3])))
    second = Span(first.end, first.end + len(BODY[3]))
    for n, text in enumerate(BODY):
        span = first if n < 3 else second
        clause = Clause(("一、" if n < 3 else "二、",), span, span, "", "paragraph")
        found.append(Sentence(record, clause, Span(at, at + len(text)), text))
        at += len(text)
    return found


def rank(said, question, kinds=Wanted.NOTHING, passages=None, cosines=None):
    ranker = SentenceRanker(question, dict.fromkeys(terms(question), 1.0), kinds)
    nothing = np.zeros(len(said))
    return ranker.rank(said, passages or [1.0] * len(said), nothing if cosines is None else cosines)


def test_words_meaning_passage_and_value_each_count(said):
    assert rank(said, "谁维护路灯")[0].sentence is said[3]
    assert rank(said, "无关", cosines=np.array([0, 0.9, 0, 0]))[0].sentence is said[1]
    assert rank(said, "无关", passages=[1, 1, 2, 1])[0].sentence is said[2]
    assert rank(said, "无关", Wanted.MONEY)[0].sentence is said[0]


def test_scores_lie_between_0_and_1_and_come_best_first(said):
    ranked = rank(said, "河段补助多少元", Wanted.MONEY, [3, 2, 1, 0], np.array([1, -1, 0.5, 0]))
    scores = [it.score for it in ranked]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1.0001 for score in scores)
    assert {id(it.sentence) for it in ranked} == {id(sentence) for sentence in said}


def test_the_best_and_those_nearly_as_good_in_reading_order(said):
    scored = [Scored(said[1], 1.0), Scored(said[0], 0.9), Scored(said[3], 0.5)]
    assert choose(scored, 400, Wanted.NOTHING) == [said[0], said[1]]


def test_clauses_come_in_the_order_of_their_best_sentence(said):
    scored = [Scored(said[3], 1.0), Scored(said[1], 0.95), Scored(said[0], 0.9)]
    assert choose(scored, 400, Wanted.NOTHING) == [said[3], said[0], said[1]]


def test_an_answer_stays_below_its_length_but_says_the_best_sentence_whole(said):
    scored = [Scored(said[0], 1.0), Scored(said[3], 0.99), Scored(said[1], 0.98)]
    assert choose(scored, 5, Wanted.NOTHING) == [said[0]]
    short = len(said[0].text) + len(said[1].text)
    assert choose(scored, short, Wanted.NOTHING) == [said[0], said[1]]


def test_who_is_responsible_is_said_with_the_best_clause_where_it_is_asked_for(said):
    scored = [Scored(said[0], 1.0), Scored(said[2], 0.1)]
    assert choose(scored, 400, Wanted.BODY) == [said[0], said[2]]
    assert choose(scored, 400, Wanted.NOTHING) == [said[0]]
    other = [Scored(said[3], 1.0), Scored(said[2], 0.1)]
    assert choose(other, 400, Wanted.BODY) == [said[3]]


def test_no_stretch_is_said_twice(said):
    part = Sentence(
        said[0].record, said[0].clause, Span(said[0].span.start + 2, said[0].span.end), "部分。"
    )
    assert choose([Scored(said[0], 1.0), Scored(part, 1.0)], 400, Wanted.NOTHING) == [said[0]]


def test_nothing_to_choose_from():
    assert choose([], 400, Wanted.BODY) == []


def test_neighbours_in_one_clause_become_one_quote(said):
    joined = quoted([said[0], said[1]])
    assert [it.text for it in joined] == [said[0].text + said[1].text]
    [quote] = joined[0].quotes
    assert quote.span == Span(said[0].span.start, said[1].span.end)
    assert len(quoted([said[0], said[2]])) == 2  # a gap between them
    assert len(quoted([said[2], said[3]])) == 2  # another clause
    assert len(quoted([said[1], said[0]])) == 2  # not in reading order
