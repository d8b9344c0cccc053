"""All facts: is the answer complete?"""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.facts import facts
from eval.metrics.pairs import Pair, Score


def _facts_all(stated: Score) -> Score:
    return None if stated is None else float(stated == 1)


def facts_all(pairs: Sequence[Pair]) -> list[Score]:
    """Return 1 where the answer states every fact, else 0.

    facts_all(q) = [ facts(q) = 1 ]

    Source: exact match of question answering, Rajpurkar et al. (2016), arXiv 1606.05250, over
    facts in place of the whole string.

    :param pairs: questions with their answers.
    :return: a score for each pair; None for unanswerable questions and those without facts.
    """
    return [_facts_all(stated) for stated in facts(pairs)]
