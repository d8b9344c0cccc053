"""Heads: where notices begin on a page, with number, title, addressees, teasers, joint issuers."""

import pytest
from notice_texts import ADDRESSEES, AGENCY, DAY, NUMBER, head, notice, read, signed

from rag.notices.fold import CleanText
from rag.notices.heads import find_heads
from rag.notices.parse import parse_page

TITLE = f"{AGENCY}关于做好秋季造林工作的通知"
BODY = "一、抓好整地。\n二、备足苗木。\n"


def found(page: str) -> list[tuple[str | None, str | None]]:
    return [(str(n.doc_number) if n.doc_number else None, n.title) for n in parse_page(page, "p")]


@pytest.mark.parametrize(
    "page",
    [
        f"{TITLE}\n{NUMBER}\n{ADDRESSEES}:\n{BODY}",
        f"{TITLE},\n{NUMBER}\n{ADDRESSEES}:\n{BODY}",
        f"{TITLE}, {NUMBER} {ADDRESSEES}: {BODY}",
        f"{TITLE}   {NUMBER}   {ADDRESSEES}:   {BODY}",
        f"{NUMBER}\n{TITLE}\n{ADDRESSEES}:\n{BODY}",
        f"{NUMBER}\n\n{TITLE}\n\n{ADDRESSEES}：\n\n{BODY}",
        f"{TITLE}\n{NUMBER}\n\n{BODY}",
        f"首页 > 政策文件\n{TITLE}\n{NUMBER}\n{ADDRESSEES}:\n{BODY}",
        f"新闻中心News\n{TITLE}\n{NUMBER}\n{ADDRESSEES}:\n{BODY}",
        f"\ufeff{TITLE}\r\n{NUMBER}\r\n{ADDRESSEES}:\r\n{BODY}",
    ],
)
def test_title_and_number_in_any_order(page):
    assert found(page) == [(NUMBER, TITLE)]


@pytest.mark.parametrize(
    "broken",
    [
        f"{AGENCY}关于做好秋季\n造林工作的通知",
        f"{AGENCY}\n关于做好秋季造林工作的通知",
        f"{AGENCY} 关于做好 秋季造林工作的通知",
        f"{AGENCY}\n关于做好秋季\n造林工作的\n通知",
    ],
)
def test_a_title_broken_over_lines_or_blanks(broken):
    notice_found = read(f"{broken}\n{NUMBER}\n{ADDRESSEES}:\n{BODY}")
    assert notice_found.title == TITLE
    assert notice_found.span.start == 0


def test_a_title_that_is_only_there_cut_off_is_lost():
    text = f"{AGENCY}关于做好秋季造...\n{NUMBER}\n{ADDRESSEES}:\n{BODY}{signed()}"
    found_notice = read(text)
    assert (found_notice.title, str(found_notice.doc_number)) == (None, NUMBER)
    assert found_notice.issuer == AGENCY
    assert found_notice.span.start == 0


def test_only_the_number_is_left():
    notice_found = read(f"{NUMBER}\n{ADDRESSEES}:\n现将《造林方案》印发给你们。\n{signed()}{BODY}")
    assert notice_found.title is None
    assert notice_found.enclosed_title == "造林方案"
    assert notice_found.shown_title == "造林方案"
    assert str(notice_found.doc_number) == NUMBER


def test_no_number_is_no_number_even_where_one_is_cited():
    body = "按照山政发〔2023〕9号要求,现通知如下:\n" + BODY
    notice_found = read(head(number="") + body)
    assert notice_found.doc_number is None
    assert notice_found.title == TITLE
    assert [str(number) for number in notice_found.cites] == ["山政发〔2023〕9号"]


@pytest.mark.parametrize("kind", ["公告", "通告", "决定", "意见", "批复", "函"])
def test_kinds_without_addressees(kind):
    text = notice(BODY, kind=kind, addressees="")
    assert read(text).title == TITLE.replace("通知", kind)
    assert read(text).addressees is None


@pytest.mark.parametrize(
    "words", ["现公告如下:", "为保护森林,市人民政府决定:", "现将以下事项公告:"]
)
def test_a_sentence_that_leads_on_addresses_nobody(words):
    found_notice = read(notice(f"{words}\n{BODY}", kind="公告", addressees=""))
    assert found_notice.addressees is None
    assert str(found_notice.doc_number) == NUMBER


def test_neither_number_nor_addressees():
    title = f"{AGENCY}关于秋季森林防火的通告"
    text = f"{title}\n为预防森林火灾,决定自即日起实行封山,任何人不得携带火种进山。\n{signed()}"
    assert found(text) == [(None, title)]


def test_joint_issuers_side_by_side():
    title = "云岭市林业局 云岭市财政局关于造林补助的通知"
    text = f"{title}\n云林发〔2024〕3号\n各县林业局:\n{BODY}"
    notice_found = read(text)
    assert notice_found.title == title.replace(" ", "")
    assert notice_found.span.start == 0


TEASERS = [
    f"  • {AGENCY}关于做好秋季造林工...\n\n      {NUMBER}   各县区人民政府,"
    "市人民...\n\n    2024-05-08 朗读\n\n",
    f"{NUMBER} 各县区人民政府,市人民政府...\n",
    "各县区人民政府,市人民政府各部...\n",
    f"{AGENCY}关于做好…\n2024-05-08\n",
]


@pytest.mark.parametrize("teaser", TEASERS)
def test_a_teaser_belongs_to_the_notice_that_follows(teaser):
    text = teaser + notice(BODY)
    notice_found = read(text)
    assert notice_found.span.start == len(teaser) - len(teaser.lstrip(" •"))
    assert (str(notice_found.doc_number), notice_found.title) == (NUMBER, TITLE)
    assert notice_found.issued_on is None  # the web date is none of the notice's


@pytest.mark.parametrize("teaser", TEASERS)
def test_teasers_between_notices(teaser):
    first = notice("一、甲。\n二、乙。\n" + signed())
    second = head("做好防汛工作", "云府发〔2024〕8号") + BODY
    page = first + teaser + second
    one, two = parse_page(page, "p")
    assert (str(one.doc_number), str(two.doc_number)) == (NUMBER, "云府发〔2024〕8号")
    assert one.text.endswith(DAY)
    assert two.text.startswith(teaser.lstrip(" •")[:10])


@pytest.mark.parametrize("gap", [" ", "\n", "   ", "\n\n  • "])
def test_the_next_notice_may_stand_on_the_same_line(gap):
    first = f"{TITLE}, {NUMBER} {ADDRESSEES}: 一、抓好整地。 二、备足苗木。"
    second = f"{AGENCY}关于做好防汛工作的通知, 云府发〔2024〕8号 {ADDRESSEES}: 一、排查。"
    one, two = parse_page(first + gap + second, "p")
    assert one.text == first
    assert two.text == second


def test_junk_that_sticks_to_a_title_goes_by_the_signature():
    text = f"图标{TITLE}\n{NUMBER}\n{ADDRESSEES}:\n请认真落实。\n{signed()}"
    notice_found = read(text)
    assert notice_found.title == TITLE
    assert notice_found.span.start == 2


def test_an_enclosed_title_in_the_title_does_not_end_it():
    title = f"{AGENCY}关于印发《关于做好造林工作的意见》的通知"
    assert read(f"{title}\n{NUMBER}\n{ADDRESSEES}:\n{BODY}").title == title


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "今天天气很好,大家都去植树。",
        "现将关于造林的通知转发给你们。",
        "根据云府发〔2024〕7号和有关规定,市人民政府将出台关于造林的通知,请关注。",
        f"{TITLE}...\n2024-05-08\n",
        "1.造林\n2.防汛\n",
        "关于我们\n联系电话:0000-0000000\n",
        f"相关文件\n{TITLE}\n",
    ],
)
def test_pages_without_a_notice(text):
    assert parse_page(text, "p") == []


def test_heads_take_numbers_found_before():
    page = CleanText(notice(BODY)).text
    assert find_heads(page, []) != find_heads(page)
    assert find_heads(page)[0].number is not None


@pytest.mark.parametrize("gap", ["\n", " "])
def test_words_of_the_site_inside_a_notice_cut_nothing(gap):
    body = (
        f"一、落实相关政策。{gap}二、做好{gap}政策解读和宣传,公开相关链接,方便群众。{gap}三、检查。"
    )
    assert read(notice(body)).text.endswith("三、检查。")
    link = f"{gap}相关链接:一图读懂造林方案"
    assert read(notice(body + link)).text.endswith("三、检查。")
