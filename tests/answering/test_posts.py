"""Who holds a post, from notices of appointment, lists and the division of work."""

from __future__ import annotations

from datetime import date

import pytest
from notice_index import find, index_of

from rag.answering.known.postbook import PostBook, split_post
from rag.answering.known.posts import held
from rag.messages import LANGUAGES
from rag.retrieval.filters import Filters

DAY = date(2026, 6, 1)


def notice(serial: int, day: str, items: str, title: str = "马小舟等职务任免") -> str:
    return (
        f"青禾市人民政府关于{title}的通知\n青政任字〔{day[:4]}〕{serial}号\n\n各区人民政府：\n"
        f"根据工作需要，决定：\n{items}\n青禾市人民政府\n{day}\n"
    )


PAGES = {
    "a.txt": notice(
        1,
        "2024年3月1日",
        "马小舟任市水务局副局长（试用期一年）；\n林听雨任市疾病预防控制中心主任；\n"
        "白帆任青禾高新技术产业开发区管理委员会副主任；\n高远任市商务局局长；",
    ),
    "b.txt": notice(
        2,
        "2025年3月1日",
        "马小舟任市水务局局长，免去其市水务局副局长职务；\n"
        "白帆任青禾高新技术产业开发区管理委员会主任；\n"
        "田野挂职任市发展和改革委员会副主任（挂职时间为一年）；\n"
        "乌云挂职任市水务局副局长（挂职时间为一年）；\n免去高远市商务局局长职务。",
    ),
    "c.txt": (
        "青禾市人民政府关于做好防汛工作的通知\n青政发〔2025〕9号\n\n各区人民政府：\n"
        "一、成立青禾市防汛抗旱工作领导小组，组成人员如下：\n"
        "组　长：江流 副市长\n副组长：沈舟 市应急管理局局长\n成　员：各区区长。\n\n"
        "青禾市人民政府\n2025年5月1日\n"
    ),
    "d.txt": (
        "青禾市人民政府关于市政府领导工作分工的通知\n青政发〔2025〕10号\n\n各区人民政府：\n"
        "江流 副市长\n协助市长负责水利、农业农村工作。\n分管市水务局、市口岸管理办公室。\n\n"
        "苏白 副市长\n协助市长负责教育、信访等方面工作。\n不再分管市口岸管理办公室。\n\n"
        "青禾市人民政府\n2025年6月1日\n"
    ),
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory, encoder):
    return index_of(PAGES, tmp_path_factory.mktemp("posts"), encoder)


@pytest.fixture(scope="module")
def book(reader):
    return PostBook(reader.records, reader.index.catalogue.appointments())


@pytest.fixture
def ask(reader, book):
    """Return a function that answers a question with its text, each statement well quoted."""

    def answer(question: str, day: date = DAY) -> str:
        told = held(reader, book, find(reader, question), day)
        if told is None:
            return ""
        for said in told.said:
            assert said.quotes
            quotes = " ".join(reader.citation(1, quote).quote for quote in said.quotes)
            assert said.text.count("〕") == 1
            assert quotes
        return "\n".join([*(said.text for said in told.said), *told.warnings])

    return answer


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("市水务局局长是谁？", "马小舟"),
        ("谁是市水务局局长", "马小舟"),
        ("现在水务局的一把手是哪位？", "马小舟"),
        ("市疾控中心主任是谁？", "林听雨"),
        ("高新区管委会现任主任是谁", "白帆"),
        ("发改委挂职的副主任是谁？", "田野"),
        ("2024年3月任市商务局局长的是谁", "高远"),
        ("防汛抗旱领导小组组长由谁担任？", "江流"),
        ("市应急局局长是谁？", "沈舟"),
    ],
)
def test_who_holds_a_post(ask, question, name):
    assert name in ask(question)


@pytest.mark.parametrize(
    "question",
    [
        "市财政局局长是谁？",
        "白石市水务局局长是谁？",
        "东城区水务局局长是谁？",
        "市水务局总工程师是谁？",
        "补贴由谁发放？",
        "谁负责验收水毁项目？",
        "市水务局负责什么？",
        "高新技术企业怎么申请？",
    ],
)
def test_nothing_is_said_of_a_post_that_no_notice_names(ask, question):
    assert ask(question) == ""


def test_the_latest_appointment_counts_and_is_dated(ask):
    text = ask("高新区管委会主任是谁？")
    assert text.startswith("据2025年3月1日《青禾市人民政府关于马小舟等职务任免的通知》")
    assert "副主任" not in text


def test_the_post_before_is_said_where_it_is_asked_for(ask):
    text = ask("高新区管委会的一把手是谁？此人原来在那里任什么职务？")
    assert "白帆任青禾高新技术产业开发区管理委员会主任" in text
    assert "据2024年3月1日" in text
    assert "白帆任青禾高新技术产业开发区管理委员会副主任" in text


def test_a_post_taken_back_later_is_said_to_be(ask):
    assert "2025年3月1日" in ask("市商务局局长是谁？")
    assert "免去高远市商务局局长职务" in ask("市商务局局长是谁？")
    assert "免去" not in ask("市商务局局长是谁？", date(2024, 6, 1))


def test_what_was_decided_after_the_day_asked_is_not_known(ask):
    assert "副局长" in ask("马小舟现在任什么职务？", date(2024, 6, 1))
    assert "市水务局局长" in ask("马小舟现在任什么职务？")


def test_the_posts_of_a_person(ask):
    assert "挂职时间为一年" in ask("田野是正式任职还是挂职？挂多久？")
    assert "市水务局副局长" in ask("马小舟原来任什么职务？")


def test_filters_shut_notices_out(reader, book):
    question = "市水务局局长是谁？"
    late = Filters(issued_from=date(2025, 4, 1))
    assert held(reader, book, find(reader, question), DAY, late) is None
    early = Filters(issued_to=date(2025, 4, 1))
    assert held(reader, book, find(reader, question), DAY, early) is not None


def test_those_on_probation_in_a_notice(ask):
    text = ask("青政任字〔2024〕1号里谁有试用期？")
    assert "马小舟" in text
    assert "林听雨" not in text


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("口岸办由哪位副市长分管？", "江流"),
        ("信访工作归哪位副市长管？", "苏白"),
        ("哪位市领导分管水务局", "江流"),
    ],
)
def test_who_is_in_charge(ask, question, name):
    text = ask(question)
    assert f"{name}（副市长）" in text
    assert "不再" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_frame_is_in_the_language_of_the_question(ask, language):
    question, frame = {
        "zh-Hans": ("市水务局局长是谁？", "据2025年3月1日"),
        "zh-Hant": ("請問市水務局現任局長是誰？", "據2025年3月1日"),
        "en": ("Who is now the head of 市水务局, please?", "According to"),
    }[language]
    assert ask(question).startswith(frame)


@pytest.mark.parametrize(
    ("post", "parts"),
    [
        ("市水务局副局长", ("市水务局", "副局长")),
        ("市公安局交通支队支队长", ("市公安局交通支队", "支队长")),
        ("市人民政府副秘书长", ("市人民政府", "副秘书长")),
        ("副市长", ("", "副市长")),
        ("市水务局二级调研员", ("市水务局", "二级调研员")),
        ("青禾农业科学研究院院长", ("青禾农业科学研究院", "院长")),
    ],
)
def test_a_post_is_a_body_and_an_office(post, parts):
    assert split_post(post) == parts
