"""The check every question passes before it reaches the assistant."""

from __future__ import annotations

from rag.errors import QuestionEmpty, QuestionInvalid, QuestionTooLong
from rag.messages import message
from rag.settings import Settings


def admit(question: str, settings: Settings) -> str:
    """Return ``question`` without blanks around it.

    :raises QuestionEmpty: nothing is left.
    :raises QuestionTooLong: it is longer than the settings allow.
    :raises QuestionInvalid: it holds half a character (a lone surrogate), which no answer could
        repeat.
    """
    question = question.strip()
    if not question:
        raise QuestionEmpty
    limit = settings.retrieval.max_question_chars
    if len(question) > limit:
        raise QuestionTooLong(chars=len(question), limit=limit)
    if any("\ud800" <= character <= "\udfff" for character in question):
        raise QuestionInvalid(reason=message("api.question_unreadable", settings.language))
    return question
