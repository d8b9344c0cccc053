"""What Prometheus reads: every question once, by what became of it."""

from __future__ import annotations

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from rag.answering.assistant import Assistant
from rag.answering.course import STAGES
from rag.answering.workers import Workers
from rag.server.metrics import Measured
from rag.settings import Chat, Settings
from tests.chat_server import ChatServer, says

from .scripted import Scripted


def figures(text: str) -> dict[str, float]:
    return {
        sample.name + "".join(sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_answers_and_refusals_are_counted_once_each():
    measured = Measured(Scripted())
    measured.ask("学生每天运动多久？")
    list(measured.stream("学生每天运动多久？"))
    measured.search("学生")
    found = figures(measured.exposition().decode())
    assert found["wence_answers_totalanswered"] == 2
    assert found["wence_answers_totalrefused"] == 0
    assert found["wence_searches_total"] == 1
    assert found["wence_answer_seconds_count"] == 2
    assert found["wence_notices"] == 3


def test_who_leaves_is_counted_and_ends_the_answer():
    scripted = Scripted()
    measured = Measured(scripted)
    stream = measured.stream("学生每天运动多久？")
    next(stream)
    stream.close()
    found = figures(measured.exposition().decode())
    assert found["wence_answers_totalleft"] == 1
    assert scripted.streams_open == 0


def test_a_failure_is_counted_and_raised():
    class Broken(Scripted):
        def ask(self, question, history=(), filters=None):
            raise RuntimeError("broken")

    measured = Measured(Broken())
    with pytest.raises(RuntimeError):
        measured.ask("学生")
    assert figures(measured.exposition().decode())["wence_answers_totalfailed"] == 1


def test_whom_is_turned_away_is_counted_by_reason():
    measured = Measured(Scripted())
    for reason in ("busy", "limit_day", "busy"):
        measured.turned_away(reason)
    found = figures(measured.exposition().decode())
    assert found["wence_turned_away_totalbusy"] == 2
    assert found["wence_turned_away_totallimit_day"] == 1


def test_stages_and_the_generation_are_told_of_a_real_assistant(
    assistant: Assistant, sample_settings: Settings
):
    workers = Workers(assistant, sample_settings, 1)
    try:
        measured = Measured(workers)
        assert workers.start(60) == 1
        for n in (1, 2):  # of an answer that another process made, too
            measured.ask("老二上全日托每个月能领多少补贴")
            found = figures(measured.exposition().decode())
            for stage in ("understand", "retrieve", "answer", "ground"):
                assert found[f"wence_stage_seconds_count{stage}"] == n
            took = [found[f"wence_stage_seconds_sum{stage}"] for stage in STAGES]
            assert min(took[:3]) > 0
            assert sum(took) <= found["wence_answer_seconds_sum"]
            assert found["wence_index_generation"] == 1
            workers.close()
    finally:
        workers.close()
        assistant.observer = None


def test_statements_that_are_dropped_are_counted(sample_settings: Settings, encoder):
    said = says("全日托二孩每月", "9000元。[1]", "二孩每月500元。[1]")
    with ChatServer(said) as chat:
        settings = sample_settings.model_copy(
            update={"chat": Chat(model="scripted", base_url=chat.url)}
        )
        measured = Measured(Assistant(settings, encoder))
        measured.ask("老二上全日托每个月能领多少补贴")
    found = figures(measured.exposition().decode())
    assert found["wence_statements_dropped_total"] == 1
    assert found["wence_stage_seconds_sumground"] > 0


def test_questions_under_way_are_told(client: httpx.Client):
    before = figures(client.get("/metrics").text)
    assert before["wence_questions_waiting"] == 0
    asked = {"question": "学生每天运动多久？慢", "stream": True}
    with client.stream("POST", "/api/ask", json=asked) as answer:
        for _ in answer.iter_lines():
            assert figures(client.get("/metrics").text)["wence_questions_under_way"] >= 1
            break


def test_the_door_gives_them_as_text(client: httpx.Client):
    before = figures(client.get("/metrics").text)
    client.post("/api/ask", json={"question": "学生每天运动多久？"})
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain")
    after = figures(response.text)
    key = "wence_answers_totalanswered"
    assert after[key] == before[key] + 1
    assert "学生" not in response.text
