"""Attacks on a server that runs as a process: what it was asked to do, it did not do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .besieged import AGENT, FILE, NEWLINE, Besieged


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", ["on_ask", "on_load", "on_new", "on_example"])
@pytest.mark.parametrize("way", ["path", "url", "stream", "list", "event"])
def test_the_page_takes_no_file_and_no_address(besieged: Besieged, name: str, way: str):
    secret = besieged.folder / "secret.txt"
    secret.write_text("what only this machine knows", encoding="utf-8")
    named: Any = {
        "path": {"path": str(secret), "meta": FILE},
        "url": {"path": f"http://{besieged.trap}/x", "url": f"http://{besieged.trap}/x"},
        "stream": {"path": str(secret), "is_stream": True, "meta": FILE},
        "list": [{"path": str(secret), "meta": FILE}],
        "event": None,
    }[way]
    if way == "url":
        named["meta"] = FILE
    number, count = besieged.event(name)
    data, event = [named] * max(count, 1), None
    if way == "event":
        data, event = [None] * count, {"value": [{"path": str(secret), "meta": FILE}]}
    response = besieged.join(number, data, event_data=event)
    assert response.status_code == 400
    assert response.json()["error"]["code"] == "request_invalid"
    assert files_in(besieged.folder / "gradio") == []
    assert besieged.called == []


@pytest.mark.parametrize("number", [0, 1, 2, -1, 10**6, 10**30, 1.0, True, "3", None, [3], {}])
def test_tools_are_not_called_past_their_key(besieged: Besieged, number: Any):
    events = besieged.client.get("/config").json()["dependencies"]
    assert [one["api_name"] for one in events[:3]] == ["ask", "search", "read"]
    for count in (1, 2):
        assert besieged.join(number, ["学生每天运动多久？"] * count).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"[]", b"null", b"{", b"\xff", b'"x"', b"[" * 50_000, b'{"a":' * 50_000),
        b'{"fn_index": 3, "data": [' + b"9" * 5000 + b'], "session_hash": "x"}',
    ],
    ids=range(9),
)
def test_what_is_no_event_is_refused_by_name(besieged: Besieged, body: bytes):
    for path in ("/gradio_api/queue/join", "/gradio_api/mcp/"):
        headers = {**AGENT, "Content-Type": "application/json"}
        response = besieged.send("POST", path, content=body, headers=headers)
        assert response.status_code == 400, response.text


@pytest.mark.parametrize("session", [None, "", "a/b", "x" * 65, NEWLINE, 7])
def test_a_page_has_a_plain_name(besieged: Besieged, session: Any):
    number, count = besieged.event("on_new")
    assert besieged.join(number, [None] * count, session_hash=session).status_code == 400


CLAIMS = ("Host", "X-Forwarded-Host", "X-Gradio-Server", "X-Forwarded-Server", "Forwarded")


@pytest.mark.parametrize("claim", CLAIMS)
@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("resources/read", {"uri": "file:///etc/passwd"}),
        ("resources/subscribe", {"uri": "http://x/"}),
        ("prompts/get", {"name": "ask"}),
        ("completion/complete", {}),
        ("logging/setLevel", {"level": "debug"}),
        ("tools/call", {"name": "upload_file_to_gradio", "arguments": {}}),
        ("tools/call", {"name": "ask", "arguments": {"question": {"path": "/etc/passwd"}}}),
    ],
)
def test_no_agent_makes_the_server_call_anybody(
    besieged: Besieged, claim: str, method: str, params: Any
):
    named = besieged.trap if "Server" not in claim else f"http://{besieged.trap}"
    said = besieged.agent(method, params, **{claim: named})
    assert "error" in said or said["result"]["isError"]
    assert besieged.called == []
    assert besieged.trap not in str(said)


@pytest.mark.parametrize("claim", CLAIMS[1:])
def test_a_page_believes_no_claim_of_where_it_is(besieged: Besieged, claim: str):
    for path in ("/", "/config", "/embed", "/v1/models", "/staff/login"):
        there = {claim: "http://evil.example", "X-Forwarded-Proto": "javascript"}
        assert "evil.example" not in besieged.send("GET", path, headers=there).text


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://a.wence.example"])
def test_no_site_reads_an_answer(besieged: Besieged, origin: str):
    """Gradio would let every site, as soon as the host is no name of this machine."""
    for host in ("wence.example", "127.0.0.1"):
        asking = {"Origin": origin, "Host": host}
        for path in ("/", "/config", "/theme.css", "/v1/models", "/healthz", "/staff/login"):
            response = besieged.send("GET", path, headers=asking)
            assert not [name for name in response.headers if name.startswith("access-control")]
        preflight = {**asking, "Access-Control-Request-Method": "POST"}
        for path in ("/api/ask", "/v1/chat/completions", "/gradio_api/queue/join", "/staff/"):
            response = besieged.send("OPTIONS", path, headers=preflight)
            assert response.status_code == 405
            assert not [name for name in response.headers if name.startswith("access-control")]


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded"])
def test_no_form_of_another_site_asks_or_leaves_an_opinion(besieged: Besieged, kind: str | None):
    """What a browser sends without asking first has one of these types, or none."""
    said = {"question": "问", "answer": "答", "helpful": True, "fn_index": 3, "data": []}
    headers = {"Origin": "http://evil.example", **({"Content-Type": kind} if kind else {})}
    for path in ("/api/ask", "/api/feedback", "/v1/chat/completions", "/gradio_api/mcp/"):
        content = json.dumps(said).encode()
        response = besieged.send("POST", path, content=content, headers=headers)
        assert response.status_code == 400, path


@pytest.mark.parametrize(
    "path",
    [
        *("upload", "upload_progress?upload_id=x", "file=/etc/passwd", "file/etc/passwd"),
        *("proxy=http://127.0.0.1:9/", "component_server", "process_recording", "call/ask"),
        *("api/ask", "run/ask", "info", "app_id", "token", "user", "deep_link", "vibe-edit"),
        *("stream/x/1/1/playlist.m3u8", "custom_component/x/client/component/style.css", "runs"),
        *("dev/reload", "login_check", "queue/status", "file=..%2f..%2fetc/passwd"),
    ],
)
def test_the_rest_of_gradio_is_not_there(besieged: Besieged, path: str):
    for prefix in ("/gradio_api", "/staff/gradio_api", "/gradio_api/", "/./gradio_api"):
        for method in ("GET", "POST"):
            response = besieged.send(method, f"{prefix}/{path}", content=b"{}")
            assert response.status_code == 404, (method, prefix)


@pytest.mark.parametrize(
    "value",
    ["' OR 1=1 --", "'; DROP TABLE accounts; --", '" UNION SELECT hash FROM accounts --', "%", "_"],
)
def test_filters_and_searches_are_values_and_no_sql(besieged: Besieged, value: str):
    for name in ("issuer", "kind", "doc_number"):
        given = {"question": "停车", "filters": {name: value}}
        assert besieged.send("POST", "/api/search", json=given).status_code in (200, 400, 404)
    for name in ("q", "issuer", "kind"):
        page = besieged.send("GET", "/notices", params={name: value})
        assert page.status_code == 200
        assert "argon2" not in page.text
    assert besieged.send("GET", "/notices").text.count("/notices/") > 10
