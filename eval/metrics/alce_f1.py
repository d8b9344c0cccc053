"""ALCE citation F1: everything cited, and nothing cited in vain."""

from __future__ import annotations

from collections.abc import Sequence

from eval.attribution import Attribution
from eval.entailment.protocol import Entailment
from eval.metrics.alce_precision import precision_of
from eval.metrics.alce_recall import recall_of
from eval.metrics.attributed import attributed
from eval.metrics.pairs import Pair, Score, f1


def _alce_f1(found: Attribution) -> Score:
    return f1(precision_of(found), recall_of(found))


def alce_f1(pairs: Sequence[Pair], entailment: Entailment) -> list[Score]:
    """Return the harmonic mean of ALCE's citation recall and precision, answer by answer.

    F1(a) = 2 prec(a) rec(a) / (prec(a) + rec(a)), 0 where both are 0

    Source: Gao et al. (2023), arXiv 2305.14627, for its two parts; the harmonic mean is
    van Rijsbergen's (1979), Information Retrieval, chapter 7.

    :param pairs: questions with their answers.
    :param entailment: tells whether citations entail a statement; what it cannot judge is left out.
    :return: a score for each pair, 0 to 1; None where ``alce_recall`` or ``alce_precision`` is.
    """
    return attributed(_alce_f1, pairs, entailment)
