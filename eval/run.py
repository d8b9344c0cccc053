"""The two verbs: ask an assistant a question set, or score answers that are ready."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from eval.answers import parse
from eval.errors import Flaw
from eval.fields import Fields
from eval.metrics import table
from eval.questions import Question
from eval.report.model import Report, build
from eval.sources import Sources
from rag.answering.model import Answer, Turn
from rag.errors import QuestionInvalid, QuestionSetInvalid
from rag.messages import DEFAULT_LANGUAGE

log = logging.getLogger(__name__)


class Answerer(Protocol):
    """All that the evaluation knows of an assistant: it answers."""

    def ask(self, question: str, history: Sequence[Turn]) -> Answer:
        """Return the answer to ``question`` after the turns of ``history``."""
        ...


def evaluate(
    assistant: Answerer,
    questions: Sequence[Question],
    *,
    sources: Path | None = None,
    clock: Callable[[], float] = time.perf_counter,
    asked: Callable[[Question], None] | None = None,
) -> Report:
    """Return the report on what ``assistant`` answers to ``questions``.

    :param assistant: the assistant, asked one question after the other.
    :param questions: what is asked; ids are unique.
    :param sources: folder of the source files, to check spans; None leaves them unchecked.
    :param clock: seconds; latency is taken here, from outside, not as the answer states it.
    :param asked: called after every question, for a progress bar.
    :return: the report; a question that the assistant rejects counts as one without an answer.
    """
    answers: dict[str, Answer] = {}
    for question in questions:
        started = clock()
        try:
            answer = assistant.ask(question.question, question.history)
        except QuestionInvalid as error:
            log.warning("question %s was rejected: %s", question.id, error)
        else:
            answers[question.id] = replace(answer, seconds=clock() - started)
        if asked is not None:
            asked(question)
    return measure(questions, answers, sources=sources)


def score(
    questions: Sequence[Question],
    answers: Iterable[Mapping[str, Any]],
    *,
    sources: Path | None = None,
    language: str = DEFAULT_LANGUAGE,
) -> Report:
    """Return the report on ready ``answers``, objects of the contract with their ids.

    :raises QuestionSetInvalid: an answer breaks the contract; ``where`` is its place in the list.
    """
    parsed: dict[str, Answer] = {}
    for place, item in enumerate(answers):
        try:
            identifier, answer = parse(Fields(item))
            if identifier in parsed:
                raise Flaw("twice", id=identifier, first="answers")
        except Flaw as flaw:
            reason = flaw.say(language)
            raise QuestionSetInvalid(where=f"answers[{place}]", reason=reason) from flaw
        parsed[identifier] = answer
    return measure(questions, parsed, sources=sources)


def measure(
    questions: Sequence[Question],
    answers: Mapping[str, Answer],
    *,
    sources: Path | None = None,
) -> Report:
    """Return the report on ``answers``, given by question id; an id may be missing."""
    unasked = sorted(answers.keys() - {question.id for question in questions})
    if unasked:
        log.warning("%d answers belong to no question, the first is %s", len(unasked), unasked[0])
    pairs = [(question, answers.get(question.id)) for question in questions]
    return build(pairs, table(Sources(sources) if sources is not None else None))
