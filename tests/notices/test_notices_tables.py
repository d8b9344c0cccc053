"""Tables in clauses: marked, rows recovered only where that is certain."""

from __future__ import annotations

import pytest

from rag.notices.parse import parse_page

HEAD = (
    "青禾市人民政府关于印发河道保洁计划的通知\n青政发〔2025〕8号\n各区人民政府:\n"
    "现将《河道保洁计划》印发给你们。\n青禾市人民政府\n2025年3月1日\n河道保洁计划\n"
)


def tables(body: str) -> list[list[str] | None]:
    """The rows of each table, None for a clause without one."""
    (notice,) = parse_page(HEAD + body, "a.txt")
    found = []
    for clause in notice.clauses:
        if clause.kind == "unit":
            rows = [notice.read(row) for row in clause.table.rows] if clause.table else None
            found.append(rows)
    return found


def test_rows_that_are_counted_are_told():
    body = "一、项目 序号 名称 单位 1 东河 市水务局 2 西河 市水务局 3 南湖 市园林局\n二、要求。"
    assert tables(body) == [["1 东河 市水务局", "2 西河 市水务局", "3 南湖 市园林局"], None]


@pytest.mark.parametrize(
    "cells",
    [
        "序号 名称 处数 1 东河 2 2 西河 5",  # 2 stands alone twice: which begins the row?
        "序号 名称 单位 甲 乙 丙",
        "序号 名称 2 东河 3 西河",  # the count does not begin at 1
    ],
)
def test_rows_that_are_not_certain_are_not_guessed(cells):
    assert tables(f"一、项目 {cells}\n二、要求。") == [[], None]


def test_a_grid_of_ticks_is_a_table_without_rows():
    body = "一、分级 灾种 大风 暴雨 Ⅰ级 √ √ Ⅱ级 √ √ √\n二、要求。"
    assert tables(body) == [[], None]


def test_three_headings_in_a_row_are_a_table():
    body = "一、进度 完成时间 进度任务 责任单位 3月底前 清理东河。 市水务局\n二、要求。"
    assert tables(body) == [[], None]


def test_cells_apart_by_tabs_are_rows():
    body = "一、标准\n名称\t金额\n东河\t3万元\n西河\t5万元\n二、要求。"
    assert tables(body) == [["名称\t金额", "东河\t3万元", "西河\t5万元"], None]


@pytest.mark.parametrize(
    "text",
    ["一、按序号办理。", "一、责任单位:市水务局。", "一、完成时间、责任单位和备注都要写明。"],
)
def test_words_of_a_table_in_a_sentence_are_none(text):
    assert tables(text) == [None]


def test_rows_are_no_clauses():
    (notice,) = parse_page(HEAD + "一、项目 序号 名称 1 东河 2 西河\n二、要求。", "a.txt")
    assert [c.path for c in notice.clauses if c.kind == "unit"] == [("一、",), ("二、",)]


HEADED = [
    "序号\t单位\t任务\n1.\t水务局\t3座\n2.\t林业局\t2座\n合计\t\t5座",
    "序号\t单位\t任务\n一、\t水务局\t3座\n（一）\t东坝\t2座\n二、\t林业局\t1座",
    "指标名称\t2023年\t2024年\n1.投资\t5.6%\t6%\n2.消费\t3.4\t3.5",
    "序号\t任务\n1.\t清淤\n2.\t补绿",
]


@pytest.mark.parametrize("rows", HEADED)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_numbered_rows_under_headings_are_no_clauses(rows, newline):
    body = f"一、安排如下表。\n{rows}\n二、要求。\n(一)甲。\n(二)乙。".replace("\n", newline)
    (notice,) = parse_page(HEAD + body, "a.txt")
    paths = [c.path for c in notice.clauses if c.kind == "unit"]
    assert paths == [("一、",), ("二、",), ("二、", "（一）"), ("二、", "（二）")]
    assert tables(body) == [rows.split("\n"), None, None, None]


def test_tabs_behind_markers_and_before_lines_make_no_table():
    body = "一、\t总体要求\n（一）\t目标。\n（二）\t原则。\n\t二、任务。\n\t三、保障。"
    (notice,) = parse_page(HEAD + body, "a.txt")
    assert [c.path[-1] for c in notice.clauses if c.kind == "unit"] == [
        *("一、", "（一）", "（二）", "二、", "三、")
    ]


def test_an_indented_line_behind_a_table_is_none_of_its_rows():
    body = "一、标准\n名称\t金额\n东河\t3万元\n\t二、要求。"
    assert tables(body) == [["名称\t金额", "东河\t3万元"], None]


def test_a_table_behind_pinyin_and_marks_nobody_sees():
    rows = "序号\t單(dān)位\t任務\n1.\t水\u200b務局\t3座\n2.\t林業局\t2座"
    assert tables(f"一、發(fā)展如下表。\n{rows}\n二、要求。") == [rows.split("\n"), None]
