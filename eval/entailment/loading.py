"""The test of entailment that settings name."""

from __future__ import annotations

from eval.entailment.judged import Judged
from eval.entailment.memo import Memo
from eval.entailment.nli import Nli
from eval.entailment.protocol import Entailment
from eval.entailment.rules import Rules
from eval.judging.loading import load_judge
from eval.texts import text
from rag.errors import SettingsInvalid
from rag.settings import Settings


def load_entailment(settings: Settings) -> Memo:
    """Return the test of entailment of ``evaluation.entailment``, which remembers its verdicts.

    A model is loaded, or its endpoint asked, by the first pair.

    :raises SettingsInvalid: the judge is wanted and ``[judge]`` names no model.
    """
    return Memo(_chosen(settings))


def _chosen(settings: Settings) -> Entailment:
    it = settings.evaluation
    if it.entailment == "nli":
        return Nli(
            it.nli_model,
            threshold=it.nli_threshold,
            device=it.nli_device,
            batch_size=it.nli_batch_size,
        )
    if it.entailment == "judge":
        judge = load_judge(settings)
        if judge is None:
            reason = text("judging.no_judge", settings.language)
            raise SettingsInvalid(where="judge.model", reason=reason)
        return Judged(judge)
    return Rules()
