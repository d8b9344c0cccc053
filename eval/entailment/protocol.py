"""What the evaluation asks of whoever tells whether a text entails a statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeAlias

TextPair: TypeAlias = tuple[str, str]
"""A premise and a hypothesis: what is given, and what is said on its strength."""

Verdict: TypeAlias = bool | None
"""Whether the premise entails the hypothesis; None where that could not be judged, no False."""


class Entailment(Protocol):
    """Tells whether premises entail hypotheses: what a careful reader of the one would grant."""

    @property
    def name(self) -> str:
        """Who judges, as a report names it."""
        ...

    def entails(self, pairs: Sequence[TextPair]) -> list[Verdict]:
        """Return a verdict for each of ``pairs``, in order.

        Paragraphs of a premise (blank lines between them) are several things given, such as the
        quotes of several citations.

        :raises rag.errors.WenceError: a model that is needed cannot be had.
        """
        ...
