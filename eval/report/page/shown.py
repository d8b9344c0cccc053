"""Misses as the page shows them: places as text, passages cut, the one with the evidence told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from eval.evidence import first_ranks, sought
from eval.questions import Gold, Question
from eval.report.layout import wanted
from eval.report.misses import Miss
from eval.report.page.clean import anchor
from eval.texts import label, text
from rag.answering.model import Answer, Citation, Retrieved

RETRIEVED = 5
_CITED = 12
# A page of many misses shows less of each, so that a browser still opens it.
_CHARACTERS = 250_000
_LEAST, _MOST = 120, 800


@dataclass(frozen=True, slots=True)
class Passage:
    """A citation, a retrieved passage or a piece of evidence; ``note`` says what is told of it."""

    mark: str
    place: str
    text: str
    note: str = ""
    holds: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A miss with all that the template needs; texts are as long as the page may hold."""

    anchor: str
    question: Question
    reasons: tuple[tuple[str, str], ...]
    type: str
    wanted: str
    given: str | None
    unsupported: tuple[str, ...]
    abstained: bool
    notes: tuple[str, ...]
    gold: tuple[Passage, ...]
    cited: tuple[Passage, ...]
    uncited: int
    retrieved: tuple[Passage, ...]


def cap(misses: int) -> int:
    """Return how many characters of a text are shown where there are so many misses."""
    return min(_MOST, max(_LEAST, _CHARACTERS // max(1, misses)))


def cut(value: str, limit: int, language: str) -> str:
    """Return ``value``, at most ``limit`` characters of it and how long it is."""
    if len(value) <= limit:
        return value
    return value[:limit] + "…" + text("shown.cut", language, n=len(value))


def shown(misses: tuple[Miss, ...], language: str) -> Iterator[Shown]:
    """Yield ``misses`` as they are shown."""
    limit = cap(len(misses))
    for miss in misses:
        question, answer = miss.question, miss.answer
        citations = answer.citations if answer else ()
        yield Shown(
            anchor=anchor(question.id),
            question=question,
            reasons=tuple((it, label("reason", it, language)) for it in miss.reasons),
            type=label("group", question.type, language),
            wanted=cut(wanted(miss, language), 2 * limit, language),
            given=None if answer is None else cut(answer.answer, 2 * limit, language),
            unsupported=tuple(cut(it, limit, language) for it in miss.unsupported),
            abstained=answer is not None and answer.abstained,
            notes=tuple(_notes(answer, language)) if answer else (),
            gold=tuple(_gold(question, answer, limit, language)),
            cited=tuple(_cited(it, limit, language) for it in citations[:_CITED]),
            uncited=max(0, len(citations) - _CITED),
            retrieved=tuple(_retrieved(question, answer, limit, language)) if answer else (),
        )


def _place(it: Gold | Citation | Retrieved) -> str:
    file = it.file if isinstance(it, Gold) else it.source
    return f"{it.doc_number or it.title or file} {it.paragraph}".strip()


def _notes(answer: Answer, language: str) -> Iterator[str]:
    if answer.confidence is not None:
        yield text("shown.confidence", language, value=f"{answer.confidence:.3f}")
    if answer.seconds > 0:
        yield text("shown.seconds", language, value=f"{answer.seconds:.3g}")


def _ranks(question: Question, answer: Answer | None) -> dict[Gold, int | None]:
    """Return where each piece of evidence was found; nothing where no passage is stated."""
    if answer is None or not answer.retrieved:
        return {}
    return dict(zip(sought(question), first_ranks(question, answer), strict=True))


def _gold(
    question: Question, answer: Answer | None, limit: int, language: str
) -> Iterator[Passage]:
    ranks = _ranks(question, answer)
    for it in question.gold:
        rank = ranks.get(it)
        key = "shown.no_rank" if rank is None else "shown.rank"
        note = text(key, language, rank=rank) if it in ranks else ""
        yield Passage("", _place(it), cut(it.evidence, limit, language), note)


def _cited(it: Citation, limit: int, language: str) -> Passage:
    return Passage(f"[{it.mark}]", _place(it), cut(it.quote, limit, language))


def _retrieved(question: Question, answer: Answer, limit: int, language: str) -> Iterator[Passage]:
    holding = set(_ranks(question, answer).values())
    for rank, it in enumerate(answer.retrieved[:RETRIEVED], start=1):
        score = text("shown.score", language, score=f"{it.score:.4g}") if it.score else ""
        body = cut(it.text, limit, language)
        yield Passage(f"{rank}.", _place(it), body, score, rank in holding)
