"""The verbs: ask a system a question set, and score the answers of any system."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from eval.answers import Answers, of_objects
from eval.attribution import unsupported
from eval.entailment import Memo
from eval.entailment.rules import Rules
from eval.metrics import NO_TOOLS, Tools, table
from eval.questions import Question
from eval.report.build import build
from eval.report.model import Report
from eval.sources import Sources
from rag.answering.model import Answer, Turn
from rag.errors import QuestionInvalid
from rag.messages import DEFAULT_LANGUAGE

log = logging.getLogger(__name__)
OURS = "Wence"


class Answerer(Protocol):
    """All that the evaluation knows of an assistant: it answers."""

    def ask(self, question: str, history: Sequence[Turn]) -> Answer:
        """Return the answer to ``question`` after the turns of ``history``."""
        ...


def ask(
    assistant: Answerer,
    questions: Sequence[Question],
    *,
    name: str = OURS,
    clock: Callable[[], float] = time.perf_counter,
    asked: Callable[[Question], None] | None = None,
) -> Answers:
    """Return what ``assistant`` answers to ``questions``.

    :param assistant: the assistant, asked one question after the other.
    :param questions: what is asked; ids are unique.
    :param name: what reports call the assistant.
    :param clock: seconds; latency is taken here, from outside, not as the answer states it.
    :param asked: called after every question, for a progress bar.
    :return: the answers; none for a question that the assistant rejects.
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
    return Answers(name, answers)


def measure(questions: Sequence[Question], answers: Answers, tools: Tools = NO_TOOLS) -> Report:
    """Return the report on ``answers``; a question may be without one.

    :param tools: what is needed beyond the answers to check spans and statements.
    """
    unasked = sorted(answers.by_id.keys() - {question.id for question in questions})
    if unasked:
        log.warning("%d answers belong to no question, the first is %s", len(unasked), unasked[0])
    pairs = [(question, answers.by_id.get(question.id)) for question in questions]
    # Whoever leaves the hard ones out is scored on the easy ones: that must not go unseen.
    if missing := sum(answer is None for _, answer in pairs):
        log.warning("%s: %d of %d questions have no answer", answers.name, missing, len(pairs))
    entailment = tools.entailment
    return build(
        pairs,
        table(tools),
        name=answers.name,
        unstated=answers.unstated,
        explain=lambda it: () if entailment is None else unsupported(it, entailment),
    )


def evaluate(
    assistant: Answerer, questions: Sequence[Question], *, sources: Path | None = None
) -> Report:
    """Return the report on what ``assistant`` answers to ``questions``.

    :param sources: folder of the source files, to check spans; None leaves them unchecked.
    """
    return measure(questions, ask(assistant, questions), _tools(sources))


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
    given = of_objects(answers, language=language)
    return measure(questions, given, _tools(sources))


def _tools(sources: Path | None) -> Tools:
    return Tools(Sources(sources) if sources is not None else None, Memo(Rules()))
