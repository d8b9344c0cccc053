"""All metrics of a report as one table, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from eval.entailment.judged import Judged
from eval.entailment.protocol import Entailment
from eval.metrics.alce_f1 import alce_f1
from eval.metrics.alce_precision import alce_precision
from eval.metrics.alce_recall import alce_recall
from eval.metrics.all_at_k import all_at_k
from eval.metrics.all_in_chars import all_in_chars
from eval.metrics.answer_relevance import answer_relevance
from eval.metrics.averages import MEAN, MEDIAN, P95, Average
from eval.metrics.citation_document import citation_document
from eval.metrics.citation_f1 import citation_f1
from eval.metrics.citation_paragraph import citation_paragraph
from eval.metrics.citation_precision import citation_precision
from eval.metrics.citation_recall import citation_recall
from eval.metrics.facts import facts
from eval.metrics.facts_all import facts_all
from eval.metrics.faithfulness import faithfulness
from eval.metrics.hit_at_k import hit_at_k
from eval.metrics.latency import latency
from eval.metrics.length import length
from eval.metrics.ndcg_at_k import ndcg_at_k
from eval.metrics.numbers_exact import numbers_exact
from eval.metrics.numbers_grounded import numbers_grounded
from eval.metrics.pairs import Pair, Score
from eval.metrics.recall_at_k import recall_at_k
from eval.metrics.reciprocal_rank import reciprocal_rank
from eval.metrics.refusal import false_refusal, refused_unanswerable
from eval.metrics.span_reality import span_reality
from eval.metrics.tools import Judging, Tools
from eval.sources import Sources

DEPTH = 10  # passages that an answer object carries
READING_BUDGET = 2000  # characters

Unit = Literal["share", "chars", "seconds"]
Better = Literal["higher", "lower"]
# What a metric is about: found passages, what is said, what it rests on, refusing, and cost.
Kind = Literal["retrieval", "answer", "grounding", "refusal", "cost"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One line of a report: ``measure`` scores each pair, ``average`` sums the scores up.

    ``needs`` are fields of ``eval.answers.OPTIONAL``: of a system that states one of them nowhere
    the metric says nothing, and every score is None.
    """

    name: str
    kind: Kind
    measure: Callable[[Sequence[Pair]], list[Score]]
    average: Average = MEAN
    unit: Unit = "share"
    better: Better = "higher"
    needs: frozenset[str] = frozenset()


NO_TOOLS = Tools()
_QUOTE = frozenset({"citations.quote"})


def table(tools: Tools = NO_TOOLS) -> tuple[Metric, ...]:
    """Return the metrics that can be measured with ``tools``."""
    judged = [] if tools.judging is None else _judged(tools.judging)
    return (
        *_retrieval(),
        *_answer(),
        *_cited(tools.sources),
        *_entailed(tools.entailment),
        *judged,
        *_refusal(),
        *_cost(),
    )


def _retrieval() -> list[Metric]:
    measures: dict[str, Callable[[Sequence[Pair]], list[Score]]] = {
        **{f"hit@{k}": partial(hit_at_k, k=k) for k in (1, 3, 5, DEPTH)},
        **{f"recall@{k}": partial(recall_at_k, k=k) for k in (5, DEPTH)},
        **{f"all@{k}": partial(all_at_k, k=k) for k in (1, 5, DEPTH)},
        "all@2000ch": partial(all_in_chars, budget=READING_BUDGET),
        f"mrr@{DEPTH}": partial(reciprocal_rank, k=DEPTH),
        f"ndcg@{DEPTH}": partial(ndcg_at_k, k=DEPTH),
    }
    needs = frozenset({"retrieved"})
    return [Metric(name, "retrieval", it, needs=needs) for name, it in measures.items()]


def _answer() -> list[Metric]:
    return [Metric("facts", "answer", facts), Metric("facts_all", "answer", facts_all)]


def _cited(sources: Sources | None) -> list[Metric]:
    source = frozenset({"citations.source"})
    number, paragraph = frozenset({"citations.doc_number"}), frozenset({"citations.paragraph"})
    spans = partial(span_reality, sources=sources)
    return [
        Metric("cite_prec", "grounding", citation_precision, needs=_QUOTE),
        Metric("cite_rec", "grounding", citation_recall, needs=_QUOTE),
        Metric("cite_f1", "grounding", citation_f1, needs=_QUOTE),
        Metric("cite_doc", "grounding", citation_document, needs=number),
        Metric("cite_para", "grounding", citation_paragraph, needs=number | paragraph),
        Metric("cite_real", "grounding", spans, needs=_QUOTE | source),
        Metric("numbers_grounded", "grounding", numbers_grounded, needs=_QUOTE),
        Metric("numbers_exact", "grounding", numbers_exact, needs=_QUOTE),
    ]


def _entailed(entailment: Entailment | None) -> list[Metric]:
    measures = {"alce_prec": alce_precision, "alce_rec": alce_recall, "alce_f1": alce_f1}
    return [
        Metric(
            name,
            "grounding",
            _unscored if entailment is None else partial(measure, entailment=entailment),
            needs=_QUOTE,
        )
        for name, measure in measures.items()
    ]


def _unscored(pairs: Sequence[Pair]) -> list[Score]:
    return [None] * len(pairs)


def _judged(judging: Judging) -> list[Metric]:
    relevance = partial(answer_relevance, judge=judging.judge, encoder=judging.encoder)
    faithful = partial(faithfulness, entailment=Judged(judging.judge))
    return [
        Metric("faithfulness", "grounding", faithful, needs=frozenset({"retrieved"})),
        Metric("answer_relevance", "answer", relevance),
    ]


def _refusal() -> list[Metric]:
    return [
        Metric("false_refusal", "refusal", false_refusal, better="lower"),
        Metric("refused_unanswerable", "refusal", refused_unanswerable),
    ]


def _cost() -> list[Metric]:
    return [
        Metric("answer_chars_median", "cost", length, MEDIAN, unit="chars", better="lower"),
        Metric("seconds_median", "cost", latency, MEDIAN, unit="seconds", better="lower"),
        Metric("seconds_p95", "cost", latency, P95, unit="seconds", better="lower"),
    ]
