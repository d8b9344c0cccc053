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


@pytest.mark.parametrize(
    "title",
    [
        f"{AGENCY}关于做好造林工作的意见(试行)",
        f"{AGENCY}关于支持造林的若干措施",
        f"{AGENCY}关于做好造林工作的指导意见(征求意见稿)",
        f"{AGENCY}印发《云岭市造林办法》的通知",
        f"{AGENCY}办公室转发市林业局等部门关于做好造林工作意见的通知",
        f"{AGENCY}紧急通知",
        f"{AGENCY}任免通知",
        "中共云岭市委 云岭市人民政府关于做好造林工作的意见",
        "云岭市林业局等五部门关于做好造林工作的通知",
        "云岭市东山街道办事处关于做好造林工作的通知",
        "云岭市消防救援总队关于做好防火工作的通知",
        "云岭市发展改革委关于做好造林工作的通知",
        "云岭海关关于做好造林工作的通知",
        "云岭市经济开发区管委会关于做好造林工作的通知",
    ],
)
def test_titles_of_every_kind(title):
    body = f"{ADDRESSEES}:\n{BODY}"
    for page in (f"{title}\n{NUMBER}\n{body}", f"{NUMBER}\n{title}\n{body}"):
        assert found(page) == [(NUMBER, title.replace(" ", ""))]


@pytest.mark.parametrize(
    "between",
    [
        "发布时间:2024-05-13 10:20 来源:市政府办公室 浏览量:321 字号:大 中 小",
        "来源:云岭市人民政府办公室 2024年5月25日 10:20",
        "日期:2024-05-13 来源:云岭市人民政府 【字体:大 中 小】 打印",
        "特急",
        "机密★1年",
        "2024年5月6日",
        "————————",
        "索引号:12345 发布机构:云岭市人民政府",
    ],
)
@pytest.mark.parametrize(
    "number", [NUMBER, f"({NUMBER})", f"文号:{NUMBER}", f"{NUMBER} 签发人:甲某"]
)
def test_furniture_between_the_parts_of_a_head(between, number):
    notice_found = read(f"{TITLE}\n{between}\n{number}\n{ADDRESSEES}:\n{BODY}{signed()}")
    assert (str(notice_found.doc_number), notice_found.title) == (NUMBER, TITLE)
    assert notice_found.addressees == ADDRESSEES
    assert str(notice_found.issued_on) == "2024-05-06"  # never the day it was put on the web


@pytest.mark.parametrize("before", ["", "【规范性文件】", "标题:", "《"])
@pytest.mark.parametrize("behind", ["", "[有效]", f"({NUMBER})"])
def test_tags_around_a_title(before, behind):
    closed = "》" if before == "《" else ""
    behind = "" if closed else behind
    number = "" if NUMBER in behind else f"{NUMBER}\n"
    text = f"{before}{TITLE}{closed}{behind}\n{number}{ADDRESSEES}:\n{BODY}"
    assert found(text) == [(NUMBER, TITLE)]


@pytest.mark.parametrize(
    "addressees",
    [
        "各县(区)委和人民政府,市委各部门",
        "各市(州)教育局、“双一流”高校,中国·云岭大学",
        "各县区人民政府,2024年度项目申报单位",
        "各县区人民政府,市林业局,\n市直各单位",
        "各县区人民政府、市政府\n各部门",
        "市体育局",
    ],
)
def test_addressees(addressees):
    text = f"{TITLE}\n{NUMBER}\n{addressees}:\n{BODY}"
    assert "".join(read(text).addressees.split()) == "".join(addressees.split())


def test_what_a_notice_encloses_is_no_other_notice():
    title = "关于做好造林工作的实施意见"
    text = (
        head(f"印发《{title}》")
        + f"现将《{title}》印发给你们。\n{signed()}{title}\n为造林。\n{BODY}"
    )
    assert found(text) == [(NUMBER, f"{AGENCY}关于印发《{title}》的通知")]
    sample = "附件1\n函样本\n云岭市林业局关于商请支持造林的函\n某某局:\n请支持。\n"
    assert len(parse_page(notice(BODY + signed() + sample), "p")) == 1


def test_rows_of_a_catalogue_are_no_notices():
    rows = "".join(
        f"{at}	{AGENCY}关于第{at}项工作的通知	云府发〔199{at}〕{at}号\n" for at in range(1, 5)
    )
    lines = "".join(
        f"{AGENCY}关于第{at}项工作的通知\n云府发〔199{at}〕{at}号\n" for at in range(1, 5)
    )
    for catalogue in (rows, lines):
        text = notice(f"请清理。\n{signed()}附件\n目录\n{catalogue}")
        assert len(parse_page(text, "p")) == 1
        assert len(read(text).cites) == 4


@pytest.mark.parametrize(
    "second",
    [
        "云岭市公安局公告\n为加强管理,现公告如下:\n一、禁火。\n二、封山。\n",
        "云岭市东山街道办事处关于停水的通知\n各社区:\n定于明日停水。\n",
    ],
)
def test_a_document_without_a_number_behind_a_notice(second):
    first = notice(BODY + signed())
    one, two = parse_page(first + second, "p")
    assert one.text == first.strip()
    assert two.text == second.strip()


def test_a_document_about_the_notice_is_none_of_it():
    about = "《关于做好秋季造林工作的通知》政策解读\n一、背景\n为了造林。\n"
    assert read(notice(BODY + signed()) + about).text.endswith(DAY)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("云岭市人民代表大会常务委员会任免名单\n(2024年6月27日通过)\n任命:\n甲某为委员。\n", None),
        ("云岭市2024年造林工作方案\n为了造林,制定本方案。\n一、目标。\n二、任务。\n", None),
        ("通 知\n各住户:\n定于3月5日停水。\n云岭市自来水公司\n2024年3月1日\n", "通知"),
        ("云岭市林业局会议纪要\n2024年5月6日,召开会议,议定如下。\n一、同意。\n二、落实。\n", None),
    ],
)
def test_a_page_with_a_title_alone(text, title):
    assert found(text) == [(None, title or text.split("\n")[0])]


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
        "首页 > 通知公告\n" + "".join(f"{TITLE} 2024-05-{day}\n" for day in range(10, 20)),
        "通知公告\n政策文件\n领导信息。\n",
        "《云岭市造林办法》政策解读\n一、背景\n印发了《云岭市造林办法》(云府发〔2024〕7号)。\n",
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
