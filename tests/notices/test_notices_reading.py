"""Numerals, dates and folding: the small readings that the large ones rest on."""

from datetime import date

import pytest

from rag.notices.dates import add_months, add_years, find_dates
from rag.notices.docnumber import DocNumber
from rag.notices.fold import CleanText, fold, pinyin_spans, simplify, tidy
from rag.notices.numerals import parse_numeral
from rag.notices.parse import parse_page


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("〇", 0),
        ("零", 0),
        ("一", 1),
        ("十", 10),
        ("十一", 11),
        ("二十", 20),
        ("三十四", 34),
        ("一百", 100),
        ("一百零二", 102),
        ("两百", 200),
        ("一百二十条", None),
        ("一千零一", 1001),
        ("二〇二四", 2024),
        ("二○二四", 2024),
        ("一三", 13),
        ("三万", 30_000),
        ("十二亿", 12 * 10**8),
        ("一万二千", 12_000),
        ("17", 17),
        ("007", 7),
        ("", None),
        ("1a", None),
        ("²", None),
        ("大", None),
        ("٣", None),
        ("9" * 30, 10**30 - 1),
        ("9" * 5000, None),
        ("九" * 5000, None),
    ],
)
def test_numerals(text, value):
    assert parse_numeral(text) == value


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2024年5月14日", [date(2024, 5, 14)]),
        ("2024 年 5 月 14 日", [date(2024, 5, 14)]),
        ("二〇二四年五月十四日", [date(2024, 5, 14)]),
        ("二○二四年十二月三十一日", [date(2024, 12, 31)]),
        ("2024年6月14", [date(2024, 6, 14)]),
        ("自2024年1月1日至2025年12月31日", [date(2024, 1, 1), date(2025, 12, 31)]),
        ("2023年2月29日", []),
        ("20٢4年5月14日", []),
        ("২০২৪年٣月٢日", []),
        ("2024年13月1日", []),
        ("3024年1月1日", []),
        ("2024年5月", []),
        ("5月14日", []),
    ],
)
def test_dates(text, days):
    found = list(find_dates(text))
    assert [day for day, _, _ in found] == days
    assert all("月" in text[start:end] for _, start, end in found)


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (date(2024, 2, 7), 36, date(2027, 2, 7)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2024, 12, 1), 1, date(2025, 1, 1)),
    ],
)
def test_periods_end_on_the_corresponding_day(day, months, end):
    assert add_months(day, months) == end
    if months % 12 == 0:
        assert add_years(day, months // 12) == end


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("發(fā)展規(guī)劃", "发展规划"),
        ("發（fā）展", "发展"),
        ("生態(tài)環(huán)境(app)", "生态环境(app)"),
        ("發(fā)展(an)", "发展"),  # toneless beside toned: part of the same damage
        ("公司(an)出品", "公司(an)出品"),
        ("碳捕集(CCUS)示范", "碳捕集(CCUS)示范"),
        ("決議(A/RES/70/1)", "决议(A/RES/70/1)"),
        ("登录(app)办理", "登录(app)办理"),
        ("２０２４年，【甲】", "2024年,【甲】"),
        ("Ⅳ级①", "Ⅳ级①"),
        ("甲\u200b乙\ufeff", "甲乙"),
        ("甲\r\n乙\r丙", "甲 \n乙\n丙"),
        ("甲\u2028乙\x0b丙", "甲\n乙\n丙"),
        ("\u202e甲\x00", "甲\x00"),
        ("", ""),
    ],
)
def test_clean_text_and_its_way_back(raw, clean):
    page = CleanText(raw)
    assert page.text == clean
    offsets = [page.source(at) for at in range(len(clean) + 1)]
    assert offsets == sorted(offsets)
    assert offsets[-1] == len(raw)
    for at, char in enumerate(clean):
        span = page.span(at, at + 1)
        assert char in (CleanText(raw[span.start]).text or char, "\n", " ")


def test_spans_take_the_pinyin_behind_their_last_character():
    page = CleanText("推動發(fā)展規(guī)劃")
    start = page.text.index("发")
    span = page.span(start, start + 1)
    assert page.raw[span.start : span.end] == "發(fā)"
    assert len(page.span(start, start)) == 0


def test_printed_is_simplified_with_its_own_punctuation():
    page = CleanText("各縣區(qū)人民政府，市直各部門：")
    assert page.printed(0, len(page.text)) == "各县区人民政府，市直各部门："


def test_traditional_share():
    page = CleanText("發展規劃。发展规划。")
    assert page.traditional(0, 5) > 0.5
    assert page.traditional(5, 10) == 0


@pytest.mark.parametrize("text", ["一目瞭然", "乾隆年間", "皇后與後來", "頭髮發現", "𠀀後"])
def test_simplify_keeps_every_place(text):
    assert len(simplify(text)) == len(text)


def test_pinyin_needs_a_han_character_before_it():
    assert pinyin_spans("(fā)") == []
    assert pinyin_spans("A(fā)") == []
    assert pinyin_spans("發(fā)") == [(1, 5)]


def test_fold_and_tidy():
    assert fold("發(fā)展　ＡＢＣ") == "发展 abc"
    assert tidy(" 發(fā)展\n\n規 劃\u200b ") == "發展 規 劃"


@pytest.mark.parametrize("text", ["云府发〔20٢4〕4号", "[24٤4]٤", "২০২৪年有效期至20٢4年底"])
def test_figures_of_other_scripts_break_nothing(text):
    """They are figures to ``\\d``: a question with them ended in a defect."""
    assert DocNumber.find_all(text) == []
    assert parse_page(f"云泽市水务局关于用水的通知\n{text}\n各区：\n一、{text}。\n", "a")
