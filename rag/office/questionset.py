"""What staff kept as drafts of a question set, one line of JSON each; docs/questions.md."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain

from rag.office.feedback import FeedbackRow, FeedbackTable, State
from rag.office.unanswered import UnansweredQuestion, UnansweredTable


def drafts(feedback: FeedbackTable, unanswered: UnansweredTable, state: State) -> Iterator[str]:
    """Yield a JSON line for each question in ``state``; every one is a draft to be checked.

    :raises OfficeUnavailable: with the first line or a later one.
    """
    refused = map(_refused, unanswered.list(state))
    for question in chain(refused, map(_opinion, feedback.all(state))):
        yield json.dumps(question, ensure_ascii=False) + "\n"


def _refused(row: UnansweredQuestion) -> dict[str, object]:
    return {
        "id": f"unanswered-{row.id}",
        "question": row.question,
        "abstain": True,
        "type": "unanswerable",
        "draft": True,
    }


def _opinion(row: FeedbackRow) -> dict[str, object]:
    given = row.feedback
    gold = [
        {"doc_number": cited.doc_number, "title": cited.title, "paragraph": cited.paragraph}
        for cited in given.citations
    ]
    question: dict[str, object] = {
        "id": f"feedback-{row.id}",
        "question": given.question,
        "abstain": given.helpful and not gold,  # a refusal that was right
        "draft": True,
    }
    if given.helpful and gold:
        question |= {"gold": gold, "answer": given.answer}
    if given.comment:
        question["hard"] = given.comment
    return question
