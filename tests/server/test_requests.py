"""Logs of real requests: an id for each, and nothing of who asked or what."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.server.requests import door_of
from tests.serving import Served, served

QUESTION, NAME, SECRET = "李四的老二上全日托每月能领多少补贴", "王芳芳", "sk-0123456789abcdef"
ID = re.compile(r"[0-9a-f]{16}")


@pytest.fixture(scope="module", params=["text", "json"])
def logged(
    request: pytest.FixtureRequest, sample_index: Path, guard: Path, tmp_path_factory
) -> Iterator[tuple[str, Served]]:
    """A server as a process, its log in this form."""
    folder = tmp_path_factory.mktemp("server")
    variables = {
        "WENCE_SERVER_LOG": request.param,
        "WENCE_SERVER_WORKERS": "0",
        "WENCE_CHAT_MODEL": "none",
        "WENCE_CHAT_BASE_URL": "http://127.0.0.1:9/v1",
        "WENCE_CHAT_API_KEY": SECRET,
        "WENCE_CHAT_MAX_RETRIES": "0",
    }
    with served(sample_index, folder, guard, variables) as server:
        yield request.param, server


def test_an_id_is_taken_given_back_and_never_anything_else(logged):
    _, server = logged
    with server.client() as client:
        given = client.get("/healthz", headers={"X-Request-ID": "proxy-1.a_B"})
        assert given.headers["X-Request-ID"] == "proxy-1.a_B"
        for bad in ("", "a b", "x" * 65, "a\tb", '"}', "王"):
            answer = client.get("/healthz", headers={"X-Request-ID": bad.encode()})
            assert ID.fullmatch(answer.headers["X-Request-ID"]), bad
        twice = client.get("/healthz", headers=[("X-Request-ID", "a"), ("X-Request-ID", "b")])
        assert ID.fullmatch(twice.headers["X-Request-ID"])
        one, other = (client.get("/nowhere").headers["X-Request-ID"] for _ in range(2))
        assert one != other


def test_nothing_of_who_asked_or_what_is_in_the_log(logged):
    form, server = logged
    with server.client() as client:
        client.post("/api/ask", json={"question": QUESTION}, headers={"X-Request-ID": "asked-1"})
        client.post("/api/ask", json={"question": QUESTION, "stream": True})
        client.post("/api/search", json={"question": QUESTION, "filters": {"doc_number": NAME}})
        client.post("/api/ask", json={"question": QUESTION * 1000})
        client.post("/v1/chat/completions", json={"model": NAME, "messages": [NAME]})
        client.get("/notices", params={"q": NAME})
        client.get(f"/notices/{NAME}")
        client.get(f"/{NAME}")
        client.post("/staff/login", data={"name": NAME, "password": SECRET})
        tool = {"name": "read", "arguments": {"notice": NAME}}
        client.post(
            "/gradio_api/mcp/",
            json={"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": tool},
            headers={"Accept": "application/json, text/event-stream"},
        )
    text = server.log_with("asked-1")
    assert "/api/ask" in text
    assert "chat_unavailable" in text or "chat model" in text  # it did fall back, and says so
    told = text.partition("startup complete")[2]
    for private in (QUESTION[:6], "补贴", NAME, SECRET, "127.0.0.1"):
        assert private not in told, private
    if form == "json":
        lines = [json.loads(line) for line in text.splitlines()]
        asked = next(line for line in lines if line.get("request") == "asked-1" and "door" in line)
        assert (asked["method"], asked["door"], asked["status"]) == ("POST", "/api/ask", 200)
        assert {"time", "level", "logger", "message"} <= set(asked)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/", "/"),
        ("/api/ask", "/api/ask"),
        ("/notices", "/notices"),
        ("/notices/云政发", "/notices/…"),
        ("/embed-en", "/embed/…"),
        ("/gradio_api/heartbeat/abc", "/gradio_api/…"),
        ("/staff/notices/check", "/staff/…"),
        ("/noticesboard", "/…"),
        ("/v1/models/王芳", "/…"),
    ],
)
def test_of_a_path_the_door_is_told(path: str, told: str):
    assert door_of(path) == told


DEFECT = """
import logging, sys
from rag import logs
logs.configure(sys.argv[1])
logs.tag("one")
try:
    try:
        raise KeyError("王芳的电话")
    except KeyError as error:
        raise ValueError("王芳的电话") from error
except ValueError as error:
    logging.getLogger("x").error("a defect", exc_info=error)
"""


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_defect_is_told_by_its_kind_and_place(form: str, environment):
    done = subprocess.run(
        [sys.executable, "-c", DEFECT, form], env=environment, capture_output=True, text=True
    )
    assert "王芳" not in done.stderr
    assert "one" in done.stderr
    assert {"ValueError", "KeyError"} <= set(re.findall(r"\w+Error", done.stderr))
    if form == "json":
        (line,) = done.stderr.splitlines()
        assert [defect["type"] for defect in json.loads(line)["defects"]] == [
            "ValueError",
            "KeyError",
        ]
