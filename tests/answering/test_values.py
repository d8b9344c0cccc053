"""Values asked for in so many words: how they are asked, how texts name them, and where."""

from __future__ import annotations

import pytest
from notice_index import find, index_of

from rag.answering.basis import Basis
from rag.answering.extractive.values import VALUES, asked_for
from rag.index.terms import matching_form

OF = {value.name: value for value in VALUES}


def asked(question: str) -> set[str]:
    return {value.name for value in asked_for(matching_form(question))}


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("补助多少元？", "amount"),
        ("補貼多少錢？", "amount"),
        ("罚几百块钱？", "amount"),
        ("奖励多少万元？", "amount"),
        ("能领多少津贴？", "amount"),
        ("一张票多少块？", "amount"),
        ("博物馆票价多少？", "amount"),
        ("运费要多少？", "amount"),
        ("罚几万元？", "amount"),
        ("How much money does a family get?", "amount"),
        ("What is the monthly parking fee?", "amount"),
        ("土方要完成几成？", "share"),
        ("财政承担百分之几？", "share"),
        ("What percentage is paid by the city?", "share"),
        ("咨询电话是多少？", "contact"),
        ("联系电话？", "contact"),
        ("打什么电话举报？", "contact"),
        ("有投诉热线吗？", "contact"),
        ("主任的手机号是什么？", "contact"),
        ("What is the hotline for complaints?", "contact"),
        ("服务大厅几点开门？", "clock"),
        ("夜里几点到几点不收费？", "clock"),
        ("What time does the office open?", "clock"),
    ],
)
def test_asked_for(question, name):
    assert asked(question) == {name}


@pytest.mark.parametrize(
    "question",
    [
        "好几元的差价退不退？",
        "报了个几百块的旅游团，归谁管？",
        "交了几万块押金怎么退？",
        "手里几万元的房子能换吗？",
        "分成几块地？",
        "有多少块地？",
        "一共有多少个泊位？",
        "有多少奖励名额？",
        "费用由谁承担多少比例？",
        "租金怎么算？",
        "费用由哪个部门出？",
        "提出了哪几点建议？",
        "几点要求分别是什么？",
        "通知里有几点不明白，找谁？",
        "可以电话办理吗？",
        "要不要公示监督电话？",
        "打电话能申请吗？",
        "领导小组有几成员？",
        "几成品油站要改造？",
        "Can I apply by phone?",
        "Which body sets the parking fee standards?",
        "Which body has shares in the company?",
        "",
    ],
)
def test_only_mentioned(question):
    assert asked(question) == set()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("amount", "每人补助300元。"),
        ("amount", "补助1.2万元。"),
        ("amount", "補助三千元。"),
        ("amount", "约500余万元。"),
        ("amount", "投入 5000 万元。"),
        ("amount", "两亿美元。"),
        ("amount", "残疾人车辆停车免费。"),
        ("share", "按60%发放。"),
        ("share", "提高百分之五。"),
        ("share", "完成六成。"),
        ("share", "三分之一的名额。"),
        ("share", "减免一半。"),
        ("contact", "咨询投诉电话为12345。"),
        ("contact", "联系人：某某，0470-8234567。"),
        ("contact", "（13800000000）"),
        ("contact", "拨打119报警。"),
        ("contact", "邮箱：a@b.cn"),
        ("clock", "每日8:30开门。"),
        ("clock", "夜间22时至次日7时"),
        ("clock", "上午办理。"),
        ("clock", "24小时服务。"),
    ],
)
def test_held(name, text):
    assert OF[name].holds.search(matching_form(text))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("amount", "补助3个月。"),
        ("amount", "多元发展。"),
        ("amount", "新建单元楼。"),
        ("share", "统一成立工作组。"),
        ("share", "成果和成员。"),
        ("contact", "2025年3月1日印发。"),
        ("contact", "投资9000000元。"),
        ("contact", "补助90000元。"),
        ("contact", "110千伏变电站。"),
        ("clock", "3个时间段。"),
        ("clock", "24小时内报告。"),
        ("clock", "重点任务。"),
    ],
)
def test_not_held(name, text):
    assert not OF[name].holds.search(matching_form(text))


PAGE = """云泽市人民政府关于印发云泽市滑雪场管理办法的通知
云政发〔2025〕1号

各区人民政府：
现将《云泽市滑雪场管理办法》印发给你们，请遵照执行。

云泽市人民政府
2025年3月1日

云泽市滑雪场管理办法

一、开放时间
滑雪场每日9时开放，夜场由经营者自行公布。
二、雪具租赁
雪具由经营者统一配备，租赁收费按照明码标价的要求执行，应当在入口公示。
三、安全检查
市体育局每季度检查一次滑雪场，检查人员不得收受任何财物。
"""
OTHER = """云泽市人民政府关于印发云泽市农田补助办法的通知
云政发〔2025〕2号

各区人民政府：
现将《云泽市农田补助办法》印发给你们，请遵照执行。

云泽市人民政府
2025年3月2日

云泽市农田补助办法

一、补助标准
高标准农田建成验收合格的，每亩补助1500元。
二、资金承担
补助资金由市级财政承担60%，其余由区级财政承担。咨询电话为12345。
"""


@pytest.fixture(scope="module")
def reader(tmp_path_factory, encoder):
    pages = {"a.txt": PAGE, "b.txt": OTHER}
    return index_of(pages, tmp_path_factory.mktemp("values"), encoder)


def lacking(reader, question: str) -> str | None:
    value = Basis(reader, find(reader, question)).lacking
    return value.name if value else None


@pytest.mark.parametrize(
    "question",
    [
        "高标准农田每亩补助多少元？",
        "补助资金市级财政承担百分之几？",
        "农田补助的咨询电话是多少？",
        "滑雪场每天几点开放？",
        "滑雪场谁来检查？",
        "滑雪场要遵守哪几点要求？",
    ],
)
def test_a_value_that_is_named_where_the_question_is_answered(reader, question):
    assert lacking(reader, question) is None


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("滑雪场雪具租赁多少钱？", "amount"),  # a sum stands in what is said of farmland
        ("滑雪场检查人员的联系电话是多少？", "contact"),
        ("雪具租赁收费要交几成？", "share"),
        ("高标准农田验收几点开始？", "clock"),
    ],
)
def test_a_value_named_only_for_another_matter_is_lacking(reader, question, name):
    found = Basis(reader, find(reader, question)).found
    texts = " ".join(text for it in found for text in it.folded)
    assert OF[name].holds.search(texts)  # the collection does name one
    assert lacking(reader, question) == name


def test_what_names_the_value_is_what_an_answer_is_chosen_from(reader):
    basis = Basis(reader, find(reader, "高标准农田每亩补助多少元？"))
    assert 0 < len(basis.naming) < len(basis.meant)
    assert all("1500元" in " ".join(it.folded) for it in basis.naming)
