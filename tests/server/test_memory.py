"""What a tab keeps comes back the same, within bounds, and is never trusted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.server.page import memory
from rag.server.page.conversation import Conversation, Exchange
from rag.server.page.memory import MAX_BYTES, recall, remember

from .scripted import Scripted


def conversation(*questions: str) -> Conversation:
    assistant = Scripted()
    made = Conversation()
    for question in questions:
        made = made.adding(Exchange.resolve(question, assistant.ask(question), assistant))
    return made


def test_a_conversation_comes_back_whole():
    kept = conversation("运动", "攻击", "天气", "生成")
    assert recall(remember(kept)) == kept


def test_the_oldest_exchanges_give_way_first():
    kept = conversation(*(f"运动{number}{'长' * 3000}" for number in range(30)))
    saved = remember(kept)
    assert len(saved.encode()) <= MAX_BYTES
    back = recall(saved).exchanges
    assert 0 < len(back) < 30
    assert back == kept.exchanges[-len(back) :]


def test_what_a_follow_up_was_taken_to_ask_comes_back_and_may_be_missing():
    [exchange] = conversation("运动").exchanges
    kept = Conversation((replace(exchange, rewritten="小学生每天运动多久？"),))
    saved = remember(kept)
    assert recall(saved) == kept
    older = saved.replace(',"rewritten":"小学生每天运动多久？"', "")
    assert recall(older) == Conversation((exchange,))


@pytest.mark.parametrize(
    "saved",
    [None, "", "[", "{}", '["x"]', '[{"question": "只有问题"}]', "[" * 5000, " " * (MAX_BYTES + 1)],
)
def test_what_cannot_be_read_starts_anew(saved: str | None):
    assert recall(saved) == Conversation()


def test_a_forged_conversation_is_bounded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(memory, "MAX_BYTES", 10**9)
    many = Conversation(conversation("天气").exchanges * (Conversation.LIMIT + 9))
    assert len(recall(remember(many)).exchanges) == Conversation.LIMIT
