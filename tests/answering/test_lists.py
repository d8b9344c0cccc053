"""Who asks for several things gets all items of the list, however few of them were chosen."""

from __future__ import annotations

from datetime import date

import pytest
from notice_index import find, index_of
from notice_pages import page

from rag.answering.basis import Basis
from rag.answering.extractive.extract import extract
from rag.answering.extractive.lists import asks_for_list, whole
from rag.answering.extractive.selection import Choice
from rag.answering.reader import Reader
from rag.index.terms import matching_form

DAY = date(2026, 6, 1)
LONGEST = 600  # characters of a list that is said whole
WEEKLY = "各街道应当每周组织一次巡查并如实填写巡查记录，"
STALLS = """一、摆摊条件
申请夜市摊位的，应当符合下列条件：
（一）年满十八周岁；
（二）持有有效健康证明；
（三）无未缴清的卫生罚款。
二、摊位收费
（一）餐饮摊位每月收费200元；
（二）百货摊位每月收费120元。
三、申请材料
（一）申请表、身份证、健康证明各一份；
（二）摊位照片一张。
"""
PARTS = f"""一、巡查要求
巡查按照时段分组进行。
（一）白天巡查
1.检查占道经营；
2.检查垃圾清运；
3.{WEEKLY * 28}不得遗漏。
（二）夜间巡查
1.检查油烟净化；
2.检查噪声扰民；
3.检查消防通道。
"""
ATTACHED = """各区按照附件执行。

附件
青禾市早市管理细则
一、设施配置
（一）早市配置垃圾桶六个；
（二）早市配置洗手池两个。
附件
青禾市晚市管理细则
一、设施配置
（一）晚市配置照明灯十盏；
（二）晚市配置灭火器四具；
（三）晚市配置急救箱一只。
"""
PAGES = {
    "stalls.txt": page(1, "夜市摊位", body=STALLS),
    "parts.txt": page(2, "市容巡查", body=PARTS),
    "attached.txt": page(3, "早晚市设施", body=ATTACHED),
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory, encoder) -> Reader:
    return index_of(PAGES, tmp_path_factory.mktemp("lists"), encoder)


def listed(reader: Reader, question: str, text: str) -> list[str]:
    """Return what is said where the one sentence that holds ``text`` was chosen."""
    return said(whole(*chosen(reader, question, text)))


def chosen(reader: Reader, question: str, text: str) -> tuple[Basis, Choice]:
    basis = Basis(reader, find(reader, question))
    [choice] = [Choice(it, (s,)) for it in basis.found for s in it.sentences if text in s.text]
    return basis, choice


def said(choice: Choice) -> list[str]:
    return [sentence.spoken for sentence in choice.sentences]


CONDITIONS = [
    "摆摊条件 申请夜市摊位的，应当符合下列条件：",
    "年满十八周岁；",
    "持有有效健康证明；",
    "无未缴清的卫生罚款。",
]
FEES = ["餐饮摊位每月收费200元；", "百货摊位每月收费120元。"]
EVENING = ["晚市配置照明灯十盏；", "晚市配置灭火器四具；", "晚市配置急救箱一只。"]
NIGHT = ["检查油烟净化；", "检查噪声扰民；", "检查消防通道。"]


@pytest.mark.parametrize(
    "question",
    [
        "申请摊位要符合哪些条件？",
        "申請攤位要交哪些材料？",
        "补助分几档？",
        "各档补助分别是多少？",
        "一等和二等各是多少？",
        "救助有几种方式？",
        "参保需要什么材料？",
        "都有谁参加？",
        "What are the conditions for a stall?",
        "List the papers to hand in.",
    ],
)
def test_questions_that_ask_for_several_things(question):
    assert asks_for_list(matching_form(question))


@pytest.mark.parametrize(
    "question",
    [
        "餐饮摊位每月收费多少元？",
        "谁负责收费？",
        "什么时候开始申请？",
        "哪个部门受理？",
        "What is the monthly fee?",
        "Who is listed as the contact?",
    ],
)
def test_questions_that_ask_for_one(question):
    assert not asks_for_list(matching_form(question))


@pytest.mark.parametrize("item", CONDITIONS[1:])
def test_one_item_brings_the_others_and_what_leads_them_in(reader, item):
    assert listed(reader, "申请夜市摊位要符合哪些条件？", item) == CONDITIONS


def test_a_head_brings_the_items_below_it(reader):
    assert listed(reader, "申请夜市摊位要符合哪些条件？", CONDITIONS[0]) == CONDITIONS


def test_a_list_is_quoted_from_its_own_clause_only(reader):
    basis, choice = chosen(reader, "夜市摊位每月有哪些收费？", FEES[1])
    longer = whole(basis, choice)
    assert said(longer) == FEES
    assert {s.clause.path[0] for s in longer.found.sentences} == {"二、"}
    assert longer.found.record == choice.found.record


def test_items_of_the_same_path_in_another_attachment_are_not_taken(reader):
    assert listed(reader, "晚市要配置哪些设施？", "灭火器") == EVENING
    assert listed(reader, "早市要配置哪些设施？", "洗手池") == [
        "早市配置垃圾桶六个；",
        "早市配置洗手池两个。",
    ]


def test_an_item_of_the_lower_list_brings_that_list_alone(reader):
    assert listed(reader, "夜间巡查要检查哪些方面？", NIGHT[1]) == NIGHT


def test_a_list_that_is_too_long_stays_as_it_was_chosen(reader):
    assert listed(reader, "白天巡查要检查哪些方面？", "检查占道经营") == ["检查占道经营；"]


def test_of_a_head_too_long_the_list_that_the_question_names_comes(reader):
    lead = "巡查按照时段分组进行。"
    assert listed(reader, "夜间巡查要检查哪些方面？", lead) == NIGHT
    assert listed(reader, "巡查要检查哪些方面？", lead) == [f"巡查要求 {lead}"]


def test_what_one_sentence_enumerates_stays_as_it_is_unless_each_is_asked_for(reader):
    papers = ["申请表、身份证、健康证明各一份；", "摊位照片一张。"]
    assert listed(reader, "申请摊位要交哪些材料？", papers[0]) == papers[:1]
    assert listed(reader, "申请摊位的材料各要几份？", papers[0]) == papers
    assert listed(reader, "申请摊位要交哪些材料？", papers[1]) == papers


@pytest.mark.parametrize(("length", "comes_whole"), [(LONGEST // 4, True), (151, False)])
def test_the_longest_list_that_comes_whole(tmp_path, encoder, length, comes_whole):
    markers = ["（一）", "（二）", "（三）", "（四）"]
    items = [f"{it}第{it[1]}类场所" for it in markers]
    items = [f"{it}{WEEKLY * 9}"[: length - 1] + "。" for it in items]
    reader = index_of({"a.txt": page(body="一、场所\n" + "\n".join(items))}, tmp_path, encoder)
    basis, choice = chosen(reader, "第一类到第四类场所有哪些？", "第三类场所")
    texts = [sentence.text for sentence in whole(basis, choice).sentences]
    assert texts == (items if comes_whole else items[2:3])


WORK = (
    *("修缮书屋", "更新图书", "招募馆员", "培训馆员", "举办讲座", "组织读书会"),
    *("延长开放时间", "开设儿童区", "配置盲文书", "建立流动书车"),
)
TASKS = [
    f"（{number}）{work}负责人每季度向市文化和旅游局书面报告进展，并公开办理结果。"
    for number, work in zip("一二三四五六七八九十", WORK, strict=True)
]


@pytest.fixture(scope="module", params=["", "一、总则\n书屋由街道管理。\n二、经费\n由区保障。\n"])
def books(request, tmp_path_factory, encoder) -> Reader:
    """A reader of a list too long for one passage, with and without clauses before it."""
    head = "三、重点任务" if request.param else "一、重点任务"
    tasks = "\n".join(TASKS)
    pages = {"books.txt": page(1, "社区书屋", body=f"{request.param}{head}\n{tasks}\n")}
    return index_of(pages, tmp_path_factory.mktemp("books"), encoder)


def answer(reader: Reader, question: str) -> str:
    told = extract(Basis(reader, find(reader, question)), 400, DAY)
    return "\n".join(said.text for said in told.said)


def test_an_answer_says_a_list_of_several_passages_whole_and_once(books):
    [record] = books.records.values()
    assert len(books.index.catalogue.rows_of(record.id)) > 1
    lines = answer(books, "社区书屋的重点任务有哪些？").split("\n")
    assert [line for line in lines if line in TASKS] == TASKS


def test_an_answer_to_a_question_for_one_thing_does_not(books):
    text = answer(books, "书屋招募馆员由谁报告进展？")
    assert "招募馆员" in text
    assert not all(task in text for task in TASKS)
