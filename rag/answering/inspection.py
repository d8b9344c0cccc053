"""The retrieval behind an answer, for those who look after the notices: what matched, and how well.

Scores are those that ranked; nothing is worked out again in another way for showing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rag.answering.basis import Basis
from rag.answering.model import Retrieved, Understood
from rag.answering.refusal import Reason, reason_to_refuse
from rag.index.terms import matching_form
from rag.retrieval.retriever import Findings, Hit

_SHORTEST = 2  # characters; a single one says nothing of why a passage was found


@dataclass(frozen=True, slots=True)
class Match:
    """A passage found, and what found it.

    ``lexical`` is BM25, ``semantic`` the nearness of meaning; ``passage.score`` is both fused, with
    what is added for what the question names: ``named`` says whether it is this clause or this
    notice. ``words`` are the stretches that question and passage have in common, in matching form.
    """

    passage: Retrieved
    lexical: float
    semantic: float
    named: Literal["clause", "notice"] | None
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inspection:
    """How a question was understood, what was found for it, and what decided whether to answer.

    ``search`` is the question as it was looked for. ``confidence`` is told from ``coverage``,
    ``cosine`` and ``unheld`` (see ``rag.retrieval.confidence.Signals``); below ``threshold`` it is
    refused. ``reason`` is why it is refused, None where it is not.
    """

    search: str
    understood: Understood
    coverage: float
    cosine: float
    unheld: int
    confidence: float
    threshold: float
    reason: Reason | None
    matches: tuple[Match, ...]


def inspect(basis: Basis) -> Inspection:
    """Return what stands behind the answer from ``basis``."""
    findings = basis.findings
    signals = findings.signals
    return Inspection(
        search=findings.question.search,
        understood=Understood(**findings.recognised.to_dict()),
        coverage=signals.coverage,
        cosine=signals.cosine,
        unheld=signals.unheld,
        confidence=signals.confidence,
        threshold=signals.threshold,
        reason=reason_to_refuse(basis),
        matches=tuple(_matches(basis)),
    )


def _matches(basis: Basis) -> Iterator[Match]:
    findings = basis.findings
    for passage, hit in basis.reader.retrieved_by(findings.hits):
        words = tuple(common(findings.question.content, matching_form(passage.text)))
        yield Match(passage, hit.lexical, hit.semantic, _named(findings, hit), words)


def _named(findings: Findings, hit: Hit) -> Literal["clause", "notice"] | None:
    of = [span for notice, span in findings.clauses if notice == hit.passage.notice]
    if any(span.overlaps(hit.passage.span) for span in of):
        return "clause"
    return "notice" if hit.passage.notice in findings.named.notices else None


def common(asked: str, text: str) -> list[str]:
    """Return the stretches of ``asked``, as long as they go, that ``text`` has too, each once.

    >>> common("停车 收费标准", "停车收费的标准")
    ['停车', '收费', '标准']
    """
    found: dict[str, None] = {}
    for run in asked.split():
        at = 0
        while at < len(run):
            end = at + _SHORTEST
            while end <= len(run) and run[at:end] in text:
                end += 1
            end -= 1
            if end - at >= _SHORTEST:
                found[run[at:end]] = None
                at = end
            else:
                at += 1
    return list(found)
