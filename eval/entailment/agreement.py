"""How far a test of entailment agrees with people: counts over pairs labelled by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from eval.entailment.protocol import Entailment, Verdict
from eval.fields import Fields
from eval.jsonl import read
from rag.messages import DEFAULT_LANGUAGE


@dataclass(frozen=True, slots=True)
class Labelled:
    """A pair and whether a careful reader would grant it; ``kind`` groups pairs in a table."""

    premise: str
    hypothesis: str
    entailed: bool
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Pairs by label and verdict: entailed or not (first word), said to be or not (second)."""

    entailed_entailed: int = 0
    entailed_refused: int = 0
    refused_entailed: int = 0
    refused_refused: int = 0
    unjudged: int = 0

    @property
    def pairs(self) -> int:
        """All pairs."""
        return sum(getattr(self, it.name) for it in fields(self))

    @property
    def right(self) -> int:
        """Pairs on which verdict and label are the same."""
        return self.entailed_entailed + self.refused_refused

    @property
    def precision(self) -> float | None:
        """Of the pairs said to be entailed, the share that is; None where none is said to be."""
        return _ratio(self.entailed_entailed, self.entailed_entailed + self.refused_entailed)

    @property
    def recall(self) -> float | None:
        """Of the entailed pairs judged, the share that is said to be; None where there is none."""
        return _ratio(self.entailed_entailed, self.entailed_entailed + self.entailed_refused)

    @property
    def accuracy(self) -> float | None:
        """Of the pairs judged, the share judged right; None where none was judged."""
        return _ratio(self.right, self.pairs - self.unjudged)


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def agreement(labelled: Sequence[Labelled], entailment: Entailment) -> dict[str, Agreement]:
    """Return the agreement of ``entailment`` with ``labelled`` by kind, in order of first use."""
    verdicts = entailment.entails([(it.premise, it.hypothesis) for it in labelled])
    kinds: dict[str, list[tuple[bool, Verdict]]] = {}
    for it, verdict in zip(labelled, verdicts, strict=True):
        kinds.setdefault(it.kind, []).append((it.entailed, verdict))
    return {kind: _counted(found) for kind, found in kinds.items()}


def total(kinds: dict[str, Agreement]) -> Agreement:
    """Return the counts of all ``kinds`` added up."""
    return Agreement(
        **{it.name: sum(getattr(a, it.name) for a in kinds.values()) for it in fields(Agreement)}
    )


def _counted(found: Sequence[tuple[bool, Verdict]]) -> Agreement:
    return Agreement(
        entailed_entailed=found.count((True, True)),
        entailed_refused=found.count((True, False)),
        refused_entailed=found.count((False, True)),
        refused_refused=found.count((False, False)),
        unjudged=sum(verdict is None for _, verdict in found),
    )


def load(path: Path, *, language: str = DEFAULT_LANGUAGE) -> list[Labelled]:
    """Return the labelled pairs of a JSONL file: ``premise``, ``hypothesis``, ``entailed``.

    :raises QuestionSetInvalid: a line lacks one of these, or a field has another type.
    """
    return [it for _, it in read(path, _parse, language)]


def _parse(given: Fields) -> Labelled:
    for name in ("premise", "hypothesis", "entailed"):
        given.required(name)
    return Labelled(
        premise=given.text("premise"),
        hypothesis=given.text("hypothesis"),
        entailed=given.flag("entailed"),
        kind=given.text("kind"),
    )
