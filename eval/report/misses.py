"""What went wrong, question by question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from eval.metrics.pairs import Pair, Score
from eval.questions import Question
from rag.answering.model import Answer

Explain = Callable[[Answer], tuple[str, ...]]
"""Returns the statements of an answer that its citations do not bear out."""


@dataclass(frozen=True, slots=True)
class Miss:
    """A question whose answer is not all it should be; ``reasons`` name what is missing.

    ``unsupported``: statements of the answer that its citations do not bear out.
    """

    question: Question
    answer: Answer | None
    reasons: tuple[str, ...]
    unsupported: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the miss as JSON values: question, gold, answer, what was retrieved."""
        given = self.answer.to_dict() if self.answer is not None else None
        fields = {**asdict(self.question), "reasons": self.reasons, "given": given}
        fields["unsupported"] = self.unsupported
        return {name: _plain(value) for name, value in fields.items()}

    def wanted(self) -> str:
        """Return the right answer in words, its facts where the set gives no words."""
        facts = " / ".join(forms[0] for forms in self.question.facts)
        return self.question.answer or facts


def _plain(value: Any) -> Any:
    """Return ``value`` with lists for tuples, as JSON gives it back."""
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


# (reason, metric, the value from which on the metric is content)
_WANTED = (
    ("retrieval", "all@10", 1.0),
    ("facts", "facts", 1.0),
    ("citation", "cite_rec", 1.0),
    ("number", "numbers_exact", 1.0),
    ("statement", "alce_rec", 1.0),
    ("span", "cite_real", 1.0),
)


def find(pair: Pair, scores: Mapping[str, Score], explain: Explain) -> Miss | None:
    """Return the miss of one question, None where there is nothing to complain of.

    Refusals come first and alone: a refused question states no facts, and saying so twice would
    hide where facts are lost.

    :param explain: called for an answer with statements that are not borne out.
    """
    question, answer = pair
    if answer is None:
        return Miss(question, None, ("unanswered",))
    if answer.abstained != question.abstain:
        reason = "answered_unanswerable" if question.abstain else "false_refusal"
        lost = scores["all@10"] == 0
        return Miss(question, answer, (reason, "retrieval") if lost else (reason,))
    if answer.abstained:
        return None
    reasons = tuple(
        reason
        for reason, metric, wanted in _WANTED
        if (value := scores[metric]) is not None and value < wanted
    )
    if not reasons:
        return None
    return Miss(question, answer, reasons, explain(answer) if "statement" in reasons else ())
