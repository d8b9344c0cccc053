"""Lies planted into honest answers: what an evaluation of grounding must not fall for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from eval import Answers
from rag.answering.model import Answer, Citation

Clauses = Mapping[str | None, Sequence[Mapping[str, Any]]]
"""The clauses of each notice by its number, as ``wence list --clauses --json`` has them."""

_NUMBER = re.compile(r"(?<![\[\d])\d+(?![\d\]])")


def change_numbers(answer: Answer) -> Answer:
    """Change every number of the text but the marks; quotes stay true."""
    changed = _NUMBER.sub(lambda m: str(int(m[0]) + 7), answer.answer)
    return replace(answer, answer=changed)


def shift_citations(answer: Answer, clauses: Clauses) -> Answer:
    """Cite for every statement the clause after the right one, as it stands there."""
    return replace(answer, citations=tuple(_shifted(c, clauses) for c in answer.citations))


def _shifted(citation: Citation, clauses: Clauses) -> Citation:
    units = clauses[citation.doc_number]
    at = next((i for i, unit in enumerate(units) if unit["start"] >= citation.end), 0)
    unit = units[at]
    return replace(
        citation,
        paragraph=unit["paragraph"],
        quote=unit["text"],
        start=unit["start"],
        end=unit["end"],
    )


def shift_labels(answer: Answer, clauses: Clauses) -> Answer:
    """Keep the quotes and put the next clause's paragraph and span on them."""
    shifted = (_shifted(c, clauses) for c in answer.citations)
    kept = (replace(s, quote=c.quote) for s, c in zip(shifted, answer.citations, strict=True))
    return replace(answer, citations=tuple(kept))


def answer_elsewhere(answer: Answer, others: Sequence[Answer]) -> Answer:
    """Give another question's answer, from another notice, with what it cites."""
    cited = {c.doc_number for c in answer.citations}
    other = next(
        a for a in others if a.citations and not cited & {c.doc_number for c in a.citations}
    )
    return replace(answer, answer=other.answer, citations=other.citations)


def lying(honest: Answers, lie: Callable[[int, Answer], Answer], name: str) -> Answers:
    """Return the answers with ``lie`` told in each that is no refusal."""
    told = {
        identifier: answer if answer.abstained else lie(place, answer)
        for place, (identifier, answer) in enumerate(honest.by_id.items())
    }
    return Answers(name, told, honest.unstated)


def liars(honest: Answers, clauses: Clauses) -> dict[str, Answers]:
    """Return liars of each kind, and one that mixes them question by question."""
    answers = list(honest.by_id.values())

    def elsewhere(place: int, answer: Answer) -> Answer:
        return answer_elsewhere(answer, answers[place + 1 :] + answers[: place + 1])

    kinds: dict[str, Callable[[int, Answer], Answer]] = {
        "numbers": lambda _place, answer: change_numbers(answer),
        "clauses": lambda _place, answer: shift_citations(answer, clauses),
        "labels": lambda _place, answer: shift_labels(answer, clauses),
        "elsewhere": elsewhere,
    }
    told = list(kinds.values())

    def mixed(place: int, answer: Answer) -> Answer:
        return told[place % len(told)](place, answer)

    return {name: lying(honest, lie, name) for name, lie in {**kinds, "mixed": mixed}.items()}
