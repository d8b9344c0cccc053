"""Laws and rules that stand alone: title, 编章节条款项, contents, orders that promulgate them."""

import pytest
from notice_texts import read, units

from rag.notices.parse import parse_page

TITLE = "云岭市古树名木保护办法"
CONTENTS = "目 录\n第一章 总则\n第二章 保护\n第一节 认定\n第二节 养护\n第三章 附则\n"
TEXT = (
    "第一章 总则\n第一条 为了保护古树名木,制定本办法。"
    "\n第二条 本办法所称古树,是指树龄百年以上的树木。\n"
    "第二章 保护\n第一节 认定\n第三条 认定应当提交下列材料:\n"
    "(一)申请表;\n(二)照片:\n1.全景;\n2.局部。\n"
    "第二节 养护\n第四条 养护人不得砍伐。\n前款规定的砍伐包括截干。\n"
    "第三章 附则\n第五条 本办法自2025年1月1日起施行。\n"
)
UNITS = [
    "第一章",
    "第一章 第一条",
    "第一章 第二条",
    "第二章",
    "第二章 第一节",
    "第二章 第一节 第三条",
    "第二章 第一节 第三条 （一）",
    "第二章 第一节 第三条 （二）",
    "第二章 第一节 第三条 （二） 1.",
    "第二章 第一节 第三条 （二） 2.",
    "第二章 第二节",
    "第二章 第二节 第四条",
    "第三章",
    "第三章 第五条",
]


@pytest.mark.parametrize("contents", ["", CONTENTS, CONTENTS.removeprefix("目 录\n")])
@pytest.mark.parametrize("gap", ["\n", "\n\n", "   ", " "])
def test_a_statute_alone(contents, gap):
    text = f"{TITLE}\n(2024年9月1日通过)\n{contents}{TEXT}".replace("\n", gap)
    found = read(text)
    assert (found.title, found.doc_number, found.issuer, found.addressees) == (
        TITLE,
        None,
        None,
        None,
    )
    assert units(text) == UNITS
    assert found.text.startswith(TITLE)


def test_articles_without_blanks_behind_their_numbers():
    text = f"{TITLE}\n" + TEXT.replace("条 ", "条")
    assert units(text) == UNITS


def test_references_to_articles_head_nothing():
    text = (
        f"{TITLE}\n第一条 甲。\n第二条 违反第一条规定的,"
        "责令改正。 第二条所称改正,由主管部门认定。\n"
        "第三条规定的处罚,由市林业局决定。\n第三条 乙。\n"
    )
    assert units(text) == ["第一条", "第二条", "第三条"]


def test_articles_that_were_put_in_later():
    text = f"{TITLE}\n第一条 甲。\n第二条 乙。\n第二条之一 丙。\n第三条 丁。\n"
    assert units(text) == ["第一条", "第二条", "第二条之一", "第三条"]


def test_a_code_of_more_than_a_thousand_articles():
    digits = "一二三四五六七八九"

    def numeral(number: int) -> str:
        text, units, zero = "", "千百十", False
        for at, unit in enumerate((1000, 100, 10, 1)):
            digit, number = divmod(number, unit)
            if digit:
                text += "零" * (zero and bool(text)) + digits[digit - 1] + units[at : at + 1]
            zero = not digit
        return text.removeprefix("一") if text.startswith("一十") else text

    body = "".join(f"第{numeral(number)}条 做好有关工作。\n" for number in range(1, 1261))
    found = units(f"云岭市法典\n第一编 总则\n{body}")
    assert found[0] == "第一编"
    assert found[1:] == [f"第一编 第{numeral(number)}条" for number in range(1, 1261)]


def test_an_article_lost_by_the_source_loses_no_other():
    text = (
        f"{TITLE}\n第一章 总则\n第一条 甲。\n第二条 乙。\n第二章 附则\n第四条 丁。\n第五条 戊。\n"
    )
    assert units(text)[-3:] == ["第二章", "第二章 第四条", "第二章 第五条"]


@pytest.mark.parametrize("numbers", ["一四五", "五六七", "二三四", "一二"])
def test_articles_that_count_on_make_a_statute(numbers):
    text = f"{TITLE}\n" + "".join(f"第{number}条 做好有关工作。\n" for number in numbers)
    assert units(text) == [f"第{number}条" for number in numbers]


def test_articles_behind_many_lost_ones_go_on():
    text = f"{TITLE}\n第一章 甲\n第一条 子。\n第二条 丑。\n第二章 乙\n第九条 寅。\n第十条 卯。\n"
    assert units(text)[-3:] == ["第二章", "第二章 第九条", "第二章 第十条"]


def test_an_order_promulgates_it():
    text = (
        f"云岭市人民政府令\n第12号\n《{TITLE}》已经通过,现予公布。"
        f"\n市长 甲某\n2024年9月3日\n{TITLE}\n{TEXT}"
    )
    found = read(text)
    assert str(found.doc_number) == "云岭市人民政府令第12号"
    assert found.title == TITLE
    assert found.text.startswith("云岭市人民政府令")


def test_the_order_that_made_it_public_stands_in_its_note():
    note = "(2024年1月20日云岭市人民政府令第88号公布 根据2025年3月1日云岭市人民政府令第91号修正)"
    found = read(f"{TITLE}\n{note}\n第一条 甲。\n第二条 乙。\n")
    assert str(found.doc_number) == "云岭市人民政府令第88号"
    assert str(found.issued_on) == "2025-03-01"


def test_several_on_one_page():
    other = "云岭市湿地保护条例"
    page = f"法规汇编\n{TITLE}\n{TEXT}{other}\n第一条 甲。\n第二条 乙。\n"
    assert [found.title for found in parse_page(page, "p")] == [TITLE, other]
    assert parse_page(page, "p")[0].text.rstrip().endswith("起施行。")


def test_contents_of_a_plan():
    plan = (
        "云岭市造林规划\n目录\n一、现状 1\n二、任务 3\n"
        "三、保障 9\n一、现状\n(一)资源。\n二、任务\n三、保障。\n"
    )
    text = (
        "云岭市人民政府关于印发造林规划的通知\n云府发〔2024〕9号\n各县区人民政府:\n"
        f"现将《云岭市造林规划》印发给你们。\n云岭市人民政府\n2024年5月6日\n{plan}"
    )
    assert units(text) == ["一、", "一、 （一）", "二、", "三、"]


@pytest.mark.parametrize(
    "text",
    [
        "第一条 甲。\n",
        "第一条 甲。\n第三条 丙。\n",
        "根据第一条 和第二条 的规定。\n",
        "2024年工作总结\n一年来做了许多工作。第一,造林。第二,防火。\n",
    ],
)
def test_what_is_no_statute(text):
    assert parse_page(text, "p") == []
