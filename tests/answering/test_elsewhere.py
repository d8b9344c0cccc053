"""Notices of neighbouring places that say the same with other figures; titles named whole."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from eval.soak.planted import MATTERS, Planted
from rag.answering.assistant import Assistant
from rag.answering.elsewhere import at_home
from rag.answering.models import load_encoder
from rag.index.ingest import ingest
from rag.settings import Settings

DAY = date(2026, 6, 1)
_OF_A_MATTER = range(0, 50 * len(MATTERS), len(MATTERS))
SAME = [it for it in _OF_A_MATTER if Planted(it).head.place.endswith("市")][:3]  # three cities
OTHER = [1, 2, 4]  # other matters, in other places


@pytest.fixture(scope="module")
def neighbours(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("neighbours")
    source = folder / "notices"
    source.mkdir()
    for place in (*SAME, *OTHER):
        notice = Planted(place)
        (source / notice.name).write_text(notice.content(), encoding="utf-8")
    settings = Settings(index=folder / "index")
    encoder = load_encoder(settings)
    ingest([source], settings, encoder)
    return Assistant(settings, encoder, today=DAY)


def test_the_invented_notices_are_of_one_matter_in_several_places():
    assert len({Planted(place).matter for place in SAME}) == 1
    assert len({Planted(place).head.place for place in SAME}) == len(SAME)


@pytest.mark.parametrize("place", SAME)
@pytest.mark.parametrize("form", [0, 1])
def test_who_names_a_place_is_answered_from_there_alone(neighbours, place, form):
    notice = Planted(place)
    question, amount = notice.questions[form]
    answer = neighbours.ask(question)
    assert f"{amount}元" in answer.answer
    assert {it.doc_number for it in answer.citations} == {notice.head.number}
    assert answer.warnings == ()


@pytest.mark.parametrize("place", [*SAME, *OTHER])
def test_who_names_a_title_is_asked_what_the_rest_of_the_question_says(neighbours, place):
    notice = Planted(place)
    question, days = notice.questions[2]
    answer = neighbours.ask(question)
    assert answer.answer.startswith(f"受理单位自收到申请之日起{days}个工作日内办结。[1]")
    assert (answer.citations[0].doc_number, answer.citations[0].paragraph) == (
        notice.head.number,
        "第三条",
    )


def test_a_title_is_found_however_many_say_what_is_asked(tmp_path):
    """All of these hold the words that are left when the title is taken as a key."""
    every = [*range(30), *SAME]
    for place in every:
        (tmp_path / Planted(place).name).write_text(Planted(place).content(), encoding="utf-8")
    settings = Settings(index=tmp_path / "index", retrieval={"candidates": 10})
    encoder = load_encoder(settings)
    ingest([tmp_path], settings, encoder)
    asked = Assistant(settings, encoder, today=DAY)
    for place in every:
        question, days = Planted(place).questions[2]
        said = asked.ask(question)
        assert f"{days}个工作日内办结。[1]" in said.answer, question
        assert {it.doc_number for it in said.citations} == {Planted(place).head.number}


def test_a_wider_place_and_what_speaks_of_the_place_named_stay():
    def found(issuer, text="其他"):
        record = SimpleNamespace(issuer=issuer)
        return SimpleNamespace(record=record, context="", text=text)

    home, wider, within = found("临湖区人民政府"), found("云泽市人民政府"), found("清水镇人民政府")
    beside, speaks = found("东山区人民政府"), found("东山区人民政府", "与临湖区联办")
    nobody = found(None)
    every = [wider, home, beside, speaks, within, nobody]
    assert at_home("临湖区怎么补", every) == [wider, home, speaks, nobody]
    assert at_home("怎么补", every) == every
    assert at_home("临湖区和东山区怎么补", every) == every


def test_places_that_decide_for_themselves_do_not_contradict_each_other(neighbours):
    answer = neighbours.ask(f"{Planted(SAME[0]).matter}标准是每人每月多少元？")
    assert "说法不一" not in "".join(answer.warnings)
