"""A soak from its collection to its report."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
from prometheus_client.parser import text_string_to_metric_families as families

from eval.bench import collection
from eval.bench.machine import machine
from eval.bench.sources import read
from eval.soak.footprint import Footprint, available, footprint
from eval.soak.intake import Intake, ingesting
from eval.soak.ledger import Ledger
from eval.soak.report import FLUCTUATION, GROWTH, VERSION, Promise, Report, growth, thinned
from eval.soak.server import Server, running
from eval.soak.tally import Tally
from eval.soak.visitor import Surroundings, Visitor
from eval.sources import Sources

_GRACE = 10.0  # seconds
_END = 90.0  # seconds that the last visit may take
_SAMPLES = 600  # footprints of a soak, one a second at most


@dataclass(frozen=True, slots=True)
class Plan:
    """How long, in seconds; by how many; an ingest each so many seconds; over how much."""

    seconds: float
    visitors: int = 8
    every: float = 10.0
    clauses: int = 5000
    planted: int = 60


def run(plan: Plan, sources: Sequence[Path], folder: Path, tell: Callable[[float], None]) -> Report:
    """Soak a server, all of it in ``folder``; ``tell`` is called with the seconds that are over.

    :raises SourceMissing, SourceUnreadable, TooLittleText: there is no text for a collection.
    :raises CommandFailed: the first ingest failed, or the server did not start.
    """
    now = machine()
    background = collection.write(read(sources), plan.clauses, folder)
    texts, index = background.notices_folder, folder / "index"
    ledger, tally, over = Ledger(_GRACE), Tally(), threading.Event()
    intake = Intake(texts, index, plan.planted, ledger)
    intake.first()
    with running(index, folder) as server:
        around = Surroundings(server.url, background.questions, ledger, Sources(texts), tally, over)
        first = _generation(server)
        writer = threading.Thread(
            target=ingesting, args=(intake, plan.every, over, tally), daemon=True
        )
        threads = [writer, *(Visitor(around, number) for number in range(plan.visitors))]
        for thread in threads:
            thread.start()
        held = _watch(server, plan.seconds, tell)
        over.set()
        until = monotonic() + _END
        for thread in threads:
            thread.join(max(0.0, until - monotonic()))
            if thread.is_alive():
                tally.found("error", f"{thread.name} never came back")
        tally.count("generations", _generation(server) - first)
        if status := server.stop():
            tally.found("error", f"the server ended with status {status}")
        for line in server.complaints():
            tally.found("error", f"log: {line}")
    facts: dict[str, Any] = {
        "version": VERSION,
        "day": date.today().isoformat(),
        "machine": now,
        "plan": asdict(plan),
        "collection": background.facts(),
        **tally.to_dict(),
        "followed_after_s": round(ledger.slowest, 2),
        "footprints": thinned(held),
    }
    return Report(facts, _promises(tally, held))


def _promises(tally: Tally, held: Sequence[Footprint]) -> tuple[Promise, ...]:
    return (
        Promise("errors", tally.wrong("error"), 0),
        Promise("wrong", tally.wrong("wrong"), 0),
        Promise("memory", growth([it.memory_mib for it in held]), GROWTH),
        Promise("own_memory", growth([it.own_mib for it in held]), GROWTH),
        Promise("files", growth([it.files for it in held]), FLUCTUATION),
        Promise("threads", growth([it.threads for it in held]), FLUCTUATION),
    )


def _watch(server: Server, seconds: float, tell: Callable[[float], None]) -> list[Footprint]:
    """Wait for ``seconds``; return what the server held meanwhile."""
    held: list[Footprint] = []
    began, step = monotonic(), max(1.0, seconds / _SAMPLES)
    wait = threading.Event().wait
    while (past := monotonic() - began) < seconds:
        if available():
            held.append(footprint(server.process, past))
        tell(past)
        wait(min(step, seconds - past))
    return held


def _generation(server: Server) -> int:
    with suppress(httpx.HTTPError):
        said = httpx.get(f"{server.url}/metrics", trust_env=False, timeout=60).text
        for family in families(said):
            for sample in family.samples:
                if sample.name == "wence_index_generation":
                    return int(sample.value)
    return 0
