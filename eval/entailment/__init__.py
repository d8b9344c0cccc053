"""Whether a text entails a statement: by rules, by an inference model or by a judge."""

from eval.entailment.loading import load_entailment
from eval.entailment.memo import Memo
from eval.entailment.protocol import Entailment, TextPair, Verdict

__all__ = ["Entailment", "Memo", "TextPair", "Verdict", "load_entailment"]
