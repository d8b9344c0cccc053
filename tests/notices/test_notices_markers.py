"""Markers in other print: one character, blanks in them, no blank behind, numbers that stick."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notice_texts import issuing, notice, units
from test_notices_properties import quick

from rag.notices.fold import CleanText
from rag.notices.markers import find_candidates, without_marker

GAPS = ["\n", "   ", " "]


@pytest.mark.parametrize("gap", GAPS)
@pytest.mark.parametrize(
    "lines",
    [
        [
            "一、整地。",
            "㈠清理。",
            "⒈割草。",
            "⑴用镰。",
            "⑵用机。",
            "⒉清运。",
            "㈡翻耕。",
            "二、备苗。",
        ],
        [
            *("一 、整地。", "（ 一 ）清理。", "1 . 割草。", "( 1 )用镰。", "（ 2 ）用机。"),
            *("2 .清运。", "( 二 ) 翻耕。", "二 、备苗。"),
        ],
        [
            *("一．整地。", "（一）清理。", "1．割草。", "（1）用镰。", "（2）用机。"),
            *("2．清运。", "（二）翻耕。", "二. 备苗。"),
        ],
    ],
)
def test_markers_in_other_print(lines, gap):
    assert units(notice("现通知如下。\n" + gap.join(lines))) == [
        "一、",
        "一、 （一）",
        "一、 （一） 1.",
        "一、 （一） 1. （1）",
        "一、 （一） 1. （2）",
        "一、 （一） 2.",
        "一、 （二）",
        "二、",
    ]


def test_circles_of_all_kinds():
    body = (
        "❶甲。❷乙。\n二、丙：\n"
        + "".join(chr(ord("①") + at) + "丁。\n" for at in range(20))
        + "㉑戊。"
    )
    found = units(notice("一、子\n" + body))
    assert found[:4] == ["一、", "一、 ①", "一、 ②", "二、"]
    assert found[-2:] == ["二、 ⑳", "二、 ㉑"]


@pytest.mark.parametrize(
    "words",
    ["按照 第 三 条 办理", "共 3 . 5 万元", "一.五倍", "第一章规定的事项", "投资 一 、二 期"],
)
def test_blanks_and_points_make_no_markers_in_sentences(words):
    assert units(notice(f"一、甲。各县区{words}。\n二、乙。\n")) == ["一、", "二、"]


def test_articles_and_chapters_with_blanks_or_without():
    glued = (
        "第一章总则\n第一条为了造林，制定本办法。\n第二条造林分三类。\n"
        "第二章附则\n第三条本办法施行。\n"
    )
    apart = (
        "第 一 章 总 则\n第 一 条 为了造林，制定本办法。\n第 二 条 造林分三类。\n"
        "第 二 章 附 则\n第 三 条 本办法施行。\n"
    )
    expected = ["第一章", "第一章 第一条", "第一章 第二条", "第二章", "第二章 第三条"]
    assert units(issuing(glued)) == units(issuing(apart)) == expected


def test_a_sentence_that_begins_with_a_chapter_heads_nothing():
    text = issuing("第一章 总则\n第一条 甲。\n第一章所列事项由市林业局办理。\n第二条 乙。\n")
    assert units(text) == ["第一章", "第一章 第一条", "第一章 第二条"]


@pytest.mark.parametrize(
    "list_", ["（一）（二）项同时适用。", "(一)、(二)按规定办。", "(一)项适用。"]
)
def test_items_that_a_sentence_names_are_none(list_):
    assert units(notice(f"一、甲。{list_}\n二、乙。\n")) == ["一、", "二、"]


@pytest.mark.parametrize("gap", ["\n", "   "])
def test_numbers_that_stick_to_their_item(gap):
    lines = ["1.新建学校。", "2.改造小区。", "3.2024年建成公园。", "4.5G基站建成。", "5.开放场馆。"]
    assert units(notice("一、实事\n" + gap.join(lines))) == [
        "一、",
        *(f"一、 {number}." for number in range(1, 6)),
    ]
    lines = ["1.100万元用于造林。", "2.20万元用于抚育。", "3.50%用于管护。"]
    assert units(notice("一、资金\n" + "\n".join(lines))) == [
        "一、",
        *(f"一、 {number}." for number in range(1, 4)),
    ]


@pytest.mark.parametrize("words", ["{}.{}月底前完成。", "{}.{}个社区完成。", "{}.{}所学校完成。"])
def test_numbers_that_stick_to_a_word_for_what_is_counted(words):
    lines = [words.format(number, number + 4) for number in range(1, 5)]
    expected = ["一、", *(f"一、 {number}." for number in range(1, 5)), "二、"]
    assert units(notice("\n".join(["一、步骤", *lines, "二、要求。"]))) == expected


def test_decimals_that_the_source_lost_begin_no_list():
    lines = ["1.总则", "1.1目的", "甲。", "1.3原则", "乙。", "2.职责", "2.2分工", "丙。", "3.附则"]
    assert "3." in units(issuing("\n".join(lines)))
    assert "1. 1.3" in units(issuing("\n".join(lines)))


def test_names_of_substances_are_no_decimals():
    lines = ["1．1—苯基—2—丙酮", "2．3，4—亚甲基二氧苯基", "3．胡椒醛"]
    assert units(notice("一、品种\n" + "\n".join(lines))) == [
        "一、",
        "一、 1.",
        "一、 2.",
        "一、 3.",
    ]


@pytest.mark.parametrize(
    "words",
    ["完成投资\n1.5亿元，新增\n2.0万亩。", "面积\n3.5万亩。", "1.甲。\n其中\n2.5亿元用于乙。"],
)
def test_a_number_at_the_start_of_a_wrapped_line_is_no_item(words):
    assert "2." not in "".join(units(notice(f"一、目标\n{words}\n二、任务。\n")))


def test_files_to_download_are_no_clauses():
    files = "附件下载：\n1.样表.docx\n2.名单（2024年）.xls\n"
    assert units(notice(f"一、甲。\n二、乙。\n{files}")) == ["一、", "二、"]
    assert units(notice("一、甲。\n二、乙。\n下载\n1.样表.doc\n2.名单.PDF\n")) == ["一、", "二、"]


def test_inserted_articles_stand_beside_the_one_before():
    plan = (
        "第一章 总则\n第一条 甲：\n（一）子；\n（二）丑。\n"
        "第一条之一 乙：\n（一）寅；\n（二）卯。\n"
        "第一条之二 丙。\n第二条 丁。\n第二章 附则\n第二条之一 戊。\n第三条 己。\n"
    )
    assert units(issuing(plan)) == [
        "第一章",
        "第一章 第一条",
        "第一章 第一条 （一）",
        "第一章 第一条 （二）",
        "第一章 第一条之一",
        "第一章 第一条之一 （一）",
        "第一章 第一条之一 （二）",
        "第一章 第一条之二",
        "第一章 第二条",
        "第二章",
        "第二章 第二条之一",
        "第二章 第三条",
    ]


@pytest.mark.parametrize("gap", GAPS)
def test_chapters_without_decimals_below_them(gap):
    lines = ["1 总则", "1.1 目的", "为了防汛。", "2 监测", "各站负责。", "3 预警", "3.1 分级"]
    lines += ["分四级。", "3.2 发布", "4 保障", "落实经费。", "5 附则", "自印发之日起施行。"]
    expected = ["1.", "1. 1.1", "2.", "3.", "3. 3.1", "3. 3.2", "4.", "5."]
    assert units(issuing(gap.join(lines))) == expected


def test_rows_that_count_are_no_chapters():
    lines = ["1 总则", "1.1 目的", "为了防汛。", "1 甲水库 市水利局", "2 乙水库 市水利局"]
    lines += ["2 监测", "2.1 分工", "各站负责。"]
    assert units(issuing("\n".join(lines))) == ["1.", "1. 1.1", "2.", "2. 2.1"]


@pytest.mark.parametrize("gap", ["\n", "   ", " "])
def test_items_that_run_on_through_all_chapters(gap):
    lines = ["一、甲。", "1.子。", "2.丑。", "二、乙", "3.寅。", "4.卯。", "三、丙。", "5.辰。"]
    expected = ["一、", "一、 1.", "一、 2.", "二、", "二、 3.", "二、 4.", "三、", "三、 5."]
    assert units(notice(gap.join(lines))) == expected
    lines = ["一、甲。", "1.子。", "2.丑。", "二、乙。", "1.寅。", "2.卯。"]
    assert units(notice(gap.join(lines)))[3:] == ["二、", "二、 1.", "二、 2."]


FORMS = [
    ["（一）", "㈠", "（ 一 ）", "(一)"],
    ["1.", "⒈", "1 .", "１．", "1、"],
    ["（1）", "⑴", "( 1 )", "(1)"],
    ["①", "❶"],
    ["第一条", "第 一 条"],
    ["一、", "一 、", "一．"],
]


@quick
@given(st.sampled_from(FORMS), st.data(), st.text("林业水利", min_size=1, max_size=5))
def test_every_form_of_a_marker_is_the_same_marker(forms, data, words):
    form = data.draw(st.sampled_from(forms))
    found = []
    for marker in (forms[0], form):
        text = CleanText(f"{marker} {words}").text
        (it,) = find_candidates(text, 0, len(text))
        found.append((it.kind, it.ordinals, it.printed))
    assert found[0] == found[1]
    assert without_marker(f"{form} {words}") == words


def test_text_without_a_marker_stays_whole():
    assert without_marker("总则 甲") == "总则 甲"
    assert without_marker("") == ""
