"""Sentences that can be quoted: exact spans, whole brackets, markers gone only where they stand."""

from __future__ import annotations

import pytest
from notice_pages import page

from rag.answering.body import Body
from rag.answering.extractive.sentences import Sentence, sentences_of
from rag.index.catalogue import open_catalogue
from rag.index.passages import cut_passages
from rag.index.rows import record_of
from rag.notices.fold import tidy
from rag.notices.parse import parse_page
from rag.settings import Chunking
from rag.tokens import counter


def sentences(body: str) -> list[Sentence]:
    """Return all sentences of a notice with ``body``, in reading order."""
    text = page(body=body)
    [notice] = parse_page(text, "a.txt")
    record = record_of(notice, "key")
    found = []
    for passage in cut_passages(notice, "key", counter("qwen"), Chunking()):
        found += sentences_of(passage, record, Body(notice.text, notice.clauses))
    for sentence in found:
        assert sentence.text == tidy(text[sentence.span.start : sentence.span.end])
    return found


def spoken(body: str) -> list[str]:
    """Return the sentences of the clauses alone, as an answer says them."""
    return [s.spoken for s in sentences(body) if not s.clause.paragraph.startswith("第")]


def test_every_sentence_of_the_samples_reads_back(sample_index, samples):
    catalogue = open_catalogue(sample_index)
    seen = 0
    for record in catalogue.records():
        with (samples / record.source).open(encoding="utf-8", newline="") as file:
            source = file.read()
        body = Body(catalogue.text(record.id), tuple(catalogue.clauses(record.id)))
        passages = catalogue.passages(catalogue.rows_of(record.id)).values()
        last = -1
        for passage in passages:
            for sentence in sentences_of(passage, record, body):
                assert sentence.text == tidy(source[sentence.span.start : sentence.span.end])
                assert sentence.span in passage.span
                assert sentence.span.start >= last
                assert sentence.clause.span.start <= sentence.span.start < sentence.clause.span.end
                last = sentence.span.end
                seen += 1
    assert seen > 200


def test_a_clause_begins_a_sentence_even_without_an_end_before_it():
    found = sentences("一、对象\n（一）农民；\n（二）工人；\n（三）学生\n二、标准\n每人100元。\n")
    clauses = [s.clause.paragraph for s in found if s.clause.path[0] in ("一、", "二、")]
    assert clauses == ["一、", "一、（一）", "一、（二）", "一、（三）", "二、"] or clauses == [
        "一、（一）",
        "一、（二）",
        "一、（三）",
        "二、",
    ]


@pytest.mark.parametrize(
    "whole",
    [
        "补助对象（农民；工人。学生）每人100元。",
        "所称“三类人员；重点对象。”指下列人员。",
        "按照《青禾市办法。试行》执行每年一次检查。",
    ],
)
def test_brackets_and_quotations_are_not_cut(whole):
    assert spoken(f"一、总则\n（一）{whole}\n")[-1] == whole


def test_a_bracket_that_is_never_closed_does_not_swallow_the_rest():
    found = spoken(
        "一、总则\n（一）" + "补助（农民，每人一百元整。" + "每年检查一次工作情况。" * 80 + "\n"
    )
    assert len(found) > 5


def test_markers_are_stripped_at_the_start_of_a_clause_only():
    found = spoken("一、总则\n（一）对农民，每人补助100元。按照（一）执行，每年检查一次。\n")
    assert found[-2:] == ["对农民，每人补助100元。", "按照（一）执行，每年检查一次。"]


def test_the_marker_of_an_item_in_the_line_is_that_of_its_own_clause():
    found = sentences(
        "一、条件\n（一）申请人应当符合：1.年满十八周岁并居住；2.在本市登记就业满一年。\n"
    )
    assert all("（一）" not in s.spoken[:3] for s in found)


@pytest.mark.parametrize(
    "text",
    [
        "（责任单位：市水务局、市财政局）",
        "(牵头单位:市水务局；配合单位:市财政局)",
        "［责任部门：市水务局］",
        "[主办单位：市水务局]",
        "【承办部门：市水务局】",
        "（牽頭單位：市水務局；配合單位：市財政局）",
    ],
)
def test_who_is_responsible_stands_by_itself(text):
    found = sentences(f"一、保洁\n加强河道保洁，每季度检查一次。{text}\n")
    assert [s.text for s in found if s.is_responsible] == [text]
    assert any(s.text.endswith("每季度检查一次。") for s in found)


def test_a_heading_alone_is_told_from_a_sentence():
    found = sentences("一、补助标准\n（一）个人补助\n每人每年补助100元，按年发放到账户。\n")
    assert all(not s.is_heading for s in found if "100元" in s.text)


def test_a_teaser_is_no_sentence():
    found = sentences("一、总则\n每人补助100元。关于印发办法的...\n")
    assert all("..." not in s.text for s in found)


def test_a_clause_of_one_line_is_said_though_that_line_is_its_heading():
    found = sentences(
        "一、参赛条件\n1.登记注册满一年。\n2.信用良好。\n3.参赛企业须为非上市企业。\n"
    )
    assert [s.spoken for s in found if s.says_something][-1] == "参赛企业须为非上市企业。"


def test_a_heading_above_other_clauses_says_nothing():
    found = sentences("一、参赛条件\n1.登记注册满一年。\n2.参赛企业须为非上市企业。\n")
    assert not any(s.says_something for s in found if s.spoken == "参赛条件")
    assert any(s.spoken == "参赛条件" for s in found)
