"""Small answers to build cases from; every field that a case does not name is empty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eval import Answers, measure
from eval.entailment.rules import Rules
from eval.metrics import Tools
from eval.questions import Gold, Question
from rag.answering.model import Answer, Citation, Retrieved

NUMBER = "鄂府办发〔2024〕34号"
OTHER_NUMBER = "鄂府发〔2024〕34号"


def citation(
    quote: str = "", paragraph: str = "", number: str | None = NUMBER, **more: Any
) -> Citation:
    fields: dict[str, Any] = {
        "mark": 1,
        "doc_number": number,
        "title": "",
        "issuer": None,
        "issued_on": None,
        "paragraph": paragraph,
        "quote": quote,
        "source": "",
        "start": 0,
        "end": 0,
    }
    return Citation(**fields | more)


def retrieved(*texts: str) -> tuple[Retrieved, ...]:
    return tuple(Retrieved(NUMBER, "", "", text, 1.0, "", 0, 0) for text in texts)


def answer(
    text: str = "",
    *citations: Citation,
    found: Sequence[str] = (),
    abstained: bool = False,
    seconds: float = 0.5,
    confidence: float | None = 0.5,
) -> Answer:
    return Answer(
        question="",
        answer=text,
        abstained=abstained,
        citations=citations,
        warnings=(),
        retrieved=retrieved(*found),
        mode="extractive",
        seconds=seconds,
        confidence=confidence,
    )


REFUSAL = answer("抱歉，收录的文件中没有依据。", abstained=True)


def gold(evidence: str = "", paragraph: str = "", number: str | None = NUMBER) -> Gold:
    return Gold(number, "", paragraph, evidence, "")


def question(
    *golds: Gold,
    facts: Sequence[Sequence[str]] = (),
    abstain: bool = False,
    id: str = "q",
    **more: Any,
) -> Question:
    forms = tuple(tuple(fact) for fact in facts)
    return Question(id, "问题？", abstain, gold=golds, facts=forms, **more)


UNANSWERABLE = question(abstain=True, id="u", type="unanswerable")


def report_on(questions, by_id, unstated=frozenset()):
    """The report on answers by question id."""
    return measure(questions, Answers("系统", by_id, unstated), Tools(entailment=Rules()))


# Two lines of a question set as JSON, and the right answer to the first.
CLAUSE = "三、到2025年在城区建设充电站160余个。"
QUESTIONS = [
    {
        "id": "q1",
        "type": "number",
        "lang": "zh-Hans",
        "audience": "citizen",
        "question": "建多少个充电站？",
        "abstain": False,
        "gold": [{"doc_number": NUMBER, "paragraph": "三、", "evidence": CLAUSE, "file": "a.txt"}],
        "facts": [["160"]],
        "answer": "160余个。",
    },
    {
        "id": "q2",
        "type": "unanswerable",
        "lang": "en",
        "audience": "staff",
        "question": "How many airports?",
        "abstain": True,
    },
]
ANSWER = answer(
    "160余个[1]。",
    citation(CLAUSE, "三、", source="a.txt", start=0, end=len(CLAUSE)),
    found=[CLAUSE],
)
