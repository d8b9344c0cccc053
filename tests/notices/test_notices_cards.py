"""The card of a government site: what it says counts, and it is no part of the notice."""

from __future__ import annotations

from datetime import date

import pytest
from notice_texts import ADDRESSEES, AGENCY, NUMBER, read, signed

from rag.notices.cards import find_cards
from rag.notices.fold import CleanText
from rag.notices.parse import parse_page

TITLE = f"{AGENCY}关于做好秋季造林工作的通知"
BODY = f"{ADDRESSEES}:\n一、抓好整地。\n二、备足苗木。\n"
CARDS = [
    f"索 引 号：0001/2024-1	主题分类：林业\n发文机关：{AGENCY}	成文日期：2024年05月06日\n"
    f"标　　题：{TITLE}\n发文字号：{NUMBER}	发布日期：2024年05月13日\n"
    "主 题 词：	有效性：有效\n",
    f"索引号\n0001/2024-1\n发布机构\n{AGENCY}\n发文日期\n2024-05-06\n文号\n{NUMBER}\n"
    f"时效\n有效\n名称\n{TITLE}\n",
    f"索引号: 0001/2024-1 组配分类: 通知 发布机构: {AGENCY} 成文日期: 2024-05-06 "
    f"文号: {NUMBER} 有效性: 有效 公开日期: 2024-05-13\n",
    f"【发布单位】{AGENCY}\n【发布文号】{NUMBER}\n【成文日期】2024-05-06\n【所属类别】规范性文件\n",
    f"索 引 号	0001/2024-1	主题分类	林业\n发布机构	{AGENCY}	成文日期	2024-05-06\n"
    f"名　　称	{TITLE}\n文　　号	{NUMBER}	有 效 性	有效\n",
]


@pytest.mark.parametrize("card", CARDS)
def test_the_notice_begins_behind_its_card(card):
    found = read(card + f"{TITLE}\n{NUMBER}\n{BODY}{signed(day='2024年5月7日')}")
    assert found.text.startswith(f"{TITLE}\n{NUMBER}")
    assert (str(found.doc_number), found.title) == (NUMBER, TITLE)
    assert found.addressees == ADDRESSEES
    assert found.issued_on == date(2024, 5, 7)  # the signature's, whatever the card says


@pytest.mark.parametrize("card", CARDS)
def test_a_card_says_what_the_head_lacks(card):
    found = read(card + f"{TITLE}\n{BODY}")
    assert str(found.doc_number) == NUMBER
    assert found.issued_on == date(2024, 5, 6)
    assert found.issuer == AGENCY
    assert found.text.startswith(TITLE)


@pytest.mark.parametrize("card", [CARDS[0], CARDS[4]])
def test_a_page_whose_title_only_the_card_has(card):
    found = read(card + BODY + "三、其他。\n")
    assert (str(found.doc_number), found.title) == (NUMBER, TITLE)
    assert found.text.startswith(ADDRESSEES)


def test_every_notice_has_its_own_card():
    second = CARDS[0].replace("〔2024〕7号", "〔2024〕8号")
    page = f"{CARDS[0]}{TITLE}\n{BODY}{signed()}{second}{TITLE}\n{BODY}{signed()}"
    assert [str(n.doc_number) for n in parse_page(page, "p")] == [NUMBER, "云府发〔2024〕8号"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "主题分类、发文机关和成文日期应当填写完整。",
        "索引号:1\n发布机构:甲\n",
        "来源:甲 作者:乙 分类:丙\n",
    ],
)
def test_what_is_no_card(text):
    assert find_cards(CleanText(text).text) == []
