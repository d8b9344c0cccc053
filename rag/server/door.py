"""The check every question passes before it reaches the assistant."""

from __future__ import annotations

from rag.errors import QuestionInvalid
from rag.messages import message
from rag.settings import Settings


def admit(question: str, settings: Settings) -> str:
    """Return ``question`` without blanks around it.

    :raises QuestionInvalid: nothing is left, it is longer than the settings allow, or it holds
        half a character (a lone surrogate), which no answer could repeat.
    """
    question = question.strip()
    if not question:
        raise _invalid(settings, "api.question_empty")
    limit = settings.retrieval.max_question_chars
    if len(question) > limit:
        raise _invalid(settings, "api.question_too_long", chars=len(question), limit=limit)
    if any("\ud800" <= character <= "\udfff" for character in question):
        raise _invalid(settings, "api.question_unreadable")
    return question


def _invalid(settings: Settings, key: str, **params: object) -> QuestionInvalid:
    return QuestionInvalid(reason=message(key, settings.language, **params))
