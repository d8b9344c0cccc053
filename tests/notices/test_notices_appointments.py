"""Who holds which post, read from notices of appointment, lists and the division of work."""

from __future__ import annotations

import pytest

from rag.notices.model import Appointment
from rag.notices.parse import parse_page

HEAD = (
    "青禾市人民政府关于马小舟等职务任免的通知\n青政任字〔2025〕7号\n\n"
    "各区人民政府，市人民政府各部门：\n"
)
END = "\n青禾市人民政府\n2025年3月1日\n"


def read(items: str, head: str = HEAD) -> list[Appointment]:
    [notice] = parse_page(head + items + END, "a.txt")
    for it in notice.appointments:
        quoted = notice.read(it.span) + (notice.read(it.head) if it.head else "")
        assert it.person in "".join(quoted.split())
    return list(notice.appointments)


def said(items: str, head: str = HEAD) -> list[tuple[str, str, str]]:
    return [(it.kind, it.person, it.post) for it in read(items, head)]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("马小舟任市水务局局长；", [("appointed", "马小舟", "市水务局局长")]),
        ("孙　某任市审计局总审计师；", [("appointed", "孙某", "市审计局总审计师")]),
        ("任小川任市水务局副局长(试用期一年)；", [("appointed", "任小川", "市水务局副局长")]),
        ("贺佳任任市水务局副局长；", [("appointed", "贺佳任", "市水务局副局长")]),
        ("巴图苏和任市林业局局长；", [("appointed", "巴图苏和", "市林业局局长")]),
        (
            "马小舟挂职任青禾高新区管委会副主任，挂职时间为一年；",
            [("appointed", "马小舟", "青禾高新区管委会副主任")],
        ),
        ("任命马小舟为市水务局局长；", [("appointed", "马小舟", "市水务局局长")]),
        ("马小舟同志兼任市河长办主任；", [("appointed", "马小舟", "市河长办主任")]),
        (
            "马小舟任市水务局副局长、市河长制办公室主任；",
            [
                ("appointed", "马小舟", "市水务局副局长"),
                ("appointed", "马小舟", "市河长制办公室主任"),
            ],
        ),
        (
            "马小舟任市水务局局长，免去其市商务局副局长职务；",
            [("appointed", "马小舟", "市水务局局长"), ("removed", "马小舟", "市商务局副局长")],
        ),
        (
            "马小舟任市水务局局长，不再担任市商务局副局长；",
            [("appointed", "马小舟", "市水务局局长"), ("removed", "马小舟", "市商务局副局长")],
        ),
        ("免去田野的市地震局局长职务；", [("removed", "田野", "市地震局局长")]),
        ("免去田野市地震局局长职务；", [("removed", "田野", "市地震局局长")]),
        ("免去那日苏青禾高新区管委会主任职务；", [("removed", "那日苏", "青禾高新区管委会主任")]),
        (
            "接受田野辞去市地震局局长职务的请求；",
            [("removed", "田野", "市地震局局长")],
        ),
    ],
)
def test_a_statement_of_an_appointment_notice(item, expected):
    assert said(item) == expected


def test_where_a_post_begins_is_told_by_another_post_of_the_notice():
    items = "马小舟任白石湖景区管理委员会主任；\n免去乌云其木格白石湖景区管理委员会主任职务。"
    assert said(items)[1] == ("removed", "乌云其木格", "白石湖景区管理委员会主任")


def test_names_under_headings():
    items = (
        "经研究，决定任命：\n王某为市水利局副局长（试用期一年）；\n"
        "免去：\n张某的市水利局副局长职务。"
    )
    assert said(items) == [
        ("appointed", "王某", "市水利局副局长"),
        ("removed", "张某", "市水利局副局长"),
    ]


def test_the_text_is_the_whole_statement_as_printed():
    [it] = read("马小舟任市水务局局长（试用期一年）；")
    assert it.text == "马小舟任市水务局局长（试用期一年）"


PLAN = "青禾市人民政府关于做好防汛工作的通知\n青政发〔2025〕9号\n\n各区人民政府：\n"


def test_the_leaders_of_a_group_with_their_own_posts():
    items = (
        "一、成立青禾市防汛抗旱工作领导小组，组成人员如下：\n"
        "组　长：高　远 市委常委、副市长\n"
        "副组长：林听雨 市水务局局长\n　　　　白　帆 市应急管理局局长\n"
        "成　员：各区区长。\n"
    )
    found = said(items, PLAN)
    assert ("led", "高远", "青禾市防汛抗旱工作领导小组组长") in found
    assert ("led", "白帆", "青禾市防汛抗旱工作领导小组副组长") in found
    assert ("listed", "高远", "副市长") in found
    assert ("listed", "林听雨", "市水务局局长") in found
    assert len(found) == 7


def test_a_post_whose_name_is_lost_is_nobodys():
    items = "组 长:高 远 副市长 市水务局局长 白 帆 市应急管理局局长\n"
    listed = [it for it in said(items, PLAN) if it[0] == "listed"]
    assert listed == [("listed", "高远", "副市长"), ("listed", "白帆", "市应急管理局局长")]


def test_bodies_in_a_list_are_no_persons():
    assert said("成员单位:市水务局、市应急管理局。\n由市长任组长，副市长任副组长。\n", PLAN) == []


DIVISION = "青禾市人民政府关于领导工作分工的通知\n青政发〔2025〕10号\n\n各区人民政府：\n"


def test_who_is_in_charge_of_what():
    items = (
        "高　远 副市长\n协助市长负责水利、农业工作。\n分管市水务局、市农业农村局。\n"
        "不再分管市商务局。\n"
        "林听雨 副市长、市公安局局长\n协助副市长高远负责信访工作。\n"
    )
    found = read(items, DIVISION)
    posts = [(it.person, it.post) for it in found if it.kind == "listed"]
    assert posts == [("高远", "副市长"), ("林听雨", "副市长"), ("林听雨", "市公安局局长")]
    found = [it for it in found if it.kind != "listed"]
    assert [(it.kind, it.person) for it in found] == [
        ("duty", "高远"),
        ("duty", "高远"),
        ("duty_ended", "高远"),
        ("duty", "林听雨"),
    ]
    assert found[1].text == "分管市水务局、市农业农村局"
    assert found[3].post == "副市长、市公安局局长"


def test_damaged_statements_are_left_out():
    items = "马小\ue5d2舟任市水务局局长；\n林听雨任市水务局副局长；\n"
    assert [it[1] for it in said(items)] == ["林听雨"]
