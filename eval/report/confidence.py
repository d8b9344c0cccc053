"""How well a confidence tells questions with an answer from those without: plain formulas.

Throughout, ``confidences`` c_i are probabilities, 0..1, one a question, and ``answerable`` y_i says
whether the collection answers it. Nothing depends on the order of the questions.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from eval.metrics.averages import mean
from eval.metrics.pairs import Score

BINS = 5


def auc(confidences: Sequence[float], answerable: Sequence[bool]) -> Score:
    """Return how often an answerable question is the more confident of two; a tie is half.

    AUC = (|{(i, j) : c_i > c_j}| + |{(i, j) : c_i = c_j}| / 2) / (m n)

    over the m answerable questions i and the n unanswerable ones j: 1 where all of the former lie
    above all of the latter, 0.5 where the confidence says nothing.

    Source: the U statistic of Mann and Whitney (1947), On a test of whether one of two random
    variables is stochastically larger than the other; as the area under the ROC curve, Hanley and
    McNeil (1982).

    >>> auc([0.9, 0.4, 0.4, 0.1], [True, True, False, False])
    0.875

    :return: None where one of the two kinds is absent.
    """
    above = [c for c, y in zip(confidences, answerable, strict=True) if y]
    below = sorted(c for c, y in zip(confidences, answerable, strict=True) if not y)
    if not above or not below:
        return None
    won = sum(bisect_left(below, c) + bisect_right(below, c) for c in above)
    return won / (2 * len(above) * len(below))


def brier(confidences: Sequence[float], answerable: Sequence[bool]) -> Score:
    """Return the mean squared distance of the confidence from what is: Σ (c_i - y_i)² / n.

    0 is certain and right, 0.25 what one half for every question gets; lower is better.

    Source: Brier (1950), Verification of forecasts expressed in terms of probability.

    >>> brier([1.0, 0.5], [True, False])
    0.125

    :return: None for no question.
    """
    if not confidences:
        return None
    return mean([(c - y) ** 2 for c, y in zip(confidences, answerable, strict=True)])


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions with a confidence from ``low`` to below ``high``; the last holds 1 too.

    ``confidence`` is their mean, ``answerable`` the share that is: None where ``questions`` is 0.
    """

    low: float
    high: float
    questions: int
    confidence: Score
    answerable: Score


def reliability(
    confidences: Sequence[float], answerable: Sequence[bool], bins: int = BINS
) -> tuple[Bin, ...]:
    """Return the reliability table: ``bins`` equal parts of 0..1 and what lies in each.

    A confidence that is a probability has ``confidence`` near ``answerable`` in every bin.

    Source: DeGroot and Fienberg (1983), The comparison and evaluation of forecasters.
    """
    inside: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for c, y in zip(confidences, answerable, strict=True):
        inside[min(int(c * bins), bins - 1)].append((c, y))
    return tuple(
        Bin(
            i / bins,
            (i + 1) / bins,
            len(held),
            mean([c for c, _ in held]) if held else None,
            mean([y for _, y in held]) if held else None,
        )
        for i, held in enumerate(inside)
    )


def calibration_error(table: Sequence[Bin]) -> Score:
    """Return the expected calibration error of a reliability table; lower is better.

    ECE = Σ_b n_b / n · |mean of y in b - mean of c in b|

    with n_b questions in bin b.

    Source: Naeini, Cooper and Hauskrecht (2015), Obtaining well calibrated probabilities using
    Bayesian binning.

    :return: None for no question.
    """
    questions = sum(it.questions for it in table)
    if not questions:
        return None
    gaps = (
        it.questions * abs(it.answerable - it.confidence)
        for it in table
        if it.answerable is not None and it.confidence is not None
    )
    return math.fsum(gaps) / questions


def risk(confidences: Sequence[float], losses: Sequence[float], percent: int) -> Score:
    """Return the mean loss of the ``percent`` of questions of the highest confidence.

    risk(p) = Σ_{i among the k most confident} l_i / k,   k = ⌈p n / 100⌉

    Of questions as confident as the k-th each counts in part, so that no order among them decides.
    A confidence worth having makes the risk fall with the coverage.

    Source: the risk-coverage curve of El-Yaniv and Wiener (2010), On the foundations of noise-free
    selective classification.

    >>> risk([0.9, 0.7, 0.2, 0.2], [0.0, 0.0, 0.0, 1.0], 75)
    0.16666666666666666

    :param losses: 0 (all is right) to 1, one a question.
    :param percent: coverage, 1..100.
    :return: None for no question.
    :raises ValueError: ``percent`` is out of range.
    """
    if not 1 <= percent <= 100:
        raise ValueError(f"coverage goes from 1 to 100 percent, got {percent}")
    if not confidences:
        return None
    kept = -(-len(confidences) * percent // 100)
    last = sorted(confidences, reverse=True)[kept - 1]
    pairs = list(zip(confidences, losses, strict=True))
    above = [loss for c, loss in pairs if c > last]
    tied = [loss for c, loss in pairs if c == last]
    return (math.fsum(above) + (kept - len(above)) * mean(tied)) / kept
