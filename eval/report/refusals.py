"""What a report says of refusals: how they are decided, and the confidence behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from eval.metrics.facts import facts
from eval.metrics.pairs import Pair, Score, share
from eval.questions import Question
from eval.report.confidence import Bin, auc, brier, calibration_error, reliability, risk
from eval.report.rounding import rounded
from rag.answering.model import Answer

PERCENTS = range(5, 101, 5)  # coverages of the risk-coverage curve
FIGURES = ("precision", "recall", "auc", "auc_with_rules", "ece", "brier")


@dataclass(frozen=True, slots=True)
class Refusals:
    """Refusals of a question set; a figure is None where nothing could be scored for it.

    ``refused``: how many were; ``precision``, ``recall``: of refusals, as to unanswerable
    questions. ``scored`` answers state a confidence, and the rest is of those alone. ``auc`` takes
    it as stated; ``auc_with_rules`` takes a refused question as one of confidence 0, since a rule,
    such as a document number that is not held, may refuse whatever the confidence. ``risks`` is the
    risk-coverage curve, by coverage in percent.
    """

    refused: int
    precision: Score
    recall: Score
    scored: int
    auc: Score
    auc_with_rules: Score
    ece: Score
    brier: Score
    bins: tuple[Bin, ...]
    risks: Mapping[int, Score]

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as JSON values."""
        return {
            "refused": self.refused,
            "scored": self.scored,
            **{name: rounded(getattr(self, name)) for name in FIGURES},
            "bins": [
                {name: rounded(value) for name, value in asdict(it).items()} for it in self.bins
            ],
            "risks": {str(percent): rounded(value) for percent, value in self.risks.items()},
        }


def refusals(pairs: Sequence[Pair]) -> Refusals:
    """Return what is to be said of the refusals of ``pairs``.

    Precision and recall are |refused unanswerable| / |refused| and / |unanswerable|. The loss that
    ``risks`` averages is the share of facts missed; of an unanswerable question 1 where it is
    answered, 0 where it is refused.
    """
    refused = [question.abstain for question, answer in pairs if answer and answer.abstained]
    unanswerable = [
        answer is not None and answer.abstained for question, answer in pairs if question.abstain
    ]
    known = [
        (question, answer, answer.confidence)
        for question, answer in pairs
        if answer and answer.confidence is not None
    ]
    answerable = [not question.abstain for question, _, _ in known]
    confidences = [confidence for _, _, confidence in known]
    decided = [0.0 if answer.abstained else confidence for _, answer, confidence in known]
    bins = reliability(confidences, answerable)
    return Refusals(
        refused=len(refused),
        precision=share(refused),
        recall=share(unanswerable),
        scored=len(known),
        auc=auc(confidences, answerable),
        auc_with_rules=auc(decided, answerable),
        ece=calibration_error(bins),
        brier=brier(confidences, answerable),
        bins=bins,
        risks=_risks(known),
    )


def _risks(known: Sequence[tuple[Question, Answer, float]]) -> dict[int, Score]:
    stated = facts([(question, answer) for question, answer, _ in known])
    losses = [
        (confidence, loss)
        for (question, answer, confidence), share_stated in zip(known, stated, strict=True)
        if (loss := _loss(question.abstain, answer, share_stated)) is not None
    ]
    confidences = [confidence for confidence, _ in losses]
    return {
        percent: risk(confidences, [loss for _, loss in losses], percent) for percent in PERCENTS
    }


def _loss(unanswerable: bool, answer: Answer, stated: Score) -> Score:
    if unanswerable:
        return float(not answer.abstained)
    return None if stated is None else 1 - stated
