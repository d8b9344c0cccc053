"""Question sets checked beyond their schema: every fault with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from eval.errors import Flaw
from eval.jsonl import each
from eval.normal import normal
from eval.questions import Question, parse
from eval.sets.consistency import disagreements
from eval.sets.fault import Fault
from eval.sets.grounding import ungrounded
from eval.sources import Sources

Placed = tuple[str, Question]  # "file:line" and the question there


def check(paths: Iterable[Path], sources: Sources | None) -> tuple[int, list[Fault]]:
    """Return how many questions the files hold, and all faults, file by file and line by line.

    :param sources: the folder of the source files; None leaves out what needs them.
    :raises SourceMissing, SourceUnreadable: a file cannot be read.
    """
    questions: list[Placed] = []
    broken: list[Fault] = []
    order: dict[str, int] = {}
    for path in paths:
        empty = True
        for where, found in each(path, parse):
            empty = False
            order[where] = len(order)
            if isinstance(found, Flaw):
                broken.append(Fault(where, "", "schema", {"flaw": found}))
            else:
                questions.append((where, found))
        if empty:
            order[str(path)] = len(order)
            broken.append(Fault(str(path), "", "empty"))
    both = broken + faults(questions, sources)
    return len(questions), sorted(both, key=lambda fault: order[fault.where])


def faults(questions: Sequence[Placed], sources: Sources | None) -> list[Fault]:
    """Return the faults of questions that keep the schema, in their order.

    :param sources: the folder of the source files; None leaves out what needs them.
    :raises SourceUnreadable: a source file cannot be read.
    """
    out: list[Fault] = []
    twice = _Twice()
    for where, question in questions:
        found = [*disagreements(question), *twice.found(where, question)]
        if sources is not None:
            found += ungrounded(question, sources)
        out += [Fault(where, question.id, key, params) for key, params in found]
    return out


class _Twice:
    """Ids and questions seen so far."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}
        self._asked: dict[tuple[str, ...], str] = {}

    def found(self, where: str, question: Question) -> Iterator[tuple[str, dict[str, object]]]:
        first = self._ids.setdefault(question.id, where)
        if first != where:
            yield "twice", {"id": question.id, "first": first}
        # The same words after other turns are another question.
        asked = (*(turn.content for turn in question.history), question.question)
        first = self._asked.setdefault(tuple(map(normal, asked)), where)
        if first != where:
            yield "asked_twice", {"first": first}
