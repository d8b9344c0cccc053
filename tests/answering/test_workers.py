"""Processes that answer as one assistant: the same answers, whatever becomes of the processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from rag.answering import wire
from rag.answering.assistant import Assistant
from rag.answering.model import Answer, Filters, Turn
from rag.answering.workers import Workers, wanted
from rag.errors import FilterDates, QuestionEmpty, QuestionTooLong
from rag.index.ingest import ingest
from rag.settings import Settings
from tests.conftest import AS_OF, SAMPLES

ROOT = Path(__file__).parents[2]
QUESTIONS = ROOT / "samples" / "questions.jsonl"
ASKED = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()][:12]
STARTING = 60.0


def same(answer: Answer) -> Answer:
    """Return ``answer`` without how long it took."""
    return replace(answer, seconds=0)


@pytest.fixture(scope="module")
def workers(assistant: Assistant, sample_settings: Settings) -> Iterator[Workers]:
    pool = Workers(assistant, sample_settings, 2, AS_OF)
    assert pool.start(STARTING) == 2
    yield pool
    pool.close()


def pids(workers: Workers) -> list[int]:
    return [process.id for process in workers._started]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_workers_answer_as_the_assistant_does(assistant: Assistant, workers: Workers):
    for item in ASKED:
        history = tuple(Turn(**turn) for turn in item["history"])
        here = assistant.ask(item["question"], history)
        assert same(workers.ask(item["question"], history)) == same(here)
        *pieces, whole = workers.stream(item["question"], history)
        assert "".join(pieces) == here.answer
        assert same(whole) == same(here)
        found = workers.search(item["question"], history, k=3)
        assert found.retrieved == assistant.search(item["question"], history, k=3).retrieved


def test_filters_cross_over(assistant: Assistant, workers: Workers):
    filters = Filters(source="flood-plan.txt", in_force_on=AS_OF)
    found = workers.search("停车怎么收费？", filters=filters)
    assert {one.source for one in found.retrieved} == {"flood-plan.txt"}
    with pytest.raises(FilterDates):
        Filters(issued_from=AS_OF, issued_to=AS_OF.replace(year=2000))


def test_named_errors_come_back_as_themselves(workers: Workers):
    with pytest.raises(QuestionEmpty):
        workers.ask("  ")
    with pytest.raises(QuestionTooLong) as caught:
        list(workers.stream("长" * 100_000))
    assert "100000" in caught.value.say()


def test_many_threads_are_answered_alike(assistant: Assistant, workers: Workers):
    questions = [item["question"] for item in ASKED] * 6
    with ThreadPoolExecutor(64) as pool:
        answers = list(pool.map(workers.ask, questions))
    expected = {question: same(assistant.ask(question)) for question in set(questions)}
    assert [same(answer) for answer in answers] == [expected[question] for question in questions]


def test_a_stream_that_is_left_gives_its_worker_back(workers: Workers):
    for _ in range(6):
        stream = workers.stream("停车怎么收费？")
        next(stream)
        stream.close()
    assert workers.ask("停车怎么收费？").citations
    assert len(workers._free) == 2


def test_one_question_at_a_time_needs_no_worker(assistant: Assistant, sample_settings: Settings):
    pool = Workers(assistant, sample_settings, 2, AS_OF)
    for _ in range(3):
        assert pool.ask("停车怎么收费？").citations
    assert pids(pool) == []
    first, second = pool.stream("停车怎么收费？"), pool.stream("停车怎么收费？")
    next(first)
    next(second)  # the other is still being read
    assert len(pids(pool)) == 2
    pool.close()
    assert [part for part in second if isinstance(part, Answer)]


def test_a_worker_that_is_killed_costs_no_answer(assistant: Assistant, sample_settings: Settings):
    pool = Workers(assistant, sample_settings, 1, AS_OF)
    pool.start(STARTING)
    (pid,) = pids(pool)
    pool._started = dict.fromkeys(pool._started, time.monotonic() - 3600)  # it has run for long
    os.kill(pid, signal.SIGKILL)
    expected = same(assistant.ask("停车怎么收费？"))
    deadline = time.monotonic() + STARTING
    while not (pool._ready and pids(pool) != [pid]):
        assert same(pool.ask("停车怎么收费？")) == expected
        assert time.monotonic() < deadline
    assert same(pool.ask("停车怎么收费？")) == expected
    pool.close()


def test_a_worker_that_cannot_start_is_not_started_for_ever(assistant: Assistant, tmp_path: Path):
    pool = Workers(assistant, Settings(index=tmp_path / "nowhere"), 1, AS_OF)
    assert pool.start(STARTING) == 0
    assert pids(pool) == []
    assert pool.ask("停车怎么收费？").citations
    pool.close()


def test_closing_ends_the_processes(assistant: Assistant, sample_settings: Settings):
    pool = Workers(assistant, sample_settings, 2, AS_OF)
    pool.start(STARTING)
    (one, other) = pids(pool)
    pool.close()
    assert not alive(one)
    assert not alive(other)


def test_workers_follow_a_new_generation(encoder, tmp_path: Path):
    settings = Settings(index=tmp_path / "索引")
    first, *others = sorted(SAMPLES.iterdir())
    ingest([first], settings, encoder)
    pool = Workers(Assistant(settings, encoder, AS_OF), settings, 1, AS_OF)
    pool.start(STARTING)
    before = {one.source for one in pool.search("办法").retrieved}
    ingest(others, settings, encoder)
    after = {one.source for one in pool.search("办法").retrieved}
    pool.close()
    assert before == {first.name}
    assert len(after) > 1


def test_settings_cross_over_with_their_keys(tmp_path: Path):
    settings = Settings(index=tmp_path, chat={"model": "m", "base_url": "u", "api_key": "geheim"})
    opening = json.loads(wire.opening_line(settings, None))
    read = Settings.load(**opening["settings"])
    assert read == settings
    assert read.chat.api_key.get_secret_value() == "geheim"
    assert opening["today"] is None


def test_a_defect_is_no_answer():
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        wire.read_reply({"n": 1, "defect": "ZeroDivisionError"})


def test_workers_are_as_many_as_cores_unless_models_are_big(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("rag.answering.workers._cores", lambda: 4)
    assert wanted(Settings()) == 4
    assert wanted(Settings(server={"workers": 3})) == 3
    assert wanted(Settings(server={"workers": 0})) == 0
    assert wanted(Settings(embedding={"model": "BAAI/bge-m3"})) == 0
    assert wanted(Settings(embedding={"model": "BAAI/bge-m3"}, server={"workers": 2})) == 2
    assert wanted(Settings(reranker={"model": "some/model"})) == 0
    monkeypatch.setattr("rag.answering.workers._cores", lambda: 1)
    assert wanted(Settings()) == 0


def test_a_worker_whose_server_is_gone_ends_without_a_word(sample_settings: Settings):
    worker = subprocess.Popen(
        [sys.executable, "-m", "rag.answering.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    worker.stdout.close()
    _, said = worker.communicate(wire.opening_line(sample_settings, AS_OF), timeout=STARTING)
    assert (worker.returncode, said) == (0, b"")
