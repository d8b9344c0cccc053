"""Growth: the 95th percentile of retrieval in the largest collection beside a smaller one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eval.bench.measurement import Measurement, Target

TARGET = Target(10.0, since=1_000_000)  # for a hundred times as many clauses
_SMALL = 10_000


def measure(found: Sequence[Measurement]) -> Iterator[Measurement]:
    """Yield how the largest collection compares with that of about 10⁴ clauses, if both are there.

    :param found: what was measured so far, of all sizes.
    """
    tails = sorted((it for it in found if it.name == "retrieval_p95"), key=lambda it: it.size)
    if len(tails) < 2:
        return
    large = tails[-1]
    small = min(tails[:-1], key=lambda it: abs(it.size - _SMALL))
    runs = [(ours, base) for (ours, _), (base, _) in zip(large.runs, small.runs, strict=True)]
    yield Measurement.of("growth", large.size, "ms", runs, TARGET)
