"""Quotations that hold markers: what an amendment puts in a text is no clause of the amendment."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notice_texts import notice, units
from test_notices_properties import quick

from rag.notices.quotations import find_quotations, merged, within

AMENDMENTS = [
    "修改为：“第三条 市林业局负责造林：\n（一）整地；\n（二）备苗。”",
    "修改为：\n“三、职责\n1.整地。\n2.备苗。”",
    "作为第四条：\n“第四条 应当：\n“（一）整地；\n“（二）备苗。\n“逾期不办的，依法处理。”",
    "修改为：「第三条 应当：\n（一）整地；\n（二）备苗。」",
    '修改为："第三条 应当：\n（一）整地；\n（二）备苗。"',
    "作为第四条、第五条：\n“第四条 应当：\n（一）整地；\n（二）备苗。\n“第五条 甲。”",
    "规定：“第三条 甲。\n第四条 有“三定”的，从其规定。\n第五条 乙。”",
]


@pytest.mark.parametrize("words", AMENDMENTS)
@pytest.mark.parametrize("gap", ["\n", " "])
def test_quoted_clauses_are_none(words, gap):
    body = f"一、《甲办法》\n（一）第三条{words}\n（二）删去第五条。\n"
    body += f"二、《乙办法》\n将第一条{words}\n三、丙。\n"
    body = body.replace("\n", gap)
    assert units(notice(body)) == ["一、", "一、 （一）", "一、 （二）", "二、", "三、"]


@pytest.mark.parametrize(
    "words",
    [
        "修改为：“第三条 甲。",  # never closed
        "修改为：第三条 甲。”",  # never opened
        "“一网通办“平台”建成。",
        "””““",
    ],
)
def test_marks_out_of_balance_quote_nothing(words):
    body = f"一、甲\n（一）{words}\n（二）删去第五条。\n二、乙\n（一）子。\n（二）丑。\n"
    expected = ["一、", "一、 （一）", "一、 （二）", "二、", "二、 （一）", "二、 （二）"]
    assert units(notice(body)) == expected


def test_a_mark_closed_too_far_away_quotes_nothing():
    text = "规定：“" + "甲。\n" * 3000 + "”"
    assert find_quotations(text, 0, len(text)) == []


def test_quotations_of_a_paragraph_hide_what_they_list():
    text = notice("一、落实“（一）整地；（二）备苗”要求。\n（一）子。\n（二）丑。\n二、乙。\n")
    assert units(text) == ["一、", "一、 （一）", "一、 （二）", "二、"]


def test_attachments_in_a_quotation_are_none():
    text = notice("一、修改为：“见附件。\n附件1\n样表\n一、甲。”\n二、乙。\n")
    assert units(text) == ["一、", "二、"]


@quick
@given(st.text('“”「」『』"甲。：为\n ', max_size=60))
def test_spans_are_apart_and_in_order(text):
    spans = find_quotations(text, 0, len(text))
    assert spans == merged(spans)
    for start, end in spans:
        assert 0 <= start < end <= len(text)
        assert text[start] in '“「『"' and text[end - 1] in '”」』"'
        assert not within(spans, start) and within(spans, end - 1)
    assert sum(within(spans, at) for at in range(len(text))) == sum(b - a - 1 for a, b in spans)
