"""What kind of value is asked for, and whether a text holds one."""

from __future__ import annotations

import pytest

from rag.answering.extractive.wanted import Wanted, WantedValues, holds, wanted
from rag.index.terms import matching_form


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
        ("财政承担几成", Wanted.SHARE),
        ("what percentage is paid", Wanted.SHARE),
        ("去哪里申请", Wanted.PLACE),
        ("where can i apply", Wanted.PLACE),
        ("什么叫普惠托位", Wanted.MEANING),
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
        (Wanted.SHARE, "按60%发放", "按月发放"),
        (Wanted.PLACE, "到便民服务大厅", "按月发放"),
        (Wanted.MEANING, "所称托位是指托育机构的床位", "按月发放"),
    ],
)
def test_holds(kind, text, other):
    assert holds(text, kind) == 1.0
    assert holds(other, kind) == 0.0


def test_the_share_of_several_kinds():
    assert holds("每人300元", Wanted.MONEY | Wanted.PERSON) == 0.5
    assert holds("每人300元", Wanted.NOTHING) == 0.0


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("分成几块地", Wanted.MONEY),
        ("有多少块屏", Wanted.MONEY),
        ("几号文规定的", Wanted.DATE),
        ("几号楼要改造", Wanted.DATE),
        ("读几年级", Wanted.DATE),
    ],
)
def test_what_only_looks_like_a_kind(question, kind):
    assert kind not in wanted(question)


@pytest.mark.parametrize(
    ("question", "text", "share"),
    [
        ("培育多少家企业", "培育企业1200家", 1.0),
        ("培育多少家企业", "培育企业1200户", 0.0),
        ("建几座泳池", "建成泳池三十余座", 1.0),
        ("建几座泳池", "建成一批泳池", 0.0),
        ("补几万块钱", "补助三万元", 1.0),
        ("几个工作日办完", "在15个工作日内办完", 1.0),
        ("建几座泳池、多少个球场", "建成泳池30座", 0.5),
        ("分成几块地", "每户三万元", 0.0),
        ("怎么申请", "培育企业1200家", 0.0),
    ],
)
def test_a_numeral_with_the_measure_word_asked_for(question, text, share):
    assert WantedValues(matching_form(question)).measured(matching_form(text)) == share


def test_each_kind_is_held_only_where_it_is_asked_for():
    text = "2025年3月1日起，到服务大厅按60%领取300元。"
    assert WantedValues("什么时候去哪里领，比例几成，多少元").each(text) == (1.0,) * 4
    assert WantedValues("怎么领").each(text) == (0.0,) * 4
    assert WantedValues("领多少元").each("尽快领取") == (0.0,) * 4
    assert sum(WantedValues("领多少元").each(text)) == 1.0
