"""Small changes to a large collection beside building it anew: add, read again, remove."""

from __future__ import annotations

from collections.abc import Iterator

from eval.bench import process
from eval.bench.measurement import Measurement, Run, Target
from eval.bench.workbench import Bench

SECONDS, SHARE = Target(2.0, of="value"), Target(0.05, since=100_000)


def measure(bench: Bench) -> Iterator[Measurement]:
    """Yield the seconds of each command; afterwards the index holds what it held before."""
    rebuild, index, folder = bench.rebuild, bench.index, bench.folder / "added"
    folder.mkdir(exist_ok=True)
    adding: list[Run] = []
    removing: list[Run] = []
    unchanged: list[Run] = []
    for place in bench.runs:
        notice = bench.another(place)
        file = folder / f"added-{place}.txt"
        file.write_text(notice.page(), encoding="utf-8")
        added = process.wence("ingest", file, "--index", index, "--json")
        again = process.wence("ingest", bench.collection.notices_folder, "--index", index, "--json")
        gone = process.wence("remove", notice.head.number, "--index", index, "--json")
        adding.append((added.seconds, rebuild))
        unchanged.append((again.seconds, rebuild))
        removing.append((gone.seconds, rebuild))
    size = bench.collection.clauses
    yield Measurement.of("adding", size, "s", adding, SECONDS)
    yield Measurement.of("adding_share", size, "s", adding, SHARE)
    yield Measurement.of("unchanged", size, "s", unchanged)
    yield Measurement.of("removing", size, "s", removing)
