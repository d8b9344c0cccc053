"""``POST /api/feedback``, and what is noted of questions at every door."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

import app
from rag.office import Office
from rag.office.feedback import Cited, Feedback
from rag.office.redact import MARK
from rag.office.store import FILE
from rag.settings import Settings

from .besieged import AGENT
from .conftest import LONGEST, UNLIMITED, Running
from .scripted import Scripted
from .test_doors import DOORS, page, post
from .test_metrics import figures

GIVEN: dict[str, Any] = {
    "question": "学生每天运动多久？",
    "answer": "在校期间每天不少于2小时[1]。",
    "helpful": True,
    "comment": "谢谢",
    "citations": [
        {
            "doc_number": "某府办发〔2024〕12号",
            "title": "学校体育工作办法",
            "paragraph": "二、（一）",
        },
        {"doc_number": None, "title": "无文号的通知", "paragraph": "第3段"},
    ],
}


def office_of(folder: Path, **changes: Any) -> Office:
    given = {"limits": UNLIMITED, "retrieval": {"max_question_chars": LONGEST}, **changes}
    return Office(Settings(**{**given, "office": {"folder": folder, **given.get("office", {})}}))


def serve(office: Office, scripted: Scripted | None = None) -> Iterator[httpx.Client]:
    with (
        Running(app.build(scripted or Scripted(), office.settings, office)) as url,
        httpx.Client(base_url=url, timeout=30, trust_env=False) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return office_of(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def client(office: Office) -> Iterator[httpx.Client]:
    yield from serve(office)


def test_feedback_is_recorded(client: httpx.Client, office: Office):
    response = client.post("/api/feedback", json=GIVEN)
    assert (response.status_code, response.json()) == (201, {"recorded": True})
    row = office.feedback.list("open")[0]
    assert row.feedback == Feedback(
        GIVEN["question"],
        GIVEN["answer"],
        True,
        "谢谢",
        (
            Cited("某府办发〔2024〕12号", "学校体育工作办法", "二、（一）"),
            Cited(None, "无文号的通知", "第3段"),
        ),
    )
    assert row.day == date.today()


def test_the_least_is_enough(client: httpx.Client, office: Office):
    least = {name: GIVEN[name] for name in ("question", "answer")} | {"helpful": False}
    assert client.post("/api/feedback", json=least).status_code == 201
    assert client.post("/api/feedback", json=least | {"comment": None}).status_code == 201
    assert office.feedback.list("open")[0].feedback.comment == ""


def test_persons_are_taken_out(client: httpx.Client, office: Office):
    given = GIVEN | {"question": "我13812345678能领吗", "comment": "回我zhang@qq.com"}
    assert client.post("/api/feedback", json=given).status_code == 201
    kept = office.feedback.list("open")[0].feedback
    assert (kept.question, kept.comment) == (f"我{MARK}能领吗", f"回我{MARK}")


@pytest.mark.parametrize(
    ("changes", "status", "code", "where"),
    [
        ({"question": " "}, 422, "question_empty", ""),
        ({"question": "长" * (LONGEST + 1)}, 422, "question_too_long", ""),
        ({"question": "半\ud800"}, 422, "question_invalid", ""),
        ({"answer": "半\ud800"}, 422, "question_invalid", ""),
        ({"comment": "\udfff"}, 422, "question_invalid", ""),
        ({"citations": [{"title": "\ud800", "paragraph": ""}]}, 422, "question_invalid", ""),
        ({"answer": "长" * 20_001}, 400, "request_invalid", "answer）：太长"),
        ({"comment": "长" * 1_001}, 400, "request_invalid", "comment）：太长"),
        ({"citations": GIVEN["citations"] * 26}, 400, "request_invalid", "citations）：太长"),
        (
            {"citations": [{"title": "长" * 501, "paragraph": ""}]},
            400,
            "request_invalid",
            "citations.0.title）：太长",
        ),
        ({"helpful": "yes"}, 400, "request_invalid", "helpful"),
        ({"helpful": 1}, 400, "request_invalid", "helpful"),
        ({"name": "张三"}, 400, "request_invalid", "name"),
        ({"answer": None}, 400, "request_invalid", "answer"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    client: httpx.Client, office: Office, changes: Any, status: int, code: str, where: str
):
    before = office.feedback.count("open")
    response = client.post(
        "/api/feedback",
        content=json.dumps(GIVEN | changes),
        headers={"content-type": "application/json"},
    )
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (status, code)
    assert where in error["message"]
    assert office.feedback.count("open") == before


def test_the_longest_that_is_allowed_is_kept(client: httpx.Client, office: Office):
    given = GIVEN | {"answer": "长" * 20_000, "comment": "长" * 1_000}
    assert client.post("/api/feedback", json=given).status_code == 201


def test_a_form_of_another_site_is_refused(client: httpx.Client):
    """A page elsewhere can send text/plain without being asked, but no JSON."""
    sent = client.post(
        "/api/feedback", content=json.dumps(GIVEN), headers={"content-type": "text/plain"}
    )
    assert sent.status_code == 400
    assert client.get("/api/feedback").status_code == 405


def test_it_is_described(client: httpx.Client):
    document = client.get("/openapi.json").json()
    operation = document["paths"]["/api/feedback"]["post"]
    assert set(operation["responses"]) == {"201", "400", "408", "413", "422", "429", "500", "503"}
    assert "POST &#47;api&#47;feedback" in client.get("/docs").text


def test_it_is_limited_as_questions_are(tmp_path: Path):
    office = office_of(tmp_path, limits={**UNLIMITED, "per_minute": 3})
    for client in serve(office):
        assert client.post("/api/feedback", json=GIVEN).status_code == 201
        assert client.post("/api/ask", json={"question": "学生运动"}).status_code == 200
        assert client.post("/api/feedback", json=GIVEN | {"question": " "}).status_code == 422
        assert client.post("/api/feedback", json=GIVEN).status_code == 201
        refused = client.post("/api/feedback", json=GIVEN)
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
        assert client.post("/api/ask", json={"question": "学生运动"}).status_code == 429
        counted = figures(client.get("/metrics").text)
        assert counted["wence_turned_away_totallimit_minute"] == 1  # the question alone
    assert office.feedback.count("open") == 2


def test_an_office_out_of_order_is_said_and_answers_go_on(tmp_path: Path):
    (tmp_path / "taken").write_text("")
    for client in serve(office_of(tmp_path / "taken")):
        refused = client.post("/api/feedback", json=GIVEN)
        assert (refused.status_code, refused.json()["error"]["code"]) == (503, "office_unavailable")
        assert str(tmp_path) not in refused.text
        for question in ("学生每天运动多久？", "没有依据的问题"):
            assert client.post("/api/ask", json={"question": question}).status_code == 200


def used(office: Office) -> dict[tuple[str, str], int]:
    office.writer.write()
    days = office.usage.days(date.today() - timedelta(1), date.today())
    return dict(sum((day.counts for day in days.values()), days[date.today()].counts.__class__()))


NAMES = {
    "/api/ask": "api",
    "/api/ask, streamed": "api",
    "/v1/chat/completions": "openai",
    "/v1/chat/completions, streamed": "openai",
    "page": "page",
    "page, example": "page",
    "an agent": "mcp",
}


def agent(client: httpx.Client, question: str, _: object) -> None:
    """Ask by the tool of MCP."""
    params = {"name": "ask", "arguments": {"question": question}}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    answer = client.post("/gradio_api/mcp/", json=body, headers=AGENT)
    assert answer.status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_every_door_is_noted(client: httpx.Client, office: Office, name: str):
    before, asked = used(office), f"没有依据的问题：{name}？"
    for question in ("学生每天运动多久？", asked):
        DOORS.get(name, agent)(client, question, {})
    after = used(office)
    new = {key: n - before.get(key, 0) for key, n in after.items() if n > before.get(key, 0)}
    assert new == {(NAMES[name], "answered"): 1, (NAMES[name], "refused"): 1}
    assert asked in [row.question for row in office.unanswered.list("open")]
    assert office.usage.days(date.today(), date.today())[date.today()].durations.percentile(0.5)


def test_searches_are_no_answers(client: httpx.Client, office: Office):
    before = used(office)
    client.post("/api/search", json={"question": "学生"})
    client.post("/api/ask", json={"question": " "})
    assert used(office) == before


@pytest.mark.parametrize(
    ("question", "stream", "outcome"),
    [("故障", False, "failed"), ("缺陷", False, "failed"), ("中断：运动", True, "failed")],
)
def test_failures_are_noted(
    client: httpx.Client, office: Office, question: str, stream: bool, outcome: str
):
    before = used(office).get(("api", outcome), 0)
    client.post("/api/ask", json={"question": question, "stream": stream})
    assert used(office)[("api", outcome)] == before + 1


def until(met: Callable[[], bool]) -> bool:
    end = time.monotonic() + 10
    while not met() and time.monotonic() < end:
        time.sleep(0.05)
    return met()


def test_who_leaves_is_noted(client: httpx.Client, office: Office):
    before = used(office).get(("api", "left"), 0)
    asked = {"question": "无尽：运动", "stream": True}
    with client.stream("POST", "/api/ask", json=asked) as response:
        next(response.iter_lines())
    assert until(lambda: used(office).get(("api", "left"), 0) == before + 1)


def test_whom_a_limit_turns_away_is_noted(tmp_path: Path):
    office = office_of(tmp_path, limits={**UNLIMITED, "per_day": 1})
    for client in serve(office):
        statuses = [post("/api/ask")(client, "学生运动", {}).status for _ in range(3)]
        assert statuses == [200, 429, 429]
        page("submit")(client, "学生运动", {})
        counted = figures(client.get("/metrics").text)
        assert counted["wence_turned_away_totallimit_day"] == 3
        assert used(office) == {
            ("api", "answered"): 1,
            ("api", "turned_away"): 2,
            ("page", "turned_away"): 1,
        }


@pytest.mark.parametrize("stream", [False, True])
def test_whom_a_full_queue_turns_away_is_noted(tmp_path: Path, stream: bool):
    office = office_of(tmp_path, server={"max_concurrency": 1})
    asked = {"question": "等候：运动", "stream": stream}
    for client in serve(office):
        with ThreadPoolExecutor(14) as pool:
            asking = [pool.submit(client.post, "/api/ask", json=asked) for _ in range(14)]
            statuses = [one.result().status_code for one in asking]
        busy = statuses.count(503)
        assert 0 < busy < 14
        assert figures(client.get("/metrics").text)["wence_turned_away_totalbusy"] == busy
    assert used(office) == {("api", "turned_away"): busy, ("api", "answered"): 14 - busy}


def test_questions_are_kept_only_where_they_may_be(tmp_path: Path):
    office = office_of(tmp_path, office={"keep_questions": False})
    for client in serve(office):
        client.post("/api/ask", json={"question": "没有依据的问题"})
    assert used(office) == {("api", "refused"): 1}
    assert office.unanswered.list("open") == []


def test_what_is_noted_is_written_when_the_server_stops(tmp_path: Path):
    for client in serve(office_of(tmp_path)):
        client.post("/api/ask", json={"question": "没有依据的问题"})
    fresh = office_of(tmp_path)
    assert [row.question for row in fresh.unanswered.list("open")] == ["没有依据的问题"]
    assert fresh.usage.days(date.today(), date.today())[date.today()].total() == 1


def test_no_address_is_kept_anywhere(tmp_path: Path):
    office = office_of(tmp_path, server={"trusted_proxies": 1})
    headers = {"x-forwarded-for": "198.51.100.77", "user-agent": "Browser-of-Zhang"}
    for client in serve(office):
        client.post("/api/ask", json={"question": "没有依据的问题"}, headers=headers)
        client.post("/api/feedback", json=GIVEN, headers=headers)
    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert (tmp_path / FILE).exists()
    assert "没有依据的问题".encode() in kept
    for secret in (b"198.51.100", b"127.0.0.1", b"Browser-of-Zhang"):
        assert secret not in kept


def test_the_description_names_the_limits(client: httpx.Client):
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    assert schemas["FeedbackBody"]["properties"]["answer"]["maxLength"] == 20_000
    assert schemas["CitedBody"]["properties"]["title"]["maxLength"] == 500
