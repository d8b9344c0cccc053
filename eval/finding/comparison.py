"""Ours against the others: averages, paired intervals and what a change of the questions costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from eval.bootstrap import Interval, paired
from eval.evidence import first_ranks
from eval.metrics import table
from eval.metrics.averages import mean, median, p95
from eval.metrics.pairs import Pair
from eval.searching import Found

SHARE = 0.9  # of the resampled differences between the bounds of an interval
NAMES = ("hit@1", "hit@5", "all@5", "all@10", "all@2000ch", "mrr@10")
_METRICS = {metric.name: metric.measure for metric in table() if metric.name in NAMES}
_FIRST = 5  # passages whose length is reported: whoever retrieves more text hits more
_DIGITS = 4


def scores(found: Found, name: str) -> list[float]:
    """Return the scores of metric ``name``, one a question that has evidence."""
    return [score for score in _METRICS[name](found.pairs) if score is not None]


@dataclass(frozen=True, slots=True)
class Line:
    """One system: the means of the metrics, milliseconds a search, characters in the first 5."""

    name: str
    metrics: dict[str, float]
    p50_ms: float
    p95_ms: float
    chars_5: float


def line(found: Found) -> Line:
    """Return the averages of one system."""
    lengths = [
        float(sum(len(p.text) for p in answer.retrieved[:_FIRST]))
        for _, answer in found.pairs
        if answer is not None
    ]
    return Line(
        found.name,
        {name: round(mean(scores(found, name)), _DIGITS) for name in NAMES},
        round(1000 * median(found.seconds), 2),
        round(1000 * p95(found.seconds), 2),
        round(mean(lengths)),
    )


@dataclass(frozen=True, slots=True)
class Table:
    """Systems side by side on the same questions; the first is ours."""

    title: str
    questions: int
    lines: tuple[Line, ...]
    differences: dict[str, dict[str, Interval]]
    """Ours minus theirs by the other's name and the metric."""
    rows: dict[str, dict[str, list[int | None]]]
    """First rank of each evidence by question and system, so that all can be counted again."""

    def to_dict(self) -> dict[str, Any]:
        """Return the table as JSON values."""
        return asdict(self)


def compare(title: str, found: Sequence[Found], keep: Sequence[bool] | None = None) -> Table:
    """Return the table of what systems found; ``keep`` leaves questions out by their place.

    :raises ValueError: no question is left.
    """
    kept = [_only(it, keep) for it in found] if keep is not None else list(found)
    ours, *others = kept
    if not ours.pairs:
        raise ValueError("there is no question to compare on")
    return Table(
        title,
        len(ours.pairs),
        tuple(line(it) for it in kept),
        {
            other.name: {
                name: paired(scores(ours, name), scores(other, name), share=SHARE) for name in NAMES
            }
            for other in others
        },
        {
            question.id: {it.name: _ranks(it.pairs[place]) for it in kept}
            for place, (question, _) in enumerate(ours.pairs)
        },
    )


def _only(found: Found, keep: Sequence[bool]) -> Found:
    pairs = tuple(pair for pair, kept in zip(found.pairs, keep, strict=True) if kept)
    seconds = tuple(s for s, kept in zip(found.seconds, keep, strict=True) if kept)
    return Found(found.name, pairs, seconds)


def _ranks(pair: Pair) -> list[int | None]:
    question, answer = pair
    return first_ranks(question, answer) if answer is not None else []


@dataclass(frozen=True, slots=True)
class Loss:
    """What one kind of change costs one system, over the questions that it changed."""

    kind: str
    system: str
    changed: int
    before: float
    after: float
    difference: Interval


def loss(kind: str, plain: Found, changed: Found) -> Loss | None:
    """Return hit@5 before and after a change; None where the kind changed no question.

    :param plain: what a system found for the questions as they are.
    :param changed: what it found for the same questions in the same order, changed.
    """
    keep = [a[0].question != b[0].question for a, b in zip(plain.pairs, changed.pairs, strict=True)]
    if not any(keep):
        return None
    before, after = (scores(_only(it, keep), "hit@5") for it in (plain, changed))
    return Loss(
        kind,
        plain.name,
        sum(keep),
        round(mean(before), _DIGITS),
        round(mean(after), _DIGITS),
        paired(after, before, share=SHARE),
    )


def markdown(tables: Sequence[Table], losses: Sequence[Loss]) -> Iterator[str]:
    """Yield the report as lines of Markdown."""
    for it in tables:
        yield from ("", f"### {it.title} ({it.questions} questions)", "")
        yield from _head(["system", *NAMES, "p50 ms", "p95 ms", "characters in 5"])
        for row in it.lines:
            figures = [f"{100 * row.metrics[name]:.1f}" for name in NAMES]
            yield _row(
                [row.name, *figures, f"{row.p50_ms:.1f}", f"{row.p95_ms:.1f}", f"{row.chars_5:.0f}"]
            )
        if it.differences:
            yield from ("", "Ours minus the other, points, with 90 % intervals:", "")
            yield from _head(["other", *NAMES])
            for name, by_metric in it.differences.items():
                yield _row([name, *(_points(by_metric[metric]) for metric in NAMES)])
    if losses:
        yield from ("", "### Changed questions: hit@5 before, after, loss", "")
        systems = list(dict.fromkeys(it.system for it in losses))
        yield from _head(["kind", "changed", *systems])
        for kind in dict.fromkeys(it.kind for it in losses):
            of_kind = {it.system: it for it in losses if it.kind == kind}
            cells = [_loss(of_kind[system]) for system in systems]
            yield _row([kind, str(of_kind[systems[0]].changed), *cells])


def _head(cells: Sequence[str]) -> Iterator[str]:
    yield _row(cells)
    yield _row(["---", *("---:" for _ in cells[1:])])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _points(it: Interval) -> str:
    shown = f"{100 * it.mean:+.1f} [{100 * it.low:+.1f}, {100 * it.high:+.1f}]"
    return f"**{shown}**" if it.is_clear else shown


def _loss(it: Loss) -> str:
    return f"{100 * it.before:.1f} → {100 * it.after:.1f} ({_points(it.difference)})"
