"""Faithfulness: do the passages retrieved bear out what the answer says?"""

from __future__ import annotations

from collections.abc import Sequence

from eval.claims import claims
from eval.entailment.premise import premise
from eval.entailment.protocol import Entailment, TextPair
from eval.metrics.pairs import Pair, Score, share
from rag.answering.model import Answer


def _asked(answer: Answer | None) -> list[TextPair]:
    if answer is None or answer.abstained or not any(it.text.strip() for it in answer.retrieved):
        return []
    given = premise(answer.retrieved)
    return [(given, text) for it in claims(answer) for text in it.texts]


def faithfulness(pairs: Sequence[Pair], entailment: Entailment) -> list[Score]:
    """Return the share of an answer's statements that the passages retrieved entail.

    faith(a) = |{s in S : φ(R(a), s)}| / |S|

    where S are the statements of the answer, R(a) all passages that it retrieved and φ a judge's
    verdict; citations play no part.

    Source: faithfulness of RAGAS, Es et al. (2023), arXiv 2309.15217, section 3, with the
    statements of ``eval.claims`` in place of those that a model would draw up: what is judged is
    what the answer says, word for word, and the same in every run.

    :param pairs: questions with their answers.
    :param entailment: the judge, meant to be ``eval.entailment.judged``; what it cannot judge is
        left out.
    :return: a score for each pair, 0 to 1; None for refusals, for answers that state nothing or
        carry no passages, and where no verdict could be used.
    :raises JudgeUnavailable: the judge's endpoint fails.
    """
    asked = [_asked(answer) for _, answer in pairs]
    verdicts = iter(entailment.entails([pair for each in asked for pair in each]))
    each = [[next(verdicts) for _ in found] for found in asked]
    return [share([it for it in found if it is not None]) for found in each]
