"""The tools, as an agent's own MCP client finds and calls them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult

import app
from rag.messages import message

from .conftest import Running
from .scripted import ANSWER, HOSTILE, QUOTE, Scripted
from .test_doors import serving

QUESTION = "学生每天运动多久？"
Work = Callable[[ClientSession], Awaitable[Any]]


def session(url: str, work: Work, **headers: str) -> Any:
    """Return what ``work`` makes of an open session."""

    async def run() -> Any:
        async with (
            httpx.AsyncClient(trust_env=False, timeout=30, headers=headers) as http,
            streamable_http_client(f"{url}/gradio_api/mcp/", http_client=http) as (read, write, _),
            ClientSession(read, write, timedelta(seconds=30)) as client,
        ):
            await client.initialize()
            return await work(client)

    return asyncio.run(run())


def call(url: str, tool: str, question: Any = QUESTION, **headers: str) -> CallToolResult:
    return session(url, lambda client: client.call_tool(tool, {"question": question}), **headers)


def said(result: CallToolResult) -> str:
    (content,) = result.content
    return content.text


def test_there_are_these_tools_and_the_page_offers_none(url: str):
    tools = session(url, lambda client: client.list_tools()).tools
    assert {tool.name: tool.description for tool in tools} == {
        name: message(f"tools.{name}") for name in ("ask", "search")
    }
    for tool in tools:
        assert list(tool.inputSchema["properties"]) == ["question"]


def test_ask_answers_with_citations(url: str):
    result = call(url, "ask")
    assert not result.isError
    answer = json.loads(said(result))
    assert answer["answer"] == ANSWER
    assert answer["citations"][0]["quote"] == QUOTE
    assert answer["citations"][0]["doc_number"] == "某府办发〔2024〕12号"
    assert "retrieved" not in answer


def test_search_gives_clauses(url: str):
    found = json.loads(said(call(url, "search")))
    assert found["retrieved"][0]["text"] == QUOTE


def test_foreign_text_comes_as_it_is(url: str):
    assert json.loads(said(call(url, "ask", "攻击")))["answer"] == HOSTILE + "[1]"


@pytest.mark.parametrize(
    ("question", "line"),
    [
        (" ", message("error.question_empty")),
        ("长" * 401, message("error.question_too_long", chars=401, limit=400)),
        ("故障", message("api.unavailable")),
    ],
)
def test_what_cannot_be_asked_is_an_error_of_the_tool(url: str, question: str, line: str):
    for _ in range(2):
        result = call(url, "ask", question)
        assert result.isError
        assert line in said(result)
        assert "secret-model" not in said(result)


def test_a_defect_stays_inside(url: str):
    result = call(url, "ask", "缺陷")
    assert result.isError
    assert message("error.internal") in said(result)
    assert "a defect of the assistant" not in said(result)


def test_arguments_that_are_none_are_refused(url: str):
    assert session(url, lambda client: client.call_tool("ask", {})).isError
    assert session(url, lambda client: client.call_tool("no such tool", {})).isError


def test_tools_are_counted_like_every_door():
    with Running(app.build(Scripted(), serving(per_minute=2, trusted_proxies=1))) as url:
        here = {"x-forwarded-for": "198.51.100.1"}
        assert not call(url, "ask", **here).isError
        assert not call(url, "search", **here).isError
        for tool in ("ask", "search"):
            refused = call(url, tool, **here)
            assert refused.isError
            assert "每分钟最多 2 次" in said(refused)
        answered = httpx.post(
            f"{url}/api/ask", json={"question": QUESTION}, headers=here, trust_env=False
        )
        assert answered.status_code == 429
        assert not call(url, "ask", **{"x-forwarded-for": "198.51.100.2"}).isError


def test_nothing_else_of_gradios_is_open_for_it(client: httpx.Client):
    for path in ("sse", "schema", "messages/", "http/"):
        for method in ("GET", "POST"):
            assert client.request(method, f"/gradio_api/mcp/{path}").status_code == 404
    assert client.get("/gradio_api/mcp/").status_code == 405
    for path in ("/gradio_api/call/ask", "/gradio_api/run/ask", "/gradio_api/api/ask"):
        assert client.post(path, json={"data": [QUESTION]}).status_code == 404
