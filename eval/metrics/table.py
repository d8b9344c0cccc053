"""All metrics of a report as one table, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from eval.metrics.all_at_k import all_at_k
from eval.metrics.all_in_chars import all_in_chars
from eval.metrics.averages import mean, median, p95
from eval.metrics.citation_document import citation_document
from eval.metrics.citation_paragraph import citation_paragraph
from eval.metrics.citation_precision import citation_precision
from eval.metrics.citation_recall import citation_recall
from eval.metrics.facts import facts
from eval.metrics.facts_all import facts_all
from eval.metrics.hit_at_k import hit_at_k
from eval.metrics.latency import latency
from eval.metrics.length import length
from eval.metrics.numbers_exact import numbers_exact
from eval.metrics.numbers_grounded import numbers_grounded
from eval.metrics.pairs import Pair, Score
from eval.metrics.reciprocal_rank import reciprocal_rank
from eval.metrics.refusal import false_refusal, refused_unanswerable
from eval.metrics.span_reality import span_reality
from eval.sources import Sources

DEPTH = 10  # passages that an answer object carries
READING_BUDGET = 2000  # characters


@dataclass(frozen=True, slots=True)
class Metric:
    """One line of a report: ``measure`` scores each pair, ``average`` sums the scores up."""

    name: str
    measure: Callable[[Sequence[Pair]], list[Score]]
    average: Callable[[Sequence[float]], float] = mean
    unit: Literal["share", "chars", "seconds"] = "share"
    better: Literal["higher", "lower"] = "higher"


def table(sources: Sources | None = None) -> tuple[Metric, ...]:
    """Return the metrics; ``sources`` lets spans be checked against the source files."""
    return (
        Metric("hit@1", partial(hit_at_k, k=1)),
        Metric("hit@3", partial(hit_at_k, k=3)),
        Metric("hit@5", partial(hit_at_k, k=5)),
        Metric("hit@10", partial(hit_at_k, k=DEPTH)),
        Metric("all@1", partial(all_at_k, k=1)),
        Metric("all@5", partial(all_at_k, k=5)),
        Metric("all@10", partial(all_at_k, k=DEPTH)),
        Metric("all@2000ch", partial(all_in_chars, budget=READING_BUDGET)),
        Metric("mrr@10", partial(reciprocal_rank, k=DEPTH)),
        Metric("facts", facts),
        Metric("facts_all", facts_all),
        Metric("cite_prec", citation_precision),
        Metric("cite_rec", citation_recall),
        Metric("cite_doc", citation_document),
        Metric("cite_para", citation_paragraph),
        Metric("cite_real", partial(span_reality, sources=sources)),
        Metric("numbers_grounded", numbers_grounded),
        Metric("numbers_exact", numbers_exact),
        Metric("false_refusal", false_refusal, better="lower"),
        Metric("refused_unanswerable", refused_unanswerable),
        Metric("answer_chars_median", length, median, unit="chars", better="lower"),
        Metric("seconds_median", latency, median, unit="seconds", better="lower"),
        Metric("seconds_p95", latency, p95, unit="seconds", better="lower"),
    )
