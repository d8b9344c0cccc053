"""What metrics judge with beyond questions and answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval.entailment.protocol import Entailment
from eval.sources import Sources

if TYPE_CHECKING:
    from embeddings import Encoder
    from eval.judging import Judge


@dataclass(frozen=True, slots=True)
class Judging:
    """A chat model as judge, and the embedding model that compares the questions it guesses."""

    judge: Judge
    encoder: Encoder


@dataclass(frozen=True, slots=True)
class Tools:
    """All of them; the metrics of what is None score nothing, those of ``judging`` are left out.

    ``sources``: the source files, to check spans; ``entailment``: says whether citations bear a
    statement out.
    """

    sources: Sources | None = None
    entailment: Entailment | None = None
    judging: Judging | None = None
