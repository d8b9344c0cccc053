"""LangChain's ChatOpenAI at the door, and the subclass of docs/api.md that keeps the citations."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openai
import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_openai import ChatOpenAI
from pydantic import BaseModel

import app
from rag.answering.model import Turn

from .scripted import ANSWER, QUOTE, WARNING, Scripted

QUESTION = "学生每天运动多久？"


def chat(url: str, kind: type[ChatOpenAI] = ChatOpenAI, **options: Any) -> ChatOpenAI:
    return kind(model="wence", base_url=f"{url}/v1", api_key="any", max_retries=0, **options)


@pytest.fixture
def documented() -> type[ChatOpenAI]:
    """The class that docs/api.md shows, as it stands there."""
    text = (Path(app.__file__).parent / "docs" / "api.md").read_text(encoding="utf-8")
    (block,) = [one for one in re.findall(r"```python\n(.*?)```", text, re.S) if "class " in one]
    space: dict[str, Any] = {}
    exec(block.partition("\nchat = ")[0], space)
    return space["ChatWence"]


def test_it_answers(url: str):
    answered = chat(url).invoke(QUESTION)
    assert answered.content == ANSWER
    assert answered.response_metadata["finish_reason"] == "stop"
    assert answered.usage_metadata["output_tokens"] > 0


def test_it_streams(url: str):
    chunks = list(chat(url, stream_usage=True).stream(QUESTION))
    assert len(chunks) > 4
    whole = chunks[0]
    for chunk in chunks[1:]:
        whole += chunk
    assert whole.content == ANSWER
    assert whole.usage_metadata["total_tokens"] > 0


async def _asynchronously(url: str) -> str:
    return "".join([chunk.content async for chunk in chat(url).astream(QUESTION)])


def test_it_streams_asynchronously(url: str):
    import asyncio

    assert asyncio.run(_asynchronously(url)) == ANSWER


def test_it_goes_into_a_chain_and_keeps_a_conversation(url: str, scripted: Scripted):
    prompt = ChatPromptTemplate.from_messages([("system", "用古文回答。"), ("user", "{question}")])
    chain = prompt | chat(url, temperature=0) | StrOutputParser()
    assert chain.invoke({"question": QUESTION}) == ANSWER
    said = [HumanMessage(QUESTION), AIMessage(ANSWER), SystemMessage("好"), HumanMessage("那呢？")]
    chat(url).invoke(said)
    assert scripted.histories[-1] == (Turn("user", QUESTION), Turn("assistant", ANSWER))


def test_tools_and_structured_output_are_refused(url: str):
    class Shape(BaseModel):
        hours: int

    for method in ("json_schema", "json_mode", "function_calling"):
        with pytest.raises(openai.BadRequestError):
            chat(url).with_structured_output(Shape, method=method).invoke(f"{QUESTION} json")


def test_by_itself_it_drops_what_openai_does_not_have(url: str):
    """Should this fail, docs/api.md can drop its subclass."""
    answered = chat(url).invoke(QUESTION)
    assert "citations" not in str(answered.additional_kwargs) + str(answered.response_metadata)


def test_the_documented_class_keeps_the_citations(url: str, documented: type[ChatOpenAI]):
    answered = chat(url, documented).invoke(QUESTION)
    assert answered.content == ANSWER
    assert answered.additional_kwargs["citations"][0]["quote"] == QUOTE
    assert answered.additional_kwargs["wence"]["warnings"] == [WARNING]
    whole = None
    for chunk in chat(url, documented).stream(QUESTION):
        whole = chunk if whole is None else whole + chunk
    assert whole.content == ANSWER
    assert whole.additional_kwargs["citations"] == answered.additional_kwargs["citations"]
    assert whole.additional_kwargs["wence"] == answered.additional_kwargs["wence"]
