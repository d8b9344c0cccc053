"""The API over a real connection: objects, order of events, and one shape for every failure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import httpx
import pytest

import app
from rag.answering.model import Filters
from rag.messages import message
from rag.server.shield import MAX_BODY
from rag.settings import Settings

from .conftest import LONGEST, Running
from .scripted import ANSWER, QUOTE, REFUSAL, SOURCE, WARNING, Scripted

RETRIEVED = {"doc_number", "title", "paragraph", "text", "score", "source", "start", "end"}


def events(response: httpx.Response) -> Iterator[tuple[str, Any]]:
    """Yield the name and data of each server-sent event."""
    for block in "".join(response.iter_text()).split("\n\n"):
        if block:
            name, data = block.split("\n")
            yield name.removeprefix("event: "), json.loads(data.removeprefix("data: "))


def refused(response: httpx.Response, status: int, code: str) -> str:
    """Check that ``response`` is an error of the one shape; return its message."""
    body = response.json()
    assert response.status_code == status, body
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message"}
    assert body["error"]["code"] == code
    assert "Traceback" not in response.text
    return body["error"]["message"]


def test_ask_answers_with_the_contracts_object(client: httpx.Client):
    response = client.post("/api/ask", json={"question": " 学生每天运动多久？ "})
    assert response.status_code == 200
    body = response.json()
    assert list(body) == [
        "question",
        "answer",
        "abstained",
        "citations",
        "warnings",
        "retrieved",
        "mode",
        "seconds",
        "confidence",
        "rewritten",
    ]
    assert body["question"] == "学生每天运动多久？"
    assert body["answer"] == ANSWER
    assert body["warnings"] == [WARNING]
    first = body["citations"][0]
    assert (first["mark"], first["doc_number"]) == (1, "某府办发〔2024〕12号")
    assert SOURCE[first["start"] : first["end"]] == first["quote"] == QUOTE
    assert body["citations"][1]["doc_number"] is None
    assert set(body["retrieved"][0]) == RETRIEVED


def test_a_refusal_is_an_answer(client: httpx.Client):
    response = client.post("/api/ask", json={"question": "今天天气如何？", "history": None})
    assert response.status_code == 200
    assert response.json()["abstained"] is True
    assert response.json()["answer"] == REFUSAL


def test_history_reaches_the_assistant_in_order(client: httpx.Client, scripted: Scripted):
    history = [
        {"role": "user", "content": "学生每天运动多久？"},
        {"role": "assistant", "content": ANSWER},
    ]
    client.post("/api/ask", json={"question": "那教师呢？", "history": history, "filters": {}})
    given = [{"role": turn.role, "content": turn.content} for turn in scripted.histories[-1]]
    assert given == history


def test_filters_reach_the_assistant(client: httpx.Client, scripted: Scripted):
    filters = {"issuer": "某市人民政府", "issued_from": "2024-01-01", "doc_number": None}
    wanted = Filters(issuer="某市人民政府", issued_from=date(2024, 1, 1))
    for path in ("/api/ask", "/api/search"):
        for body in ({}, {"stream": True}) if path == "/api/ask" else ({},):
            client.post(path, json={"question": "运动", "filters": filters, **body})
            assert scripted.filters[-1] == wanted
    client.post("/api/ask", json={"question": "运动", "filters": None})
    assert scripted.filters[-1] is None


@pytest.mark.parametrize(
    ("filters", "code"),
    [
        ({"kind": " "}, "filter_empty"),
        ({"issued_from": "2025-01-02", "issued_to": "2025-01-01"}, "filter_dates"),
        ({"doc_number": "十二号"}, "filter_number"),
    ],
)
def test_filters_that_nothing_can_meet_are_refused(client: httpx.Client, filters: dict, code: str):
    for path in ("/api/ask", "/api/search"):
        body = {"question": "好", "filters": filters}
        refused(client.post(path, json=body), 400, code)


def test_search_gives_passages(client: httpx.Client):
    response = client.post("/api/search", json={"question": "运动"})
    assert response.status_code == 200
    assert list(response.json()) == ["question", "retrieved", "seconds", "understood"]
    assert response.json()["retrieved"][0]["text"] == QUOTE


def test_stream_sends_deltas_then_the_whole_answer(client: httpx.Client):
    asked = {"question": "学生每天运动多久？", "stream": True}
    with client.stream("POST", "/api/ask", json=asked) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        received = list(events(response))
    names = [name for name, _ in received]
    assert names == ["delta"] * (len(names) - 1) + ["answer"]
    assert len(names) > 3
    answer = received[-1][1]
    assert "".join(data["text"] for _, data in received[:-1]) == answer["answer"] == ANSWER
    assert answer["citations"][0]["quote"] == QUOTE


def test_a_stream_that_fails_at_once_has_a_status(client: httpx.Client):
    response = client.post("/api/ask", json={"question": "故障", "stream": True})
    line = refused(response, 503, "chat_unavailable")
    assert line == message("api.unavailable")


def test_a_stream_that_breaks_off_ends_with_an_error_event(client: httpx.Client):
    with client.stream("POST", "/api/ask", json={"question": "中断", "stream": True}) as response:
        received = list(events(response))
    assert [name for name, _ in received] == ["delta", "error"]
    assert received[-1][1]["error"]["code"] == "chat_unavailable"


def test_what_fails_inside_keeps_its_details_inside(client: httpx.Client):
    response = client.post("/api/ask", json={"question": "故障"})
    refused(response, 503, "chat_unavailable")
    assert "secret-model" not in response.text
    assert "10.0.0.1" not in response.text


def test_a_defect_is_one_line_too(client: httpx.Client):
    response = client.post("/api/ask", json={"question": "缺陷"})
    assert refused(response, 500, "internal") == message("error.internal")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, "question"),
        ({"question": None}, "question"),
        ({"question": 5}, "question"),
        ({"question": "好", "histroy": []}, "histroy"),
        ({"question": "好", "history": "上文"}, "history"),
        ({"question": "好", "history": [{"role": "system", "content": ""}]}, "history.0.role"),
        ({"question": "好", "history": [{"role": "user"}]}, "history.0.content"),
        ({"question": "好", "filters": {"place": "某市"}}, "filters.place"),
        ({"question": "好", "filters": {"issuer": 5}}, "filters.issuer"),
        ({"question": "好", "filters": {"issued_from": "2024-02-30"}}, "filters.issued_from"),
        ({"question": "好", "filters": {"issued_to": 20240201}}, "filters.issued_to"),
        ({"question": "好", "filters": {"in_force_on": "2024年2月"}}, "filters.in_force_on"),
        ({"question": "好", "filters": []}, "filters"),
        ({"question": "好", "stream": "true"}, "stream"),
        (["好"], "body"),
    ],
)
def test_a_malformed_request_says_where(client: httpx.Client, body: object, where: str):
    line = refused(client.post("/api/ask", json=body), 400, "request_invalid")
    assert f"（{where}）" in line
    assert "pydantic" not in line


@pytest.mark.parametrize("content", [b"", b"{", b'{"question": "\xff"}', b"question=1"])
def test_bad_json_is_refused(client: httpx.Client, content: bytes):
    headers = {"content-type": "application/json"}
    refused(client.post("/api/ask", content=content, headers=headers), 400, "request_invalid")


def test_search_does_not_take_stream(client: httpx.Client):
    response = client.post("/api/search", json={"question": "好", "stream": True})
    refused(response, 400, "request_invalid")


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("", "question_empty"),
        (" \n\t\u3000", "question_empty"),
        ("长" * (LONGEST + 1), "question_too_long"),
        ("半个\ud83d字", "question_invalid"),
    ],
)
@pytest.mark.parametrize("path", ["/api/ask", "/api/search"])
def test_a_question_that_cannot_be_asked(client: httpx.Client, path: str, question: str, code: str):
    content = json.dumps({"question": question})  # escapes the half character
    response = client.post(path, content=content, headers={"content-type": "application/json"})
    refused(response, 422, code)


def test_the_longest_question_is_accepted(client: httpx.Client):
    assert client.post("/api/ask", json={"question": "长" * LONGEST}).status_code == 200


def test_an_oversize_body_is_refused_whatever_its_header_says(client: httpx.Client):
    body = json.dumps({"question": "好", "history": [], "filters": None}).encode()
    padded = body + b" " * (MAX_BODY - len(body))
    headers = {"content-type": "application/json"}
    assert client.post("/api/ask", content=padded, headers=headers).status_code == 200
    over = padded + b" "
    refused(client.post("/api/ask", content=over, headers=headers), 413, "body_too_large")
    chunks = (over[start : start + 65536] for start in range(0, len(over), 65536))
    refused(client.post("/api/ask", content=chunks, headers=headers), 413, "body_too_large")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/api/ask", "POST"),
        ("DELETE", "/api/search", "POST"),
        ("POST", "/healthz", "GET"),
        ("PUT", "/", "GET, HEAD"),
    ],
)
def test_a_wrong_method(client: httpx.Client, method: str, path: str, allowed: str):
    response = client.request(method, path)
    line = refused(response, 405, "method_not_allowed")
    assert path in line
    assert response.headers["allow"] == allowed


@pytest.mark.parametrize(
    "path",
    [
        "/api/",
        "/api/predict",
        "/nowhere",
        "/gradio_api/upload",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/proxy=http://127.0.0.1/",
        "/gradio_api/info",
        "/gradio_api/call/ask",
        "/gradio_api/run/predict",
        "/gradio_api/component_server",
        "/monitoring",
        "/login",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_only_what_the_page_needs_is_open(client: httpx.Client, path: str, method: str):
    refused(client.request(method, path), 404, "not_found")


def test_probes(client: httpx.Client, scripted: Scripted, monkeypatch: pytest.MonkeyPatch):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready", "notices": 3}
    monkeypatch.setattr(scripted, "notice_count", 0)
    line = refused(client.get("/readyz"), 503, "index_empty")
    assert "索引" not in line  # a path of the server is nobody's business
    assert client.get("/healthz").status_code == 200


def test_the_reference_page_needs_nothing_from_elsewhere(client: httpx.Client):
    page = client.get("/docs")
    assert page.status_code == 200
    assert "POST &#47;api&#47;ask" in page.text
    assert "http://" not in page.text
    assert "https://" not in page.text
    paths = client.get("/openapi.json").json()["paths"]
    openai = {"/v1/chat/completions", "/v1/models", "/v1/models/{name}"}
    ours = {"/api/ask", "/api/search", "/api/feedback"}
    assert set(paths) == {*ours, "/healthz", "/readyz", "/metrics", *openai}
    assert "Answer" in json.dumps(paths["/api/ask"]["post"]["responses"]["200"])
    assert "Problem" in json.dumps(paths["/api/ask"]["post"]["responses"]["422"])


@pytest.mark.parametrize("path", ["/", "/healthz", "/nowhere"])
def test_pages_may_not_talk_to_other_origins(client: httpx.Client, path: str):
    policy = client.get(path).headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http:" not in policy


def test_errors_speak_the_configured_language():
    settings = Settings(language="en")
    with Running(app.build(Scripted(), settings)) as url:
        response = httpx.post(f"{url}/api/ask", json={"question": ""}, trust_env=False)
    assert refused(response, 422, "question_empty") == message("error.question_empty", "en")


def test_a_client_that_leaves_gives_its_place_back():
    scripted = Scripted()
    settings = Settings(server={"max_concurrency": 1})
    with Running(app.build(scripted, settings)) as url, httpx.Client(trust_env=False) as client:
        asked = {"question": "无尽", "stream": True}
        with client.stream("POST", f"{url}/api/ask", json=asked) as response:
            next(response.iter_bytes())
        answered = client.post(f"{url}/api/ask", json={"question": "运动"}, timeout=10)
        assert answered.json()["answer"] == ANSWER
        assert scripted.streams_open == 0


def test_too_many_waiting_questions_are_turned_away():
    settings = Settings(server={"max_concurrency": 1})
    scripted = Scripted()
    with Running(app.build(scripted, settings)) as url:
        statuses = crowd(url, 12)
    assert set(statuses) == {200, 503}
    assert statuses.count(200) >= 9  # one at work, eight waiting
    assert scripted.most_at_once == 1


def crowd(url: str, visitors: int) -> list[int]:
    """Ask ``visitors`` questions at the same moment; return the statuses."""

    def ask(_: int) -> int:
        response = httpx.post(
            f"{url}/api/ask", json={"question": "等候：运动"}, timeout=30, trust_env=False
        )
        if response.status_code == 503:
            assert response.headers["retry-after"] == "5"
            refused(response, 503, "busy")
        return response.status_code

    with ThreadPoolExecutor(visitors) as pool:
        return list(pool.map(ask, range(visitors)))
