"""Questions about a notice itself, and the sentences that answer them."""

from __future__ import annotations

from datetime import date

import pytest
from notice_index import find, index_of
from notice_pages import page

from rag.answering.grounding.check import check
from rag.answering.known.about import about
from rag.answering.known.asked import Asked, asked, nothing_else
from rag.index.terms import matching_form
from rag.messages import LANGUAGES
from rag.retrieval.filters import Filters

DAY = date(2026, 6, 1)
FACTS = ("number", "date", "document", "title", "body", "person", "code")
PLAN = (
    "青禾市人民政府关于印发青禾市绿道建设三年行动方案(2025-2027年)的通知\n青政发〔2025〕5号\n\n"
    "各区人民政府：\n现将《青禾市绿道建设三年行动方案(2025-2027年)》印发给你们。\n\n"
    "青禾市人民政府\n2025年4月1日\n\n青禾市绿道建设三年行动方案(2025-2027年)\n\n"
    "一、目标\n到2027年建成绿道。\n"
)
PAGES = {
    "river.txt": page(1, tail="四、附则\n本办法自2025年5月1日起施行，有效期至2026年4月30日。\n"),
    "parking.txt": page(
        2,
        "停车收费",
        tail="四、附则\n本办法自印发之日起施行，有效期三年。"
        "《青禾市停车收费暂行办法》（青政发〔2020〕8号）同时废止。\n",
    ),
    "tree.txt": page(3, "行道树"),
    "lamp.txt": page(4, "路灯照明"),
    "lamp2.txt": page(
        9,
        "路灯节能照明",
        tail="四、附则\n本办法自2026年12月1日起施行。《青禾市路灯照明办法》（青政发〔2025〕4号）同时废止。\n",
    ),
    "green.txt": PLAN,
}


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("停车办法的文号是什么", Asked.NUMBER),
        ("这个办法什么时候印发的", Asked.ISSUED),
        ("停车办法哪年出台", Asked.ISSUED),
        ("停车办法是谁发布的", Asked.ISSUER),
        ("成文日期是哪天", Asked.ISSUED),
        ("停车办法主送哪些单位", Asked.ADDRESSEES),
        ("停车办法还有效吗", Asked.VALIDITY),
        ("这份文件有效期到什么时候", Asked.VALIDITY),
        ("停车办法废止了吗", Asked.VALIDITY),
        ("停车办法被哪个文件废止了", Asked.VALIDITY),
        ("停车办法从什么时候起施行", Asked.EFFECT),
        ("停车办法废止了哪些文件", Asked.REPEALS),
        ("绿道行动方案还在期内吗", Asked.PERIOD),
        ("文号和成文日期分别是什么", Asked.NUMBER | Asked.ISSUED),
        ("what is its document number", Asked.NUMBER),
        ("who issued it", Asked.ISSUER),
        ("is this policy still valid", Asked.VALIDITY),
        ("when does the notice take effect", Asked.EFFECT),
    ],
)
def test_asks_about_the_notice(question, kinds):
    assert asked(matching_form(question)) == kinds
    assert nothing_else(matching_form(question), kinds)


@pytest.mark.parametrize(
    "question",
    [
        "停车怎么收费",
        "补贴什么时候发放",
        "奖补资金什么时候兑现",
        "根据哪个文号制定",
        "废止的文件文号是什么",
        "取水许可证有效期几年",
        "办法规定的资格证书什么时候到期",
        "预警信息由谁发布",
        "红色预警信号什么时候发布",
        "获奖名单什么时候公布",
        "河道清淤项目什么时候开始实施",
        "副主任的试用期到什么时候",
        "how much is it",
        "how long is the permit valid",
    ],
)
def test_asks_about_what_is_in_it(question):
    assert asked(matching_form(question)) == Asked.NOTHING


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("停车办法的文号是什么、由谁组织实施", Asked.NUMBER),
        ("停车办法还有效吗，每处补助多少钱", Asked.VALIDITY),
    ],
)
def test_asks_for_more_than_the_notice(question, kinds):
    assert asked(question) == kinds
    assert not nothing_else(question, kinds)


@pytest.fixture(scope="module")
def reader(tmp_path_factory, encoder):
    return index_of(PAGES, tmp_path_factory.mktemp("about"), encoder)


def told(reader, question, day=DAY):
    """Return what is told, each statement checked against its citations."""
    found = about(reader, find(reader, question), day)
    for said in found.said if found else ():
        sources = []
        for at, quote in enumerate(said.quotes):
            it = reader.citation(at, quote)
            sources.append(f"{it.quote}\n{it.title} {it.doc_number} {it.issuer} {it.issued_on}")
        # What is not stated is said in words of no source.
        assert [it for it in check(said.text, sources) if it.kind in FACTS] == []
    return found


def only(reader, question, day=DAY):
    found = told(reader, question, day)
    assert found.whole
    return found.said[0]


def test_number_and_day_with_where_they_stand(reader):
    said = only(reader, "河道保洁办法的文号和成文日期分别是什么？")
    assert "文号是青政发〔2025〕1号，成文日期为2025年3月1日" in said.text
    quotes = [reader.citation(1, quote).quote for quote in said.quotes]
    assert "青政发〔2025〕1号" in quotes[0]
    assert quotes[1] == "青禾市人民政府 2025年3月1日"


def test_addressees_and_issuer(reader):
    said = only(reader, "河道保洁办法是谁印发的，主送哪些单位？")
    assert "由青禾市人民政府印发" in said.text
    assert "各区人民政府，市人民政府各部门" in said.text


def test_validity_until_a_day(reader):
    assert "仍在有效期内" in only(reader, "河道保洁办法还有效吗？", date(2026, 4, 30)).text
    said = only(reader, "河道保洁办法还有效吗？", date(2026, 5, 1))
    assert "已过有效期" in said.text
    assert "有效期至2026年4月30日" in said.text


def test_a_computed_day_is_a_note_not_a_statement(reader):
    found = told(reader, "停车收费办法有效期到什么时候？")
    assert "有效期三年" in found.said[0].text
    assert "2028" not in found.said[0].text
    assert "2028-03-01" in found.warnings[0]


def test_no_validity_stated(reader):
    assert "没有写明有效期" in only(reader, "行道树办法还有效吗？").text


def test_repealed_by_a_notice_of_the_collection(reader):
    question = "青政发〔2025〕4号废止了吗？"
    assert "没有写明有效期" in only(reader, question, date(2026, 11, 30)).text
    said = only(reader, question, date(2026, 12, 1))
    assert "已被《青禾市人民政府关于印发青禾市路灯节能照明办法的通知》" in said.text
    assert {quote.record.doc_number for quote in said.quotes} == {
        "青政发〔2025〕9号",
        "青政发〔2025〕4号",
    }


def test_a_number_that_only_the_repealing_notice_names(reader):
    said = only(reader, "青政发〔2020〕8号还有效吗？")
    assert said.text.startswith("青政发〔2020〕8号已被")
    assert said.quotes[0].record.doc_number == "青政发〔2025〕2号"


def test_what_it_repeals(reader):
    assert "（青政发〔2020〕8号）同时废止" in only(reader, "停车收费办法废止了哪些文件？").text
    assert "没有写明废止" in only(reader, "行道树办法废止了哪些文件？").text


def test_when_it_takes_effect(reader):
    assert "2025年5月1日起施行" in only(reader, "河道保洁办法从什么时候起施行？").text
    said = only(reader, "停车收费办法从什么时候起施行？")
    assert "自印发之日起施行" in said.text
    assert "成文日期为2025年3月1日" in said.text
    assert "没有写明施行日期" in only(reader, "行道树办法从什么时候起施行？").text


def test_not_yet_in_force(reader):
    said = only(reader, "青政发〔2025〕9号现在有效吗？")
    assert "到以后才施行" in said.text


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2024, 12, 31), "尚未开始"),
        (date(2027, 12, 31), "仍在期内"),
        (date(2028, 1, 1), "已经结束"),
    ],
)
def test_the_period_in_a_title_counts_where_it_is_asked_for(reader, day, words):
    said = only(reader, "绿道建设三年行动方案还在期内吗？", day)
    assert words in said.text
    assert "2025-2027年" in said.text


def test_the_day_that_a_question_states_counts(reader):
    assert "已经结束" in told(reader, "现在是2028年3月，绿道行动方案还在期内吗？").said[0].text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_is_in_the_language_of_the_question(reader, language):
    question = {
        "zh-Hans": "青政发〔2025〕1号还有效吗？",
        "zh-Hant": "青政發〔2025〕1號還有效嗎？",
        "en": "Is 青政发〔2025〕1号 still valid?",
    }[language]
    words = {"zh-Hans": "已过有效期", "zh-Hant": "已過有效期", "en": "past its period"}[language]
    assert words in only(reader, question).text


def test_filters_shut_notices_out(reader):
    found = find(reader, "青政发〔2020〕8号还有效吗？")
    assert about(reader, found, DAY, Filters(doc_number="青政发〔2025〕3号")) is None


def test_the_number_of_a_document_it_only_speaks_of_is_not_its_own(reader):
    assert told(reader, "为保洁河道，再生水试点方案是什么文号？") is None
