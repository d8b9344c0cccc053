"""Signatures as pages print them: seals, columns, blanks, persons, dates alone."""

from __future__ import annotations

from datetime import date

import pytest
from notice_texts import AGENCY, DAY, head, issuing, notice, read, units

from rag.notices.layout import read_layout
from rag.notices.signatures import find_endings, find_lone_date, find_signatures

SIGNED = date(2024, 5, 6)


def issuers(text: str) -> list[str]:
    return [it.issuer for it in find_signatures(text, 0, len(text)) if it.day == SIGNED]


@pytest.mark.parametrize(
    ("tail", "issuer"),
    [
        (f"{AGENCY}(盖章)\n{DAY}", AGENCY),
        (f"{AGENCY}(印章) {DAY}(此件公开发布)", AGENCY),
        (f"(印 章)\n{AGENCY}\n{DAY}\n(信息公开形式:主动公开)", AGENCY),
        (f"云 岭 市 林 业 局\n{DAY}", "云岭市林业局"),
        (f"云 岭 市 林 业 局  云 岭 市 水 利 局\n{DAY}", "云岭市林业局 云岭市水利局"),
        (f"云岭市 林业局\n{DAY}", "云岭市林业局"),
        (
            f"云岭市林业局 云岭市水利局\n云岭市财政局 云岭市审计局\n{DAY}",
            "云岭市林业局 云岭市水利局 云岭市财政局 云岭市审计局",
        ),
        (f"云岭市林业局(章) 云岭市水利局(章)\n{DAY}", "云岭市林业局 云岭市水利局"),
        (f"报各市林业局\n有关委员会\n云岭市林业局\n{DAY}", "云岭市林业局"),
        (f"{AGENCY}\n2024-05-06", AGENCY),
        (f"{AGENCY}\n2024.5.6\n", AGENCY),
    ],
)
def test_agencies(tail, issuer):
    assert issuers(f"特此通知。\n{tail}") == [issuer]


@pytest.mark.parametrize(
    "line",
    [
        f"来源:{AGENCY} {DAY}",
        f"来源: {AGENCY} {DAY} 10:20",
        f"{AGENCY} {DAY} 10:20",
        f"{AGENCY}办公室 {DAY} 印发",
        f"{AGENCY}办公室 2024-05-06",
        f"{AGENCY} {DAY}(星期一)前办结",
        "甲方(盖章): 乙方(盖章):\n2024年 月 日",
        "2024-13-45",
    ],
)
def test_what_signs_nothing(line):
    assert issuers(f"特此通知。\n{line}\n") == []


@pytest.mark.parametrize(
    "line", ["省长 王某某", "市 长:王某", "云岭市市长  王 某", "部长 李某", "主任:赵 某 某"]
)
def test_orders_are_signed_by_a_person(line):
    line = line.replace("市 长", "市长")
    order = f"《甲办法》已经通过,现予公布。\n{line}\n{DAY}\n甲办法\n"
    (found,) = find_endings(order, 0, len(order))
    assert (found.issuer, found.day) == ("", SIGNED)
    assert order[found.start :].startswith(line)


def test_what_an_order_promulgates_is_a_part_of_its_own():
    order = (
        f"{AGENCY}令第9号\n《甲办法》已经通过,现予公布。\n市长 王某\n{DAY}\n"
        "甲办法\n第一条 甲。\n第二条 乙。\n"
    )
    layout = read_layout(order, 0, order.index("《"), len(order))
    assert [order[part.start :][:3] for part in layout.parts] == [AGENCY[:3], "\n甲办"]
    assert layout.signature() is None
    assert layout.dated() == SIGNED


@pytest.mark.parametrize("tail", ["", "\n(此件公开发布)", "\n- 3 -\n", "\n抄送:市委各部门。\n"])
def test_a_date_alone_ends_the_text(tail):
    text = f"一、甲。\n二、乙。\n{DAY}{tail}"
    found = find_lone_date(text, 0, len(text))
    assert found is not None and found.day == SIGNED
    assert read_layout(text, 0, 0, len(text)).dated() == SIGNED


@pytest.mark.parametrize("tail", ["\n三、丙。", " 甲", "起施行。"])
def test_a_date_inside_the_text_ends_nothing(tail):
    text = f"一、甲。\n{DAY}{tail}"
    assert find_lone_date(text, 0, len(text)) is None


def test_a_date_alone_is_no_part_of_the_last_unit():
    found = read(notice(f"一、甲。\n二、乙。\n{DAY}\n"))
    assert found.read(found.clauses[-2].own).strip() == "二、乙。"
    assert found.clauses[-1].kind == "paragraph"


def test_a_signature_in_a_quotation_signs_nothing():
    body = f"一、落款修改为:“{AGENCY}\n2023年1月1日\n”\n二、乙。\n{AGENCY}\n{DAY}\n"
    assert read(notice(body)).issued_on == SIGNED
    assert units(notice(body)) == ["一、", "二、"]


def test_cells_of_a_table_sign_nothing_where_the_issuer_does():
    body = "一、甲。\n单位 完成时间\n市林业局\n2024年6月30日\n市水利局\n2024年7月30日\n二、乙。\n"
    found = read(notice(body + f"{AGENCY}\n{DAY}\n"))
    assert (found.issuer, found.issued_on) == (AGENCY, SIGNED)
    assert units(notice(body + f"{AGENCY}\n{DAY}\n")) == ["一、", "二、"]
    assert read(notice(body)).issuer == "市林业局"  # nothing says better


def test_agencies_of_the_title_sign_nothing():
    assert read(head() + "一、甲。\n二、乙。\n").issued_on is None
    assert read(issuing("一、甲。\n二、乙。\n")).issued_on == SIGNED
