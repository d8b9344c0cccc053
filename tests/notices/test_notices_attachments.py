"""Attachments: every way to print their label, titles at the label, lists, what refers to one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notice_texts import notice, paragraphs, read, signed, units
from test_notices_properties import quick
from test_notices_tiling import check_tiling

TEXT = (
    "一、目的。为做好秋季造林,落实各项责任,确保成活。\n"
    "二、步骤。各县区完成自查,市林业局组织抽查。\n"
)
BODY = "一、甲。\n二、乙。\n"


def labels(text: str) -> list[tuple[str, str]]:
    found = read(text)
    check_tiling(found)
    return [(it.label, it.title) for it in found.attachments]


@pytest.mark.parametrize(
    ("first", "label"),
    [
        ("附 件 1\n造林方案", "附件1"),
        ("附件　1\n造林方案", "附件1"),
        ("附件一:\n造林方案", "附件一"),
        ("附件一\n造林方案", "附件一"),
        ("附件之一\n造林方案", "附件一"),
        ("附件1-1\n造林方案", "附件1-1"),
        ("附件1—2\n造林方案", "附件1—2"),
        ("【附件1】\n造林方案", "附件1"),
        ("（附件1）\n造林方案", "附件1"),
        ("附件1:造林方案", "附件1"),
        ("附件1.造林方案", "附件1"),
        ("附件1造林方案", "附件1"),
        ("附件1 造林方案", "附件1"),
        ("附件:\n造林方案", "附件"),
        ("附件:造林方案", "附件"),
        ("附\n造林方案", "附件"),
        ("附:造林方案", "附件"),
        ("附表1\n造林方案", "附表1"),
        ("附 表\n造林方案", "附表"),
        ("附图2 造林方案", "附图2"),
        ("附录A\n造林方案", "附录A"),
        ("附录 1\n造林方案", "附录1"),
    ],
)
def test_labels_and_titles(first, label):
    text = notice(BODY + signed() + f"{first}\n{TEXT}")
    assert labels(text) == [(label, "造林方案")]
    assert units(text) == ["一、", "二、", f"{label} 一、", f"{label} 二、"]


@pytest.mark.parametrize("gap", [" ", "   ", "\n"])
@pytest.mark.parametrize(
    "first",
    ["附件1:造林方案", "附件1.造林方案", "附件1造林方案", "(附件1) 造林方案", "附件1 造林方案"],
)
def test_a_listed_title_shows_its_attachment_whatever_the_breaks(first, gap):
    body = f"{BODY}附件:1.造林方案\n2.名单\n{signed()}{first}\n{TEXT}附件2:名单\n甲某 乙某\n"
    text = notice(body.replace("\n", gap))
    assert labels(text) == [("附件1", "造林方案"), ("附件2", "名单")]
    assert units(text) == ["一、", "二、", "附件1 一、", "附件1 二、"]


@pytest.mark.parametrize("first", ["附：", "附件：", "附", "附录"])
def test_what_stands_behind_a_law(first):
    law = "云岭市造林办法\n第一条 甲。\n第二条 乙。\n"
    text = f"{law}{first}\n造林说明\n（一）整地。\n（二）备苗。\n"
    label = "附录" if first == "附录" else "附件"
    assert labels(text) == [(label, "造林说明")]
    assert paragraphs(text)[-1] == (f"{label} 第1段", f"{first}\n造林说明")
    assert units(text) == ["第一条", "第二条", f"{label} （一）", f"{label} （二）"]


def test_lists_in_chinese_numerals():
    text = notice(
        f"{BODY}附件:一、造林方案\n二、名单\n{signed()}附件一\n造林方案\n{TEXT}附件二\n名单\n甲某\n"
    )
    assert labels(text) == [("附件一", "造林方案"), ("附件二", "名单")]
    assert units(text)[:2] == ["一、", "二、"]


@pytest.mark.parametrize(
    "words",
    [
        "具体见\n附件1 所列标准执行,\n附件2为样表。",
        "按照\n附件1\n办理。",
        "填写申请表（附件1-1）,格式见附表1。",
        "标准见附录1 附图2 所列。",
        "附近 各村,附则 所列。",
        "附件1 所列标准,由市林业局解释。",
    ],
)
def test_what_a_sentence_refers_to(words):
    text = notice(f"一、甲。{words}\n二、乙。\n")
    assert labels(text) == []
    assert units(text) == ["一、", "二、"]


@pytest.mark.parametrize(
    "links",
    [
        "附件1:造林方案.doc\n附件2:名单.xls\n",
        "附件下载:\n1.造林方案.doc\n2.名单.xls\n",
        "附件:1.造林方案\n2.名单\n",
        "附件:造林方案.pdf\n",
    ],
)
def test_links_behind_the_signature_are_no_attachments(links):
    text = notice(BODY + signed() + links)
    assert labels(text) == []
    assert units(text) == ["一、", "二、"]


def test_what_is_labelled_above_the_signature_is_no_attachment():
    text = notice(f"附件1 样表\n附件2 名单\n{BODY}{signed()}")
    assert labels(text) == []
    assert units(text) == ["一、", "二、"]


def test_the_last_chapter_is_no_attachment():
    plan = "第一章 总 则\n第一条 甲。\n第二章 附 则\n第二条 乙。\n"
    text = notice("现印发《甲办法》。\n" + signed() + "甲办法\n" + plan)
    assert labels(text) == []
    assert len(units(text)) == 4


def test_attachments_in_the_contents_are_none():
    contents = "目录\n一、目的 1\n二、步骤 2\n附件1 名单 3\n"
    text = notice("现印发方案。\n" + signed() + "方案\n" + contents + TEXT + "附件1\n名单\n甲某\n")
    assert labels(text) == [("附件1", "名单")]
    assert units(text) == ["一、", "二、"]


WORDS = [
    "附",
    "件",
    "附件",
    "附件1",
    "附表",
    "附录",
    "1",
    "一",
    ":",
    "：",
    ".",
    " ",
    "\n",
    "（",
    "）",
    "见",
    "甲表",
]


@quick
@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_whatever_the_labels_the_text_is_tiled(words):
    found = read(notice(f"甲。\n{signed()}{''.join(words)}"))
    check_tiling(found)
    for clause in found.clauses:
        if clause.path[0].startswith("附"):
            assert clause.path[0] == "".join(clause.path[0].split())
