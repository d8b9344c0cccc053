"""Entailment by rules that are made for Chinese office language: the product's grounding check."""

from __future__ import annotations

from collections.abc import Sequence

from eval.entailment.protocol import TextPair, Verdict
from rag.answering.grounding import check
from rag.answering.language import in_language

_CHINESE = "zh-Hans"  # both scripts of it


class Rules:
    """Entailment in code: at once, offline, and the same on every machine.

    A hypothesis is entailed when each number, amount, date, document number, title, body, person,
    address and code of it stands in the premise with what it is said of, nothing allowed, denied
    or bounded is turned round, and its words, as a whole and part by part, are largely those of
    the premise (``rag.answering.grounding.check``). What it means beyond that is not understood: a
    condition left out mostly passes, a sum does not; ``docs/metrics.md`` counts both.

    What is written in another language than Chinese has no words to compare and is not judged.

    >>> said = ("最高补助200万元", "补助300万元", "The subsidy is at most 2 million yuan")
    >>> Rules().entails([("补助不超过200万元", it) for it in said])
    [True, False, None]
    """

    name = "rules"

    def entails(self, pairs: Sequence[TextPair]) -> list[Verdict]:
        """Return a verdict for each of ``pairs``; None for a hypothesis that is not Chinese."""
        return [_entails(premise, hypothesis) for premise, hypothesis in pairs]


def _entails(premise: str, hypothesis: str) -> Verdict:
    if not in_language(hypothesis, _CHINESE):
        return None
    return bool(premise.strip()) and not check(hypothesis, premise.split("\n\n"))
