"""The questions that an answer would answer, as a judge guesses them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from eval.judging.judge import Judge
from rag.answering.prompting import as_data

TASK = "judge-questions"
_FLAGS: dict[object, bool] = {"yes": True, "no": False, True: True, False: False}


@dataclass(frozen=True, slots=True)
class Guess:
    """What an answer seems to have been asked; ``noncommittal``: it evades whatever it was."""

    questions: tuple[str, ...]
    noncommittal: bool = False


def guess(judge: Judge, answer: str, count: int) -> Guess | None:
    """Return ``count`` questions that ``answer`` would answer, or that it is noncommittal.

    None where the judge's reply cannot be used: no object of the form asked for, or fewer or more
    questions, or blank ones.

    :raises JudgeUnavailable: the judge's endpoint fails.
    """
    reply = judge.reply(TASK, answer=as_data(answer), count=str(count))
    return None if reply is None else _parsed(reply, count)


def _parsed(reply: str, count: int) -> Guess | None:
    try:
        found: Any = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    flag, questions = found.get("noncommittal"), found.get("questions")
    if not isinstance(flag, str | bool) or flag not in _FLAGS:
        return None
    if _FLAGS[flag]:
        return Guess((), noncommittal=True)
    if not isinstance(questions, list) or len(questions) != count:
        return None
    if not all(isinstance(it, str) and it.strip() for it in questions):
        return None
    return Guess(tuple(it.strip() for it in questions))
