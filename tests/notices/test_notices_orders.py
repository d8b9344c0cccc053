"""Orders and announcements: numbers without an agency code, and the text they promulgate."""

from __future__ import annotations

from datetime import date

import pytest
from notice_texts import AGENCY, read, signed

from rag.notices.orders import BARE_NUMBER, bare_of, with_code
from rag.notices.parse import parse_page

RULES = (
    "云岭市古树名木保护办法\n第一条 为了保护古树,制定本办法。\n第二条 本办法自公布之日起施行。\n"
)
MADE = "已经2024年9月1日市人民政府第20次常务会议通过,现予公布,自2024年10月1日起施行。\n"


@pytest.mark.parametrize("number", ["第12号", "令第12号", "(第12号)"])
def test_an_order_over_rules(number):
    order = f"{AGENCY}令\n{number.removeprefix('令')}\n《云岭市古树名木保护办法》{MADE}"
    found = read(f"{order}市长 甲某\n2024年9月3日\n{RULES}")
    assert str(found.doc_number) == f"{AGENCY}令第12号"
    assert (found.title, found.issuer) == ("云岭市古树名木保护办法", AGENCY)
    assert found.issued_on == date(2024, 9, 3)
    assert found.text.startswith(f"{AGENCY}令")
    assert [c.paragraph for c in found.clauses if c.kind == "unit"] == ["第一条", "第二条"]


def test_an_order_that_makes_a_statute_public():
    order = f"{AGENCY}令\n第12号\n现公布《云岭市古树名木保护办法》,自2024年10月1日起施行。\n"
    found = read(f"{order}市长 甲某\n2024年9月3日\n{RULES}")
    assert (found.title, found.issued_on) == ("云岭市古树名木保护办法", date(2024, 9, 3))


@pytest.mark.parametrize("lines", ["2024年9月3日\n", "2024年9月3日\n(此件公开发布)\n"])
def test_a_day_signed_by_nobody(lines):
    head = f"{AGENCY}关于造林的通知\n云府发〔2024〕7号\n各县:\n"
    assert read(f"{head}自2024年10月1日起造林。\n{lines}").issued_on == date(2024, 9, 3)


def test_an_order_over_a_decision():
    title = f"{AGENCY}关于修改《云岭市供水办法》的决定"
    found = read(
        f"{AGENCY}令\n第95号\n《{title.replace('《', '〈').replace('》', '〉')}》{MADE}市长 甲某\n"
        f"2024年9月3日\n{title}\n市人民政府决定:\n一、第三条中的甲改为乙。\n二、删去第四条。\n"
    )
    assert (str(found.doc_number), found.title) == (f"{AGENCY}令第95号", title)
    assert found.text.startswith(f"{AGENCY}令")


def test_an_order_behind_a_notice_is_another_document():
    notice = f"{AGENCY}关于做好造林工作的通知\n云府发〔2024〕7号\n各县:\n请落实。\n{signed()}"
    order = f"{AGENCY}令\n第12号\n《云岭市古树名木保护办法》{MADE}市长 甲某\n2024年9月3日\n{RULES}"
    first, second = parse_page(notice + order, "p")
    assert first.text.endswith("2024年5月6日")
    assert str(second.doc_number) == f"{AGENCY}令第12号"


@pytest.mark.parametrize(
    ("head", "number", "title"),
    [
        ("云岭市林业局公告\n2024年第3号\n", "云岭市林业局公告2024年第3号", "云岭市林业局公告"),
        ("云岭市林业局公告\n〔2024〕第3号\n", "云岭市林业局公告2024年第3号", "云岭市林业局公告"),
        ("公 告\n2024年第3号\n", "云岭市林业局公告2024年第3号", "公告"),
        (
            "云岭市林业局关于封山的公告\n2024年第3号\n",
            "云岭市林业局公告2024年第3号",
            "云岭市林业局关于封山的公告",
        ),
        ("云岭市林业局会议纪要\n〔2024〕8号\n", "云岭市林业局会议纪要〔2024〕8号", None),
    ],
)
def test_a_number_without_a_code(head, number, title):
    found = read(f"{head}为保护森林,现公告如下:\n一、封山。\n二、禁火。\n{signed('云岭市林业局')}")
    assert str(found.doc_number) == number
    assert found.title == (title or head.split("\n")[0])


@pytest.mark.parametrize(
    ("line", "bare"),
    [
        ("第12号", (None, 12)),
        ("(第35号)", (None, 35)),
        ("2024年第3号", (2024, 3)),
        ("2024 年 第 3 号", (2024, 3)),
        ("〔2024〕8号", (2024, 8)),
    ],
)
def test_bare_numbers(line, bare):
    match = BARE_NUMBER.fullmatch(line)
    assert match and bare_of(match) == bare


@pytest.mark.parametrize("line", ["第3号楼", "2024年", "共3号", "3", "第三条", "云府发〔2024〕8号"])
def test_what_is_no_bare_number(line):
    assert BARE_NUMBER.search(line) is None


def test_the_code_is_who_issues_and_the_kind():
    assert str(with_code("云岭市林业局 关于封山的通告", (2024, 3))).startswith("云岭市林业局通告")
