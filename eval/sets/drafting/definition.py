"""定义: what a term means."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.sets.drafting.asked import Asked, balanced
from eval.sets.drafting.clause import Clause
from eval.sets.sentences import sentences

_MEANS = re.compile(
    r"(?:本[\u4e00-\u9fff]{2,6}(?:所称|中的?)的?)?[“\"]?(?P<term>[^，,“”\"；;。：:\s]{2,16})[”\"]?"
    r"(?:[，,]\s*|[：:]\s*)?(?:是指|系指|指的是)(?P<meaning>[^；;。]{6,90})"
)
_PARTS = 3
_PART = 30  # characters of a meaning that an answer surely repeats


def definitions(clause: Clause) -> Iterator[Asked]:
    """Yield a question for each term that ``clause`` defines."""
    for start, end in sentences(clause.text):
        for found in _MEANS.finditer(clause.text, start, end):
            term, meaning = found["term"].removesuffix("的"), found["meaning"].rstrip("，,")
            question = f"{clause.notice.name}所说的“{term}”指什么？"
            quote = clause.quote(found.start(), found.end())
            facts = tuple((part,) for part in _parts(meaning))
            if facts:
                yield Asked(
                    "definition", question, ((clause, quote),), facts, f"{term}是指{meaning}。"
                )


def _parts(meaning: str) -> list[str]:
    """Return what an answer must say of a meaning: its first parts."""
    parts = [
        re.sub(r"^(?:或者?|以及|并|且)", "", it.strip())
        for it in re.split(r"[，,]|、(?=\D{4})(?![^，,]*\d)", meaning)
    ]
    parts = [it for it in parts if len(it) > 3 and balanced(it)][:_PARTS]
    return parts if all(len(it) <= _PART for it in parts) else []
