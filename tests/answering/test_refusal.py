"""When not to answer: each reason alone, and none where there is a basis."""

from __future__ import annotations

import pytest

from rag.answering.refusal import Reason, reason_to_refuse
from rag.index.model import Passage
from rag.index.terms import matching_form
from rag.notices.model import Span
from rag.retrieval.confidence import BUNDLED, Signals
from rag.retrieval.lookup import Named
from rag.retrieval.question import understand
from rag.retrieval.recognised import Recognised
from rag.retrieval.retriever import Findings, Hit

TEXT = "道路停车泊位一类区域首小时5元，由市公安局负责。"
LABELS = {"第一章", "第六条", "第十二条", "（一）", "4.2", "4.2.3"}
NAMES = matching_form("青禾市机动车停车管理办法 青禾市人民政府")
SURE = Signals(1.0, 0.9, False, False, BUNDLED)
UNSURE = Signals(0.0, 0.0, False, False, BUNDLED)


def recognised(text, hits, named):
    question = understand(text)
    return question, hits, Recognised(question, named, (), (), {})


def findings(question, *texts, signals=SURE, notices=(), unknown=(), candidates=(), **more):
    hits = tuple(
        Hit(row, Passage("key", ("第六条",), "第六条", Span(0, 1), "", text), 1.0)
        for row, text in enumerate(texts or (TEXT,))
    )
    return Findings(
        *recognised(question, hits, Named(notices, unknown, candidates, **more)), signals
    )


def reason(question, *texts, **given):
    return reason_to_refuse(findings(question, *texts, **given), lambda _: LABELS, NAMES)


def test_a_question_with_a_basis_is_answered():
    assert reason("一类区域停车怎么收费？") is None


def test_a_number_that_is_not_held():
    number = understand("青政发〔2025〕9号").numbers
    assert reason("青政发〔2025〕9号怎么收费？", unknown=number) is Reason.NUMBER
    # Beside one that is held it is only a part of the question.
    assert reason("青政发〔2025〕9号和1号", unknown=number, notices=("key",)) is None


def test_a_shortened_number_that_is_not_held():
    assert reason("77号文怎么收费？", missing=("77号文",)) is Reason.NUMBER
    assert reason("77号文和1号文", missing=("77号文",), notices=("key",)) is None
    assert reason("77号文和1号文", missing=("77号文",), offered=("key", "other")) is None


def test_a_number_that_fits_several_notices_is_asked_back_where_nothing_else_is_said():
    both = ("key", "other")
    assert reason("1号文讲什么？", signals=UNSURE, offered=both) is Reason.SEVERAL
    for text in ("讲什么？", "主要说的是什么内容？", "什么时候印发的？", "还有效吗？"):
        assert reason(f"1号文{text}", offered=both, shared=("1号文",)) is Reason.SEVERAL
    assert reason("1号文里停车怎么收费？", offered=both, shared=("1号文",)) is None
    assert reason("1号文讲什么？", offered=both, notices=("key",), shared=("1号文",)) is None


def test_a_named_notice_that_filters_shut_out_is_not_answered_from_others():
    assert reason("青政发〔2025〕1号怎么收费？", notices=("shut out",)) is Reason.NOTHING


@pytest.mark.parametrize(
    ("question", "named", "wanted"),
    [
        ("附件1怎么填？", (), None),
        ("附件9怎么填？", (), Reason.CLAUSE),
        ("附件九怎麼填？", ("key",), Reason.CLAUSE),
        ("十五、怎么规定？", ("key",), Reason.CLAUSE),
        ("二、怎么规定？", ("key",), None),
        ("十五、怎么规定？", (), None),
    ],
)
def test_attachments_and_parts_that_the_notice_lacks(question, named, wanted):
    labels = {"一、", "二、", "（一）", "附件1", "附件2"}
    found = findings(question, notices=named)
    assert reason_to_refuse(found, lambda _: labels, NAMES) is wanted


def test_a_clause_of_either_notice_named_is_held():
    labels = {"key": {"第一条"}, "other": {"第一条", "第九条"}}
    found = findings("第九条怎么规定？", notices=("key", "other"))
    assert reason_to_refuse(found, labels.__getitem__, NAMES) is None


def test_nothing_found_at_all():
    empty = Findings(*recognised("停车", (), Named((), (), ())), SURE)
    assert reason_to_refuse(empty, lambda _: LABELS, NAMES) is Reason.NOTHING


def test_an_unsure_retrieval_is_a_refusal_unless_a_notice_is_named():
    assert reason("红烧肉怎么做？", signals=UNSURE) is Reason.NOTHING
    assert reason("青政发〔2025〕1号讲什么？", signals=UNSURE, notices=("key",)) is None


@pytest.mark.parametrize("label", ["第九十九条", "第99条", "9.9条", "4.2.9 条", "第九十九條"])
def test_a_clause_that_the_notice_lacks(label):
    assert reason(f"停车办法{label}怎么规定？") is Reason.CLAUSE


@pytest.mark.parametrize(
    "label",
    [
        "第六条",
        "第六條",
        "4.2.3条",
        "三、",
        "第12条",
    ],
)
def test_a_clause_that_the_notice_has_or_that_may_stand_anywhere(label):
    assert reason(f"停车办法{label}怎么规定？") is None


def test_a_notice_without_articles_or_decimals_is_not_judged_by_them():
    found = findings("这里第九十九条怎么规定？")
    assert reason_to_refuse(found, lambda _: {"一、", "（一）"}, NAMES) is None


@pytest.mark.parametrize(
    ("question", "text", "wanted"),
    [
        ("北京市停车怎么收费？", TEXT, Reason.PLACE),
        ("北京市和上海市停车怎么收费？", "北京市停车收费5元", Reason.PLACE),
        ("北京市停车怎么收费？", "与北京市对接停车收费", None),
        ("停车怎么收费？", TEXT, None),
        ("包头市停车怎么收费？", "與包頭市對接停車收費", None),
    ],
)
def test_a_place_that_nothing_found_speaks_of(question, text, wanted):
    assert reason(question, text) is wanted


def test_a_place_of_the_collections_own_titles_is_never_another_place():
    found = findings("呼和浩特市停车怎么收费？")
    names = matching_form("呼和浩特市停车办法 呼和浩特市人民政府")
    assert reason_to_refuse(found, lambda _: LABELS, names) is None


@pytest.mark.parametrize(
    ("question", "text", "wanted"),
    [
        ("停车收费多少元？", TEXT, None),
        ("停车收费多少元？", "按照标准收取停车费用。", Reason.AMOUNT),
        ("要交多少钱？", "按照3个月计算。", Reason.AMOUNT),
        ("有多少个泊位？", "按照标准收取停车费用。", None),
    ],
)
def test_a_sum_that_no_passage_names(question, text, wanted):
    assert reason(question, text) is wanted


def test_a_sum_may_stand_in_any_of_the_first_three_passages():
    without = "按照标准收取停车费用。"
    assert reason("停车收费多少元？", without, without, TEXT) is None
    assert reason("停车收费多少元？", without, without, without, TEXT) is Reason.AMOUNT
