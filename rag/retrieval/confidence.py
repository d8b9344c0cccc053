"""How sure retrieval is that the collection holds a basis for an answer.

Three signals decide together: how much of the question's rare words the best passage covers
(lexical), how near it is in meaning (dense), and how many official words the question has that the
collection has nowhere. The first two alone do not tell an off-topic question from one put in
everyday words: both share little with any passage, but only the first asks for a matter by name.
Cosines of different models are not comparable, so a calibration belongs to a model; for a model
without one the other signals decide alone, and leniently.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Calibration:
    """Logistic regression from signals to the probability of a basis, and where to refuse.

    ``threshold`` is set so that 3 % of the answerable questions it was fitted on fall below;
    ``doubt`` so that 8 % do: what lies between is answered, and said to be uncertain. Where too few
    were there to tell, it is the threshold itself.
    """

    bias: float
    coverage: float
    cosine: float
    unheld: float
    threshold: float
    doubt: float


# Fitted by ``python -m rag.retrieval.calibrate``; data, command and curve: docs/confidence.md.
BUNDLED = Calibration(
    bias=-5.39, coverage=5.12, cosine=18.69, unheld=-0.96, threshold=0.28, doubt=0.63
)
# Cosines of English questions over Chinese text are a scale of their own, and words say nothing.
ENGLISH = Calibration(
    bias=-4.59, coverage=0.0, cosine=14.70, unheld=0.0, threshold=0.38, doubt=0.38
)
LEXICAL = Calibration(
    bias=-2.23, coverage=12.84, cosine=0.0, unheld=-0.88, threshold=0.22, doubt=0.40
)
ANYTHING = Calibration(bias=0.0, coverage=0.0, cosine=0.0, unheld=0.0, threshold=0.0, doubt=0.0)
_FOLLOW_UP = 0.5  # share of the threshold that a question about the answer before it must reach


@dataclass(frozen=True, slots=True)
class Signals:
    """``coverage``: idf-weighted share of the question's terms in the best passage, 0..1.
    ``cosine``: of question and nearest passage, −1..1. ``unheld``: how many pairs of characters of
    official Chinese it has that no passage has.
    ``follow_up``: it leans on a turn before it, whose topic the collection knew."""

    coverage: float
    cosine: float
    unheld: int
    follow_up: bool
    calibration: Calibration

    @property
    def confidence(self) -> float:
        """Probability, 0..1, that the collection holds a basis."""
        it = self.calibration
        logit = it.bias + it.coverage * self.coverage + it.cosine * self.cosine
        return 1 / (1 + math.exp(-(logit + it.unheld * self.unheld)))

    @property
    def has_basis(self) -> bool:
        """Whether the confidence reaches the calibration's threshold."""
        return self.confidence >= self.threshold

    @property
    def is_doubtful(self) -> bool:
        """Whether it stays below what nearly all questions with a basis reach."""
        return self.confidence < self._share * self.calibration.doubt

    @property
    def threshold(self) -> float:
        """The confidence below which this question has no basis."""
        return self._share * self.calibration.threshold

    @property
    def _share(self) -> float:
        return _FOLLOW_UP if self.follow_up else 1.0


def calibration_for(model: str, *, english: bool = False) -> Calibration:
    """Return the calibration for an encoder's identity and the language of the question.

    English questions to a model whose cosines are not known are never refused for want of a basis.
    """
    if model.startswith("bundled@"):
        return ENGLISH if english else BUNDLED
    return ANYTHING if english else LEXICAL
