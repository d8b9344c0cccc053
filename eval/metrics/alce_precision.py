"""ALCE citation precision: is every citation needed by what it stands for?"""

from __future__ import annotations

from collections.abc import Sequence

from eval.attribution import Attribution
from eval.entailment.protocol import Entailment
from eval.metrics.attributed import attributed
from eval.metrics.pairs import Pair, Score, share


def precision_of(found: Attribution) -> Score:
    """Return the share of the marks judged that are precise; 0 where nothing was cited at all."""
    if not found.precise:
        return 0.0
    return share([it for it in found.precise if it is not None])


def alce_precision(pairs: Sequence[Pair], entailment: Entailment) -> list[Score]:
    """Return the share of an answer's marks whose citations are relevant to a recalled statement.

    prec(a) = |{(s, c) : φ(C(s), s), and φ(c, s) or not φ(C(s) without c, s)}| / |{(s, c)}|

    over the statements s of the answer and their citations c in C(s), φ the test of entailment:
    a citation is irrelevant when it alone does not entail the statement and the others do. Marks
    that stand for several statements (``eval.claims``) count once, and one of these is enough.
    A mark that no citation has is imprecise; an answer without citations has earned nothing, 0.

    Source: citation precision of ALCE, Gao et al. (2023), arXiv 2305.14627, section 3. Its program
    leaves marks without a citation out.

    :param pairs: questions with their answers.
    :param entailment: tells whether citations entail a statement; what it cannot judge is left out.
    :return: a score for each pair, 0 to 1; None for refusals, for answers that state nothing and
        for those of whose cited statements none could be judged.
    """
    return attributed(precision_of, pairs, entailment)
