"""The extractive way as a whole: what is quoted from real notices for a question."""

from __future__ import annotations

from datetime import date

import pytest
from notice_index import find, index_of
from notice_pages import page

from rag.answering.basis import Basis
from rag.answering.extractive.extract import extract
from rag.answering.reader import Reader

DAY = date(2026, 6, 1)
PLENTY = 400
DUTY = "各街道结合辖区实际情况制定具体工作方案，明确年度目标任务并按季度报送进展情况。"
BOOKS = f"""一、阅读空间
（一）建设。到2027年建成社区书屋40家，每家面积不少于80平方米。{DUTY * 7}（牵头单位：市文化和旅游局）
（二）开放。书屋每周开放不少于五天，节假日照常开放。
二、资金补助
（一）验收合格的，每家补助2万元；
（二）评为示范的，每家另奖励1万元；
（三）逾期未完成的，不予补助。
"""
PAGES = {
    "books.txt": page(1, "社区书屋", body=BOOKS),
    "river.txt": page(2, "河道保洁", amount=3000),
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory, encoder) -> Reader:
    return index_of(PAGES, tmp_path_factory.mktemp("extractive"), encoder)


def quoted(reader: Reader, question: str, max_chars: int = PLENTY):
    return extract(Basis(reader, find(reader, question)), max_chars, DAY).said


@pytest.mark.parametrize(
    ("question", "fact", "source"),
    [
        ("社区书屋要建多少家？", "40家", "books.txt"),
        ("社區書屋要建多少家？", "40家", "books.txt"),
        ("书屋验收合格补助多少元？", "2万元", "books.txt"),
        ("社区书屋建设由哪个部门牵头？", "市文化和旅游局", "books.txt"),
        ("书屋放假开不开门？", "节假日照常开放", "books.txt"),
        ("河道保洁验收合格每处补助多少元？", "3000元", "river.txt"),
        ("保洁工作由谁来实施？", "市水务局负责实施", "river.txt"),
    ],
)
def test_the_fact_asked_for_is_said_and_stands_in_its_quote(reader, question, fact, source):
    first = quoted(reader, question)[0]
    [quote] = first.quotes
    assert fact in first.text
    assert quote.record.source == source
    assert fact in reader.citation(1, quote).quote


def test_a_list_comes_whole(reader):
    text = quoted(reader, "书屋怎么补助？")[0].text
    assert [it in text for it in ("2万元", "1万元", "不予补助")] == [True] * 3


def test_a_long_clause_is_cut(reader):
    [first, *_] = quoted(reader, "社区书屋要建多少家？")
    assert first.text.count(DUTY) < 7
    assert "40家" in first.text


@pytest.mark.parametrize("max_chars", [20, 100, 400])
def test_an_answer_keeps_to_its_length(reader, max_chars):
    for question in ("书屋怎么补助？", "社区书屋要建多少家？"):
        text = "".join(said.text for said in quoted(reader, question, max_chars))
        assert 0 < len(text) <= max(max_chars, 80) + 60


def test_what_does_not_name_the_sum_asked_for_is_not_quoted_for_it(reader):
    for said in quoted(reader, "书屋验收合格补助多少元？"):
        assert "元" in reader.citation(1, said.quotes[0]).quote


def test_a_clause_that_is_named_is_the_only_one_quoted(reader):
    said = quoted(reader, "青政发〔2025〕1号二、怎么规定？")
    texts = "".join(it.text for it in said)
    assert "每家补助2万元" in texts
    assert "40家" not in texts


def test_nothing_found_says_nothing(reader):
    basis = Basis(reader, find(reader, "书屋"))
    basis.found = []
    assert extract(basis, PLENTY, DAY).said == ()
