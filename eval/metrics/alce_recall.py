"""ALCE citation recall: do the citations of every statement bear it out?"""

from __future__ import annotations

from collections.abc import Sequence

from eval.attribution import Attribution
from eval.entailment.protocol import Entailment
from eval.metrics.attributed import attributed
from eval.metrics.pairs import Pair, Score, share


def recall_of(found: Attribution) -> Score:
    """Return the share of the statements judged that are recalled."""
    return share([it for it in found.recalled if it is not None])


def alce_recall(pairs: Sequence[Pair], entailment: Entailment) -> list[Score]:
    """Return the share of an answer's statements that their citations together entail.

    rec(a) = |{s in S : φ(C(s), s)}| / |S|

    where S are the statements of the answer, C(s) the citations of s (``eval.claims``) and φ the
    test of entailment; a statement without citations is not recalled. The question and its gold
    play no part: an answer to another question, well cited, has recall 1.

    Source: citation recall of ALCE, Gao et al. (2023), arXiv 2305.14627, section 3. Its program
    has 0 for a statement of which one mark has no citation; here the others may bear it out, and
    the mark counts against precision.

    :param pairs: questions with their answers.
    :param entailment: tells whether citations entail a statement; what it cannot judge is left out.
    :return: a score for each pair, 0 to 1; None for refusals, for answers that state nothing and
        for those of whose cited statements none could be judged.
    """
    return attributed(recall_of, pairs, entailment)
