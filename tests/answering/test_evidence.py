"""Passages found, whole: windows put together, what cannot be quoted left out."""

from __future__ import annotations

import pytest
from notice_index import find, index_of
from notice_pages import page

from rag.answering.extractive.evidence import Found
from rag.answering.reader import Reader
from rag.index.terms import matching_form
from rag.notices.fold import tidy
from rag.notices.model import Span

POINTS = [
    f"第{n}个站点配备保洁员{n + 2}名，每日清运垃圾{n * 3}次，由所在街道办事处按月检查。"
    for n in range(1, 31)
]
LONG = f"一、站点设置\n（一）保洁站点\n{''.join(POINTS)}\n二、资金\n每处补助3000元。\n"
CONTEST = """一、参赛条件
（一）企业条件
1.企业在本市登记注册满一年，具有健全的财务制度，信用状况良好。
2.企业近三年没有重大安全事故和环境污染事故。
3.参赛企业须为非上市企业。
（二）团队条件
团队核心成员不少于3人，持有与参赛项目有关的知识产权。
"""
BROKEN = """一、补助标准
验收合格的河段，每公里补助3000元。
受损的河段，每公里补助\ufffd\ufffd\ufffd元。
二、拨付
补助每季度拨付一次。
"""
PAGES = {
    "long.txt": page(1, "河道保洁", body=LONG),
    "contest.txt": page(2, "创业大赛", body=CONTEST),
    "broken.txt": page(3, "河堤养护", body=BROKEN),
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory, encoder) -> Reader:
    return index_of(PAGES, tmp_path_factory.mktemp("evidence"), encoder)


def found(reader: Reader, question: str) -> list[Found]:
    return reader.found(find(reader, question).hits)


def first_of(reader: Reader, source: str, question: str, text: str) -> Found:
    """Return the passage found that holds ``text``."""
    [it] = [
        it
        for it in found(reader, question)
        if it.record.source == source and any(text in s.text for s in it.sentences)
    ]
    return it


def test_windows_of_one_long_clause_come_back_as_one_passage(reader):
    hits = find(reader, "保洁站点每日清运垃圾几次？").hits
    windows = [hit for hit in hits if "站点配备保洁员" in hit.passage.text]
    assert len(windows) > 1  # the clause was cut, else this test shows nothing
    it = first_of(reader, "long.txt", "保洁站点每日清运垃圾几次？", "第7个站点")
    assert "".join(sentence.text for sentence in it.sentences).count("站点配备") == len(POINTS)
    assert it.score == max(hit.score for hit in windows)
    assert all(hit.passage.span in it.span for hit in windows)
    in_order = sorted((hit.passage for hit in windows), key=lambda passage: passage.span)
    assert it.text == "".join(passage.text for passage in in_order)


@pytest.mark.parametrize("n", [1, 15, 30])
def test_any_window_stands_for_the_whole_clause(reader, n):
    hits = find(reader, f"第{n}个站点").hits
    [hit] = [hit for hit in hits if f"第{n}个站点" in hit.passage.text]
    [it] = reader.found([hit])
    said = [sentence.text for sentence in it.sentences if "站点配备" in sentence.text]
    assert said == [f"（一）保洁站点 {POINTS[0]}", *POINTS[1:]]


def test_what_follows_a_long_clause_is_not_of_it(reader):
    it = first_of(reader, "long.txt", "保洁站点每日清运垃圾几次？", "第7个站点")
    assert not any("3000元" in sentence.text for sentence in it.sentences)


@pytest.mark.parametrize("question", ["河道保洁怎么补助？", "企业怎么参赛？", "团队有什么条件？"])
def test_every_sentence_once_in_reading_order_and_as_the_source_has_it(reader, question):
    passages = found(reader, question)
    spans = [(it.record.id, s.span) for it in passages for s in it.sentences]
    assert len(set(spans)) == len(spans) > 3
    for it in passages:
        source = PAGES[it.record.source]
        assert [s.span for s in it.sentences] == sorted(s.span for s in it.sentences)
        for sentence in it.sentences:
            assert sentence.span in it.span
            assert sentence.text == tidy(source[sentence.span.start : sentence.span.end])
        assert tidy(source[it.span.start : it.span.end]).startswith(it.text[:20])


def test_a_clause_that_is_one_line_is_content_though_its_heading_is_the_same(reader):
    it = first_of(reader, "contest.txt", "上市公司可以参赛吗？", "非上市企业")
    [sentence] = [s for s in it.sentences if "非上市企业" in s.text]
    assert sentence.spoken == "参赛企业须为非上市企业。"
    assert not sentence.is_heading


def test_headings_titles_and_heads_are_left_out(reader):
    passages = [it for q in ("创业大赛", "河道保洁办法") for it in found(reader, q)]
    said = {sentence.spoken.rstrip("。") for it in passages for sentence in it.sentences}
    assert said.isdisjoint({"参赛条件", "企业条件", "团队条件", "站点设置", "保洁站点", "资金"})
    assert not any("青政发〔2025〕" in text for text in said)
    assert not any("关于印发" in text for text in said)


def test_damaged_text_is_left_out_and_the_sentences_beside_it_are_kept(reader):
    passages = [it for it in found(reader, "河堤每公里补助") if it.record.source == "broken.txt"]
    assert any("\ufffd" in it.text for it in passages)  # found, and shown as it is
    said = [sentence.text for it in passages for sentence in it.sentences]
    assert not any("\ufffd" in text for text in said)
    assert any("补助每季度拨付一次。" in text for text in said)


def test_the_context_is_the_matter_and_the_headings(reader):
    it = first_of(reader, "long.txt", "保洁站点每日清运垃圾几次？", "第7个站点")
    assert it.context == "青禾市河道保洁办法 站点设置 保洁站点"
    assert it.folded_context == matching_form(it.context)


def test_evidence_is_the_sentences_of_one_clause_each(reader):
    it = first_of(reader, "contest.txt", "企业要登记多久才能参赛？", "登记注册满一年")
    pieces = it.evidence
    assert tuple(s for piece in pieces for s in piece.sentences) == it.sentences
    starts = [piece.clause.span.start for piece in pieces]
    assert starts == sorted(set(starts))
    assert len(starts) > 2
    for piece in pieces:
        assert all(s.clause == piece.clause for s in piece.sentences)
        assert piece.record is it.record
        assert piece.folded == tuple(s.folded for s in piece.sentences)


def test_a_passage_without_a_sentence_has_no_evidence(reader):
    record = next(iter(reader.records.values()))
    assert Found(record, Span(0, 1), "", "", "", 0.0, ()).evidence == ()


def test_nothing_found_is_no_passage(reader):
    assert reader.found([]) == []
