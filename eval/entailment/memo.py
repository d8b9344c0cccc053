"""Verdicts that are remembered: several metrics ask about the same pairs."""

from __future__ import annotations

from collections.abc import Sequence

from eval.entailment.protocol import Entailment, TextPair, Verdict


class Memo:
    """Another ``Entailment`` that is asked about each pair once, for as long as this one lives."""

    def __init__(self, inner: Entailment) -> None:
        self._inner = inner
        self._known: dict[TextPair, Verdict] = {}

    @property
    def name(self) -> str:
        """The name of who really judges."""
        return self._inner.name

    def entails(self, pairs: Sequence[TextPair]) -> list[Verdict]:
        """Return a verdict for each of ``pairs``; those not seen before are judged in one call."""
        new = [pair for pair in dict.fromkeys(pairs) if pair not in self._known]
        if new:
            self._known.update(zip(new, self._inner.entails(new), strict=True))
        return [self._known[pair] for pair in pairs]
