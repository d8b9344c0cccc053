"""Asking a system for passages, and keeping what it found in a form that the metrics judge."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from eval.metrics import Pair
from eval.metrics.table import DEPTH
from eval.questions import Question
from rag.answering.assistant import Assistant
from rag.answering.model import Answer, Retrieved


class System(Protocol):
    """Whatever finds passages: ours or a stock pipeline."""

    @property
    def name(self) -> str:
        """What tables call it."""
        ...

    def search(self, question: Question) -> tuple[Retrieved, ...]:
        """Return the ``DEPTH`` passages found for ``question``, best first."""
        ...


@dataclass(frozen=True, slots=True)
class Ours:
    """The assistant, asked as any caller would: the question and the turns before it."""

    name: str
    assistant: Assistant

    def search(self, question: Question) -> tuple[Retrieved, ...]:
        """Return the passages that ``wence search`` prints."""
        return self.assistant.search(question.question, question.history, DEPTH).retrieved


@dataclass(frozen=True, slots=True)
class Found:
    """What one system found: questions with passages as answers, and seconds a search."""

    name: str
    pairs: tuple[Pair, ...]
    seconds: tuple[float, ...]


def ask(
    system: System,
    questions: Sequence[Question],
    clock: Callable[[], float] = time.perf_counter,
    asked: Callable[[Question], None] | None = None,
) -> Found:
    """Return what ``system`` finds for each of ``questions``.

    The first question is asked once more before the clock starts: what a system loads on first
    use (a dictionary, a cache) is no part of a search.

    :param asked: called after every question, for a progress bar.
    """
    if questions:
        system.search(questions[0])
    pairs: list[Pair] = []
    seconds: list[float] = []
    for question in questions:
        began = clock()
        passages = system.search(question)
        seconds.append(clock() - began)
        pairs.append((question, _answer(question, passages, seconds[-1])))
        if asked is not None:
            asked(question)
    return Found(system.name, tuple(pairs), tuple(seconds))


def _answer(question: Question, passages: tuple[Retrieved, ...], seconds: float) -> Answer:
    return Answer(
        question=question.question,
        answer="",
        abstained=False,
        citations=(),
        warnings=(),
        retrieved=passages,
        mode="extractive",
        seconds=seconds,
    )
