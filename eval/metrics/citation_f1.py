"""Citation F1: precision and recall of the citations in one figure."""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.citation_precision import citation_precision
from eval.metrics.citation_recall import citation_recall
from eval.metrics.pairs import Pair, Score, f1


def citation_f1(pairs: Sequence[Pair]) -> list[Score]:
    """Return the harmonic mean of an answer's citation precision and recall.

    F1(q) = 2 prec(q) rec(q) / (prec(q) + rec(q)),  0 where both are 0

    taken a question at a time, so that differences can be paired; the mean is not the F1 of the
    means.

    Source: van Rijsbergen (1979), Information Retrieval, ch. 7, over the precision and recall of
    this package.

    :param pairs: questions with their answers.
    :return: a score for each pair; None where either of the two is None.
    """
    both = zip(citation_precision(pairs), citation_recall(pairs), strict=True)
    return [f1(precision, recall) for precision, recall in both]
