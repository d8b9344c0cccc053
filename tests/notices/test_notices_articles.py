"""The paragraphs of an article (款): told by breaks behind sentences, counted, with their items."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notice_texts import issuing, read
from test_notices_properties import GAPS, quick
from test_notices_tiling import check_tiling

TITLE = "云岭市古树名木保护办法"
NUMERALS = "一二三四五六七八九"


def labels(text: str) -> list[str]:
    """Return the labels of all clauses behind the title."""
    found = read(text)
    check_tiling(found)
    return [clause.paragraph for clause in found.clauses][1:]


@pytest.mark.parametrize("gap", ["\n", "\n\u3000\u3000", "   ", " "])
def test_paragraphs_behind_the_first(gap):
    text = f"{TITLE}\n第一条 甲。\n乙。丙!\n丁规定:另行制定。\n第二条 戊。\n"
    assert labels(text.replace("\n", gap)) == [
        "第一条",
        "第一条 第二款",
        "第一条 第三款",
        "第二条",
    ]


def test_a_paragraph_behind_items_and_a_second_list():
    text = (
        f"{TITLE}\n第一条 有下列情形之一的,不予认定:\n(一)甲;\n(二)乙。\n"
        "前款第一项包括:\n(一)丙;\n(二)丁。\n第二条 戊。\n"
    )
    assert labels(text) == [
        "第一条",
        "第一条（一）",
        "第一条（二）",
        "第一条 第二款",
        "第一条 第二款（一）",
        "第一条 第二款（二）",
        "第二条",
    ]


def test_an_item_of_several_lines_goes_on():
    text = f"{TITLE}\n第一条 下列材料:\n(一)甲。\n前项所称甲,是指原件。\n(二)乙。\n第二条 丙。\n"
    assert labels(text) == ["第一条", "第一条（一）", "第一条（二）", "第二条"]


def test_a_wrapped_page_has_paragraphs_only_where_they_are_indented():
    text = (
        f"{TITLE}\n第一条 为了保护古树,根据\n有关法律,制定本办法。\n"
        "本市适用。\n{}乙。\n第二条 丙。\n"
    )
    assert labels(text.format("")) == ["第一条", "第二条"]
    assert labels(text.format("\u3000\u3000")) == ["第一条", "第一条 第二款", "第二条"]


@pytest.mark.parametrize("folio", ["- 2 -", "— 12 —", "-3-", "第 2 页 共 9 页"])
def test_page_numbers_are_no_paragraphs_and_hide_none(folio):
    text = f"{TITLE}\n第一条 甲。\n{folio}\n第二条 乙。\n{folio}\n丙,\n{folio}\n丁。\n第三条 戊。\n"
    assert labels(text) == ["第一条", "第二条", "第二条 第二款", "第三条"]
    found = read(text)
    (second,) = [clause for clause in found.clauses if clause.path[-1] == "第二款"]
    assert found.read(second.own).startswith("丙,")


def test_a_paragraph_may_begin_with_a_quotation():
    text = f"{TITLE}\n第一条 甲。\n“古树”,是指百年以上的树。\n“名木”,是指珍稀的树。\n第二条 乙。\n"
    assert labels(text) == ["第一条", "第一条 第二款", "第一条 第三款", "第二条"]


def test_closing_words_behind_the_last_article_are_a_paragraph_of_it():
    text = f"{TITLE}\n第一条 甲。\n第二条 本办法由市林业局解释。\n本办法自印发之日起施行。\n"
    assert labels(text) == ["第一条", "第二条", "第二条 第二款"]


def test_a_long_quotation_holds_no_paragraphs():
    text = f"{TITLE}\n第一条 载明:“本人承诺:\n材料真实。\n责任自负。”\n乙。\n第二条 丙。\n"
    assert labels(text) == ["第一条", "第一条 第二款", "第二条"]


def test_what_is_no_sentence_is_no_paragraph():
    text = f"{TITLE}\n第一条 甲。\n第二条 乙。\n云岭市林业局\n联系电话 0000\n"
    assert labels(text) == ["第一条", "第二条"]


def test_outside_articles_there_are_none():
    text = issuing("一、总则\n甲。\n乙。\n二、附则\n丙。\n")
    assert not any("款" in clause.paragraph for clause in read(text).clauses)


@st.composite
def statutes(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """Return the lines of a statute and the labels of its clauses."""
    lines, expected = [TITLE], []
    for number in NUMERALS[: draw(st.integers(2, 6))]:
        article = f"第{number}条"
        for at in range(draw(st.integers(1, 4))):
            label = f"{article} 第{NUMERALS[at]}款" if at else article
            expected.append(label)
            items = NUMERALS[: draw(st.sampled_from([0, 0, 2, 3]))]
            end = ":" if items else "。"
            lines.append(("" if at else f"{article} ") + f"主管部门应当办理{end}")
            for item in items:
                expected.append(f"{label}（{item}）")
                lines.append(f"（{item}）下列事项{'。' if item == items[-1] else ';'}")
    return lines, expected


@quick
@given(statutes(), st.lists(st.sampled_from(GAPS), min_size=1, max_size=5))
def test_any_statute_whatever_its_breaks(statute, gaps):
    lines, expected = statute
    mixed = "".join(line + gaps[at % len(gaps)] for at, line in enumerate(lines))
    assert labels(mixed) == expected
