"""The tools, as an agent's own MCP client finds and calls them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult

import app
from rag.answering.assistant import Assistant
from rag.messages import message
from rag.settings import Settings

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
        name: message(f"tools.{name}") for name in ("ask", "search", "read")
    }
    takes = {tool.name: list(tool.inputSchema["properties"]) for tool in tools}
    assert takes == {
        "ask": ["question"],
        "search": ["question"],
        "read": ["notice", "paragraph"],
    }


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


@pytest.fixture(scope="module")
def reading(assistant: Assistant, sample_settings: Settings) -> Iterator[Callable[..., Any]]:
    """Read as an agent does, from the samples."""
    with Running(app.build(assistant, sample_settings)) as url:

        def read(**given: str) -> Any:
            return session(url, lambda client: client.call_tool("read", given))

        yield read


def test_a_clause_is_read_by_number_and_label(reading: Callable[..., Any]):
    cited = json.loads(said(reading(notice="雲政發[2024]19號", paragraph="第六条")))
    assert cited["doc_number"] == "云政发〔2024〕19号"
    assert cited["status"] == "in_force"
    first = cited["clauses"][0]
    assert first["path"][-1] == "第六条"
    assert first["text"].startswith("第六条")
    assert all(first["path"] == one["path"][: len(first["path"])] for one in cited["clauses"])


def test_what_an_answer_cites_can_be_read_on(assistant: Assistant, reading: Callable[..., Any]):
    for citation in assistant.ask("停车怎么收费？").citations:
        name = citation.doc_number or citation.title
        whole = json.loads(said(reading(notice=name, paragraph=citation.paragraph)))
        text = "".join(one["text"] for one in whole["clauses"])
        assert citation.quote[:20] in text


def test_without_a_label_a_notice_is_an_outline(reading: Callable[..., Any]):
    outline = json.loads(said(reading(notice="云政发〔2024〕19号")))
    assert isinstance(outline["clauses"], int)
    assert len(outline["outline"]) == outline["clauses"]
    assert all(len(one["begins"]) <= 60 for one in outline["outline"])


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"notice": "云政发〔1999〕1号"}, "没有收录这份公文"),
        ({"notice": "云政发〔2024〕19号", "paragraph": "第九百条"}, "没有这一段"),
        ({"notice": "通知"}, "有多份公文符合"),
        ({"notice": " "}, "问题是空的"),
    ],
)
def test_what_cannot_be_read_is_one_line(
    reading: Callable[..., Any], given: dict[str, str], line: str
):
    result = reading(**given)
    assert result.isError
    assert line in said(result)
    assert "Traceback" not in said(result)


def test_nothing_else_of_gradios_is_open_for_it(client: httpx.Client):
    for path in ("sse", "schema", "messages/", "http/"):
        for method in ("GET", "POST"):
            assert client.request(method, f"/gradio_api/mcp/{path}").status_code == 404
    assert client.get("/gradio_api/mcp/").status_code == 405
    for path in ("/gradio_api/call/ask", "/gradio_api/run/ask", "/gradio_api/api/ask"):
        assert client.post(path, json={"data": [QUESTION]}).status_code == 404
