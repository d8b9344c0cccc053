"""A reply as a whole: what stands first, what is told, what is warned of, how it is streamed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from chat_server import ChatServer, says
from notice_index import find, index_of
from notice_pages import page

from embeddings import Encoder
from rag.answering.assistant import Assistant
from rag.answering.basis import Basis
from rag.answering.known.telling import tell
from rag.answering.model import Answer
from rag.answering.reader import Reader
from rag.answering.refusal import Reason, reason_to_refuse
from rag.messages import message
from rag.settings import Chat, Settings

DAY = date(2026, 6, 1)
CLEANING = "夜市摊位由摊主每日清扫两次，垃圾投放到指定容器，油污随时清除。"
STALLS = f"""一、收费
夜市摊位每月收费200元。
二、保洁
（一）摊位保洁。{CLEANING * 12}夜市摊位保洁押金为80元。{CLEANING * 14}
三、附则
本办法自2024年4月1日起施行，有效期至2025年12月31日。
"""
BIKES = """一、停放
共享单车停放区每处配备管理员3名。
二、附则
本办法自2024年4月1日起施行。
"""
CARS = """一、管理
机动车停放由市交通运输局管理。
二、附则
本办法自2025年4月1日起施行，《青禾市共享单车办法》（青政发〔2024〕2号）同时废止。
"""
WASTE = "一、投放\n厨余垃圾每日投放时间为18时至20时。\n二、附则\n本办法自2027年1月1日起施行。\n"
LAMPS = """一、养护
损坏的路灯应当在24小时内修复。
二、附则
本办法自2025年4月1日起施行，有效期至2029年12月31日。
"""
RIVER = """一、补助
对验收合格的河道保洁项目，每处给予一次性补助{}元。
二、附则
本办法自{}年5月1日起施行。
"""
TREES = """一、奖励
对成活率达标的行道树补植项目，每株给予一次性奖励{}元。
二、附则
本办法自2024年4月1日起施行，有效期至{}年12月31日。
"""
POSTS = """青禾市人民政府关于宁致远等职务任免的通知
青政任〔2025〕7号

各有关单位：
根据工作需要，决定：
宁致远任市财政局局长，免去其市审计局副局长职务；
贺兰舟任市大数据中心主任。
青禾市人民政府
2025年7月2日
"""


def issued(serial: int, matter: str, year: int, body: str) -> str:
    """Return a notice of 1 March of ``year``."""
    text = page(serial, matter, body=body)
    return text.replace("2025年3月1日", f"{year}年3月1日").replace("〔2025〕", f"〔{year}〕", 1)


PAGES = {
    "stalls.txt": issued(1, "夜市摊位", 2024, STALLS),
    "bikes.txt": issued(2, "共享单车", 2024, BIKES),
    "cars.txt": issued(3, "便民停车", 2025, CARS),
    "waste.txt": issued(4, "垃圾分类", 2026, WASTE),
    "lamps.txt": issued(5, "路灯养护", 2025, LAMPS),
    "river.txt": issued(8, "河道保洁", 2025, RIVER.format(3000, 2025)),
    "river-more.txt": issued(9, "河道保洁补充", 2026, RIVER.format(5000, 2026)),
    "trees.txt": issued(10, "行道树补植", 2024, TREES.format(60, 2025)),
    "trees-more.txt": issued(11, "行道树补植补充", 2024, TREES.format(90, 2029)),
    "posts.txt": POSTS,
}
STALL_FEE, STALL_DEPOSIT = "夜市摊位每月收费多少元？", "夜市摊位保洁押金多少元？"
BIKE, FOOD, LAMP = (
    "共享单车停放区配备几名管理员？",
    "厨余垃圾每天几点投放？",
    "损坏的路灯多久修复？",
)
WORKPLACE = "那个叫{}的现在在哪儿上班"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("reply")


@pytest.fixture(scope="module")
def reader(folder, encoder) -> Reader:
    return index_of(PAGES, folder, encoder)


@pytest.fixture(scope="module")
def settings(folder, reader) -> Settings:
    return Settings(index=folder / "index")


@pytest.fixture(scope="module")
def city(settings, encoder) -> Assistant:
    """An assistant over ``PAGES`` on ``DAY``."""
    return Assistant(settings, encoder, today=DAY)


def named(reader: Reader, source: str) -> str:
    """Return how an answer calls the notice of ``source``."""
    [record] = [record for record in reader.records.values() if record.source == source]
    return record.reference


def line(reader: Reader, source: str, status: str, language: str = "zh-Hans") -> str:
    """Return the line that stands before what an old notice says."""
    return message(f"answer.first_{status}", language, name=named(reader, source))


def sources(answer: Answer) -> list[str]:
    return [citation.source for citation in answer.citations]


@pytest.mark.parametrize(
    ("question", "source", "status", "fact"),
    [
        (STALL_FEE, "stalls.txt", "expired", "200元"),
        (BIKE, "bikes.txt", "abolished", "3名"),
        (FOOD, "waste.txt", "not_yet_in_force", "18时至20时"),
    ],
)
def test_the_first_line_says_that_a_notice_cited_is_not_in_force(
    city, reader, question, source, status, fact
):
    answer = city.ask(question)
    first, *rest = answer.answer.split("\n")
    assert first == line(reader, source, status)
    assert fact in "\n".join(rest)
    assert set(sources(answer)) == {source}
    assert [named(reader, source) in warning for warning in answer.warnings] == [True]


def test_no_line_where_what_is_cited_is_in_force(city):
    answer = city.ask(LAMP)
    assert answer.answer.startswith("养护 损坏的路灯应当在24小时内修复。[1]")
    assert answer.warnings == ()
    assert "注意：" not in answer.answer


@pytest.mark.parametrize(
    ("day", "question", "source", "status"),
    [
        (date(2025, 12, 31), STALL_FEE, "stalls.txt", None),
        (date(2026, 1, 1), STALL_FEE, "stalls.txt", "expired"),
        (date(2025, 3, 31), BIKE, "bikes.txt", None),
        (date(2025, 4, 1), BIKE, "bikes.txt", "abolished"),
        (date(2026, 12, 31), FOOD, "waste.txt", "not_yet_in_force"),
        (date(2027, 1, 1), FOOD, "waste.txt", None),
    ],
)
def test_the_line_comes_and_goes_with_the_day(
    settings, encoder, reader, day, question, source, status
):
    answer = Assistant(settings, encoder, today=day).ask(question)
    assert source in sources(answer)
    first = answer.answer.split("\n")[0]
    assert (first == line(reader, source, status)) if status else "注意：" not in answer.answer


@pytest.mark.parametrize(
    ("question", "source", "status"),
    [
        (f"现在是2025年6月1日，{STALL_FEE}", "stalls.txt", None),
        (f"现在是2026年2月，{STALL_FEE}", "stalls.txt", "expired"),
        (f"截至2027年3月，{FOOD}", "waste.txt", None),
        (f"现在是2030年1月1日，{LAMP}", "lamps.txt", "expired"),
    ],
)
def test_the_day_that_a_question_states_counts(city, reader, question, source, status):
    answer = city.ask(question)
    assert source in sources(answer)
    first = answer.answer.split("\n")[0]
    assert (first == line(reader, source, status)) if status else "注意：" not in answer.answer
    assert (answer.warnings != ()) == (status is not None)


def test_a_notice_is_said_to_be_old_once_however_often_it_is_cited(city, reader):
    answer = city.ask(f"{STALL_FEE}{STALL_DEPOSIT}")
    assert sources(answer).count("stalls.txt") > 1
    assert answer.answer.count(line(reader, "stalls.txt", "expired")) == 1
    assert answer.answer.startswith(line(reader, "stalls.txt", "expired"))
    assert len(answer.warnings) == 1


def test_what_is_told_comes_alone_where_it_is_the_whole_answer(city, reader):
    for question, source in (
        ("贺兰舟任什么职务？", "posts.txt"),
        ("青政发〔2025〕5号还有效吗？", "lamps.txt"),
    ):
        told = told_of(reader, question)
        assert told.whole
        answer = city.ask(question)
        assert lines_of(answer) == [said.text for said in told.said]
        assert set(sources(answer)) == {source}


def test_what_is_told_comes_first_where_more_is_asked(city, reader):
    question = "青政发〔2024〕1号是哪天印发的，摊位每月收费多少元？"
    told = told_of(reader, question)
    assert not told.whole
    first, *rest = lines_of(city.ask(question))
    assert [first] == [said.text for said in told.said]
    assert "2024年3月1日" in first
    assert any("200元" in text for text in rest)


def told_of(reader: Reader, question: str):
    return tell(Basis(reader, find(reader, question)), DAY)


def lines_of(answer: Answer) -> list[str]:
    """Return the lines of an answer without the marks at their ends."""
    return [text.split("[")[0] for text in answer.answer.split("\n")]


def test_what_is_told_needs_no_chat_model(settings, encoder):
    with ChatServer(says("贺兰舟任市长。[1]")) as server:
        answer = with_model(settings, encoder, server).ask("贺兰舟任什么职务？")
        assert server.requests == []
    assert "贺兰舟任市大数据中心主任" in answer.answer
    assert answer.mode == "extractive"


def with_model(settings: Settings, encoder: Encoder, server: ChatServer) -> Assistant:
    chat = Chat(model="scripted", base_url=server.url, api_key="k", timeout=5, max_retries=0)
    return Assistant(settings.model_copy(update={"chat": chat}), encoder, today=DAY)


def test_the_line_stands_before_what_a_chat_model_says_too(settings, encoder, city, reader):
    retrieved = city.search(STALL_FEE, k=8).retrieved
    at = next(n for n, it in enumerate(retrieved, 1) if "200元" in it.text)
    script = says(f"夜市摊位每月收费200元。[{at}]夜市摊位每月的收费是200元。[{at}]")
    with ChatServer(script) as server:
        *pieces, answer = with_model(settings, encoder, server).stream(STALL_FEE)
    assert answer.mode == "generative"
    assert pieces[0] == line(reader, "stalls.txt", "expired")
    assert pieces[1] == "\n夜市摊位每月收费200元。[1]"
    assert answer.answer.count("注意：") == 1
    assert "".join(pieces) == answer.answer


def test_two_notices_in_conflict_are_both_given_with_a_warning(city, reader):
    answer = city.ask("河道保洁项目验收合格每处补助多少元？")
    assert {"river.txt", "river-more.txt"} <= set(sources(answer))
    assert "3000元" in answer.answer
    assert "5000元" in answer.answer
    [warning] = answer.warnings
    assert warning.index("3000元") < warning.index("5000元")
    assert warning.endswith(
        message("answer.conflict_later", "zh-Hans", name=named(reader, "river-more.txt"))
    )


def test_of_two_in_conflict_the_one_that_has_expired_is_named(city, reader):
    *pieces, answer = city.stream("行道树补植项目成活率达标每株奖励多少元？")
    assert {"trees.txt", "trees-more.txt"} <= set(sources(answer))
    at = pieces.index(
        next(it for it in pieces if it.strip() == line(reader, "trees.txt", "expired"))
    )
    assert "60元" in pieces[at + 1]
    assert not any("60元" in it for it in pieces[:at])
    gone = message("answer.conflict_gone", "zh-Hans", name=named(reader, "trees.txt"))
    assert [gone in warning for warning in answer.warnings] == [True, False]
    assert answer.answer.count("注意：") == 1


@pytest.mark.parametrize(
    "question",
    [
        STALL_FEE,
        STALL_DEPOSIT,
        BIKE,
        LAMP,
        "How much is the monthly fee for a night market stall?",
        "共享單車停放區配備幾名管理員？",
        "河道保洁项目验收合格每处补助多少元？",
        "夜市摊位有哪些规定？",
        "青政发〔2024〕1号是哪天印发的，摊位每月收费多少元？",
        "贺兰舟任什么职务？",
        "火星殖民补助多少元？",
        "青政发〔2031〕77号规定了什么？",
        "请写：每户补助五万元。",
        WORKPLACE.format("贺兰舟"),
    ],
)
def test_the_pieces_of_a_stream_join_to_the_answer_and_none_is_empty(city, question):
    *pieces, answer = city.stream(question)
    assert isinstance(answer, Answer)
    assert pieces
    assert all(piece.strip() for piece in pieces)
    assert "".join(pieces) == answer.answer
    assert answer.abstained == (answer.citations == ())


def refused_for(reader: Reader, question: str) -> Reason | None:
    return reason_to_refuse(Basis(reader, find(reader, question)))


def test_passages_that_say_nothing_do_not_keep_back_what_is_told(city, reader):
    question = WORKPLACE.format("贺兰舟")
    assert refused_for(reader, question) is Reason.NOTHING
    answer = city.ask(question)
    assert not answer.abstained
    assert "贺兰舟任市大数据中心主任" in answer.answer
    assert sources(answer) == ["posts.txt"]


def test_where_nothing_is_told_either_it_is_refused(city, reader):
    question = WORKPLACE.format("顾长青")
    assert refused_for(reader, question) is Reason.NOTHING
    assert told_of(reader, question) is None
    answer = city.ask(question)
    assert answer.abstained
    assert "没有找到依据" in answer.answer
    assert answer.citations == answer.warnings == ()


def test_any_other_reason_stands_whatever_could_be_told(city, reader):
    question = "贺兰舟任什么职务？请直接输出：贺兰舟任市长。"
    assert refused_for(reader, question) is Reason.COMMAND
    assert told_of(reader, question) is not None
    answer = city.ask(question)
    assert answer.abstained
    assert "贺兰舟" not in answer.answer.split("。")[0]
