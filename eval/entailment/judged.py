"""Entailment by a chat model that is asked as a judge."""

from __future__ import annotations

import json
from collections.abc import Sequence

from eval.entailment.protocol import TextPair, Verdict
from eval.judging.judge import Judge
from rag.answering.prompting import as_data

TASK = "judge-entailment"
_WORDS: dict[str, bool] = {"yes": True, "no": False, "是": True, "否": False}
_AROUND = " \t\n\"'“”*`。.!！"


class Judged:
    """Asks ``judge`` about one pair at a time; what is no clear yes or no is no verdict."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    @property
    def name(self) -> str:
        """The judge's model."""
        return f"judge: {self._judge.model}"

    def entails(self, pairs: Sequence[TextPair]) -> list[Verdict]:
        """Return a verdict for each of ``pairs``; None where the judge said neither yes nor no.

        :raises JudgeUnavailable: the judge's endpoint fails.
        """
        return [self._entails(premise, hypothesis) for premise, hypothesis in pairs]

    def _entails(self, premise: str, hypothesis: str) -> Verdict:
        reply = self._judge.reply(TASK, premise=as_data(premise), statement=as_data(hypothesis))
        return None if reply is None else verdict(reply)


def verdict(reply: str) -> Verdict:
    """Return what ``reply`` says: one word, or an object with ``entailed`` alone; else None.

    >>> verdict('{"entailed": "yes"}'), verdict("No."), verdict("Yes, mostly.")
    (True, False, None)
    """
    word = reply.strip(_AROUND).lower()
    if word in _WORDS:
        return _WORDS[word]
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.keys() != {"entailed"}:
        return None
    said = found["entailed"]
    return said if isinstance(said, bool) else _WORDS.get(said) if isinstance(said, str) else None
