"""The page and the API around the real assistant and the sample notices."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import app
from rag.answering.assistant import Assistant
from rag.server.caller import Caller
from rag.server.door import Door
from rag.server.markup import text
from rag.server.page.chat import Chat, View
from rag.server.page.conversation import Conversation
from rag.settings import Settings

from .conftest import Running

ASKED = [
    json.loads(line)
    for line in (Path(app.__file__).parent / "samples" / "questions.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]


def cleaned(passage: str) -> str:
    """Return ``passage`` without what cleaning takes out: blanks and pinyin in brackets."""
    return re.sub(r"\s|\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]+\)", "", passage)


@pytest.fixture(scope="module")
def real(assistant: Assistant, sample_settings: Settings) -> Iterator[httpx.Client]:
    with (
        Running(app.build(assistant, sample_settings)) as url,
        httpx.Client(base_url=url, timeout=30, trust_env=False) as client,
    ):
        yield client


def test_every_citation_over_http_is_a_span_of_its_source(real: httpx.Client, samples: Path):
    cited = 0
    for asked in ASKED:
        answer = real.post("/api/ask", json={"question": asked["question"]}).json()
        for citation in answer["citations"]:
            source = (samples / citation["source"]).read_bytes().decode()
            span = source[citation["start"] : citation["end"]]
            assert cleaned(span) == cleaned(citation["quote"])
            assert f"[{citation['mark']}]" in answer["answer"]
            cited += 1
        assert answer["abstained"] == (not answer["citations"])
    assert cited > len(ASKED) / 2


def test_every_citation_on_the_page_shows_its_quote_highlighted(
    assistant: Assistant, sample_settings: Settings
):
    chat = Chat(assistant, sample_settings, Door(assistant, sample_settings))
    shown = 0

    async def last_view(question: str) -> View:
        views = [view async for view in chat.ask(question, Conversation(), Caller())]
        return views[-1]

    for asked in ASKED:
        last = asyncio.run(last_view(asked["question"]))
        (exchange,) = last.conversation.exchanges
        html = last.messages[-1]["content"]
        for evidence in exchange.evidence:
            assert evidence.context.quote
            assert f"<mark>{text(evidence.context.quote)}</mark>" in html
            shown += 1
    assert shown > len(ASKED) / 2


def test_a_stream_over_http_adds_up(real: httpx.Client):
    asked = {"question": ASKED[0]["question"], "stream": True}
    body = real.post("/api/ask", json=asked).text
    blocks = [block.split("\ndata: ") for block in body.strip().split("\n\n")]
    deltas = [json.loads(data)["text"] for name, data in blocks if name == "event: delta"]
    answer = json.loads(blocks[-1][1])
    assert blocks[-1][0] == "event: answer"
    assert "".join(deltas) == answer["answer"]


def test_openais_protocol_gives_the_same_answers(real: httpx.Client):
    for asked in ASKED[:12]:
        answer = real.post("/api/ask", json={"question": asked["question"]}).json()
        messages = [{"role": "user", "content": asked["question"]}]
        body = {"model": "wence", "messages": messages}
        message = real.post("/v1/chat/completions", json=body).json()["choices"][0]["message"]
        assert (message["content"], message["citations"]) == (answer["answer"], answer["citations"])
        assert {name: answer[name] for name in message["wence"]} == message["wence"]
        events = real.post("/v1/chat/completions", json={**body, "stream": True}).text
        *lines, done, _ = (line.removeprefix("data: ") for line in events.split("\n\n"))
        deltas = [json.loads(line)["choices"][0]["delta"] for line in lines]
        assert "".join(delta.get("content", "") for delta in deltas) == answer["answer"]
        ends = ("citations", "wence", "annotations")
        assert deltas[-1] == {name: message[name] for name in ends}
        assert done == "[DONE]"
