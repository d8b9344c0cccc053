"""What a statement alters of its sources that is no single fact: subject, scope, reference, bound.

Each rule reads one way of altering; all of them yield what is wrong as the statement has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from rag.answering.grounding import (
    bounds,
    cases,
    exceptions,
    families,
    listed,
    offices,
    parallels,
    periods,
    polarity,
    ranges,
    rates,
    twice,
    universals,
)
from rag.answering.grounding.facts import Facts
from rag.answering.grounding.source import Source

Kind = Literal["number", "date", "body", "place", "turned", "words"]


def altered(claimed: Facts, text: str, given: Sequence[Source]) -> Iterator[tuple[Kind, str]]:
    """Yield (kind, words) for what ``claimed`` alters; ``text`` is that of all sources ``given``.

    Nothing of an English statement, which has no words of theirs.
    """
    if claimed.english or not given:
        return
    said = claimed.text
    numbers = [(source.text, source.numbers) for source in given]
    texts = [source.text for source in given]
    found: list[tuple[Kind, Iterator[str]]] = [
        ("words", families.changed(said, text)),
        ("words", listed.added(said, text)),
        ("words", universals.unfounded(said, texts)),
        ("body", offices.unknown(said, text)),
        ("date", periods.moved(said, text)),
        ("number", rates.unheard(said, text)),
        ("number", ranges.turned(said, text)),
        ("words", polarity.invented(said, texts)),
        ("turned", twice.allowed(said, text)),
        ("turned", exceptions.ignored(said, text)),
        ("turned", cases.turned(said, [polarity.read(it) for it in texts])),
        ("number", bounds.turned(said, claimed.quantities, numbers)),
        ("place", parallels.mixed(said, claimed.quantities, numbers)),
    ]
    for kind, wrong in found:
        yield from ((kind, it) for it in wrong)
