"""A question as it is drafted from a clause, and the words that all drafts share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from eval.sets.drafting.clause import Clause

Kind = Literal[
    "number",
    "deadline",
    "department",
    "list",
    "eligibility",
    "definition",
    "person",
    "procedure",
    "unanswerable",
]

LONGEST = 90  # characters of a question that somebody would still ask
_BRIEF = 5  # characters of a heading such as Ⅱ级 that needs the one above it
_INNER = str.maketrans("“”", "‘’")  # quotation marks within quotation marks
# Headings that say nothing of what a clause is about, or ask themselves.
_EMPTY = re.compile(
    r"(?:总则|附则|其他|基本原则|总体要求|(?:工作|主要|发展|总体)目标|主要(?:任务|措施))$|.*(?:[下以]列|[以如]下)"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answer; ``evidence`` are (clause, words of it) that bear it out."""

    kind: Kind
    question: str
    evidence: tuple[tuple[Clause, str], ...]
    facts: tuple[tuple[str, ...], ...]
    answer: str


def ask(clause: Clause, words: str) -> str | None:
    """Return ``words`` as a question about ``clause`` that stands alone; None: nobody would ask it.

    The notice is named, and the heading of the clause where ``words`` do not say it already.
    """
    words = words.strip("，,；;。：: ").replace(",", "，")
    about = topic(clause)
    if about in words or about in clause.notice.name:
        about = ""
    question = f"{clause.notice.name}{quoted(about) if about else ''}中，{words}？"
    fits = len(question) <= LONGEST and balanced(words)
    return question if fits else None


def quoted(words: str) -> str:
    """Return ``words`` in quotation marks, those within them single (GB/T 15834-2011, 4.8)."""
    return f"“{words.translate(_INNER)}”"


def topic(clause: Clause) -> str:
    """Return what a clause is about by its heading, else by the one above; "" where none says."""
    heading, above = ("" if _EMPTY.match(it) else it for it in (clause.heading, clause.above))
    if above and 0 < len(heading) <= _BRIEF:
        return f"{above}·{heading}"
    return heading or above


def balanced(words: str) -> bool:
    """Return whether every bracket and quotation mark in ``words`` is closed."""
    return all(words.count(a) == words.count(b) for a, b in ("（）", "()", "“”", "《》", "[]"))
