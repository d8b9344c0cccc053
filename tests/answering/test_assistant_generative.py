"""The assistant with a chat model: a real endpoint on loopback, a real index, real checks."""

from __future__ import annotations

import time

import pytest
from chat_server import Behaviour, ChatServer, breaks, hangs, refuses, says

from embeddings import Encoder
from rag.answering.assistant import Assistant
from rag.answering.model import Answer
from rag.settings import Chat, Settings

QUESTION = "全日托的二孩家庭每月能领多少补贴？"
FACT = "二孩每月500元"


def ask(settings: Settings, encoder: Encoder, *script: Behaviour) -> Answer:
    with ChatServer(*script) as server:
        chat = Chat(model="scripted", base_url=server.url, api_key="k", timeout=5, max_retries=0)
        assistant = Assistant(settings.model_copy(update={"chat": chat}), encoder)
        return assistant.ask(QUESTION)


@pytest.fixture
def place(assistant: Assistant) -> int:
    """The number under which the model sees the passage with the answer."""
    found = assistant.search(QUESTION, k=8).retrieved
    return next(i for i, it in enumerate(found, 1) if FACT in it.text)


def test_what_the_clause_says_is_said_and_cited_to_its_sentence(sample_settings, encoder, place):
    answer = ask(sample_settings, encoder, says(f"全日托二孩家庭每月可领500元。[{place}]"))
    assert (answer.mode, answer.abstained) == ("generative", False)
    assert answer.answer == "全日托二孩家庭每月可领500元。[1]"
    assert [c.mark for c in answer.citations] == [1]
    assert FACT in answer.citations[0].quote
    assert answer.citations[0].doc_number == "云政办发〔2025〕12号"
    assert len(answer.citations[0].quote) < 80, "the sentence, not the passage"


@pytest.mark.parametrize(
    "lie",
    [
        "全日托二孩家庭每月可领900元。[{place}]",
        "全日托二孩家庭每月可领500元。",
        "全日托二孩家庭每月可领500元。[77]",
        "根据云政办发〔2025〕99号，二孩每月500元。[{place}]",
    ],
)
def test_what_no_clause_bears_out_is_not_said(sample_settings, encoder, place, lie):
    answer = ask(sample_settings, encoder, says(lie.format(place=place)))
    assert answer.abstained
    assert answer.citations == ()
    assert "900" not in answer.answer and "99号" not in answer.answer


def test_a_true_statement_survives_beside_a_lie(sample_settings, encoder, place):
    text = f"二孩每月500元。[{place}]四孩每月9999元。[{place}]"
    answer = ask(sample_settings, encoder, says(text))
    assert not answer.abstained
    assert "500元" in answer.answer and "9999" not in answer.answer


def test_an_endpoint_that_fails_leaves_the_quoted_answer_and_a_note(sample_settings, encoder):
    answer = ask(sample_settings, encoder, refuses(500))
    assert (answer.mode, answer.abstained) == ("extractive", False)
    assert answer.citations
    assert any("对话模型" in line for line in answer.warnings)


def test_a_stream_that_breaks_is_completed_with_quotations(sample_settings, encoder, place):
    script = breaks(f"全日托二孩家庭每月可领500元。[{place}]", "另外")
    answer = ask(sample_settings, encoder, script)
    assert answer.answer.startswith("全日托二孩家庭每月可领500元。[1]")
    assert answer.mode == "generative"
    assert any("对话模型" in line for line in answer.warnings)
    marks = [c.mark for c in answer.citations]
    assert marks == list(range(1, len(marks) + 1))


def test_a_statement_is_streamed_before_the_model_has_ended(sample_settings, encoder, place):
    script = hangs(f"全日托二孩家庭每月可领500元。[{place}]另外，", seconds=30)
    with ChatServer(script) as server:
        chat = Chat(model="scripted", base_url=server.url, timeout=20, max_retries=0)
        assistant = Assistant(sample_settings.model_copy(update={"chat": chat}), encoder)
        pieces = assistant.stream(QUESTION)
        began = time.perf_counter()
        assert next(piece for piece in pieces if piece) == "全日托二孩家庭每月可领500元。[1]"
        pieces.close()
        assert time.perf_counter() - began < 10


def test_without_a_chat_model_nothing_of_one_is_imported(python):
    code = (
        "import sys, rag.answering.assistant\n"
        "print([m for m in ('openai', 'langchain_openai', 'rag.answering.generative.answerer')"
        " if m in sys.modules])"
    )
    assert python("-c", code).stdout.strip() == "[]"


def test_a_refusal_never_reaches_the_model(sample_settings, encoder):
    with ChatServer(says("不该问我。[1]")) as server:
        chat = Chat(model="scripted", base_url=server.url, api_key="k", max_retries=0)
        assistant = Assistant(sample_settings.model_copy(update={"chat": chat}), encoder)
        answer = assistant.ask("云政发〔2031〕77号规定了什么？")
        assert answer.abstained
        assert not server.requests
