"""What kind of value is asked for, and whether a text holds one."""

from __future__ import annotations

import pytest

from rag.answering.wanted import Wanted, asks_sum, holds, holds_sum, wanted


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("每人补助多少元", Wanted.MONEY),
        ("罚款多少钱", Wanted.MONEY),
        ("最高封顶是多少", Wanted.MONEY),
        ("how much is the subsidy", Wanted.MONEY),
        ("什么时候截止", Wanted.DATE),
        ("有效期到哪天", Wanted.DATE),
        ("when does it end", Wanted.DATE),
        ("建多少个生活圈", Wanted.NUMBER),
        ("比例是多少", Wanted.NUMBER),
        ("由哪个部门负责", Wanted.BODY),
        ("哪个局牵头", Wanted.BODY),
        ("which department is in charge", Wanted.BODY),
        ("局长是谁", Wanted.PERSON),
        ("who is the director", Wanted.PERSON),
        ("文号是什么", Wanted.DOC_NUMBER),
    ],
)
def test_wanted(question, kind):
    assert kind in wanted(question)


@pytest.mark.parametrize("question", ["需要什么材料", "怎么申请", "", "what is needed"])
def test_nothing_in_particular(question):
    assert wanted(question) & (Wanted.MONEY | Wanted.DATE | Wanted.PERSON) == Wanted.NOTHING


@pytest.mark.parametrize(
    ("kind", "text", "other"),
    [
        (Wanted.MONEY, "每人补助300元", "每人补助一次"),
        (Wanted.MONEY, "按照15%补贴", "按照规定补贴"),
        (Wanted.DATE, "2025年3月1日起施行", "自印发之日起施行"),
        (Wanted.DATE, "15个工作日内", "尽快"),
        (Wanted.NUMBER, "建成30个", "建成一批"),
        (Wanted.BODY, "市水务局牵头", "加强保洁"),
        (Wanted.PERSON, "甲任市水务局局长", "加强保洁"),
        (Wanted.DOC_NUMBER, "青政发〔2025〕1号", "青政发"),
    ],
)
def test_holds(kind, text, other):
    assert holds(text, kind) == 1.0
    assert holds(other, kind) == 0.0


def test_the_share_of_several_kinds():
    assert holds("每人300元", Wanted.MONEY | Wanted.PERSON) == 0.5
    assert holds("每人300元", Wanted.NOTHING) == 0.0


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("补助多少元", True),
        ("罚几百块钱", True),
        ("多少万元", True),
        ("要交多少钱", True),
        ("补贴多少", False),
        ("好几万元吗", False),
        ("多少个", False),
    ],
)
def test_asks_sum(question, asks):
    assert asks_sum(question) is asks


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("补助300元", True),
        ("补助1.2万元", True),
        ("补助三千元", True),
        ("500余万元", True),
        ("补助3个月", False),
        ("多元发展", False),
    ],
)
def test_holds_sum(text, has):
    assert holds_sum(text) is has
