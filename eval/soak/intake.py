"""The other side: files that are written, changed and taken away, and ingested as they are."""

from __future__ import annotations

import threading
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

from eval.bench.errors import CommandFailed
from eval.bench.process import wence
from eval.soak.ledger import Ledger
from eval.soak.planted import Planted
from eval.soak.tally import Tally

_FOLDER = "planted"
_CHANGED, _TURNED_OVER = 0.2, 0.05  # of the planted notices, in each round


class Intake:
    """Planted notices in the folder ``texts``, and the index that they are ingested into.

    As many come as go, so that the collection is as large at the end as at the start.
    """

    def __init__(self, texts: Path, index: Path, planted: int, ledger: Ledger) -> None:
        self._texts, self._index, self._ledger = texts, index, ledger
        self._random = Random("intake")
        self._held = {place: Planted(place) for place in range(planted)}
        self._next = planted
        self._share = max(1, round(planted * _CHANGED)), max(1, round(planted * _TURNED_OVER))
        (texts / _FOLDER).mkdir(parents=True, exist_ok=True)

    def first(self) -> None:
        """Ingest everything once, before anybody asks."""
        self._ingest({it.name: it for it in self._held.values()})

    def round(self) -> dict[str, Any]:
        """Change, add and take away some; return what ``wence ingest`` said of it.

        One notice is taken out by its number (``wence remove``), the others with their files.
        """
        changed, turned = self._share
        picked = self._random.sample(sorted(self._held), changed + turned)
        held: dict[str, Planted | None] = {}
        for place in picked[:changed]:
            it = self._held[place]
            self._held[place] = Planted(place, it.revision + 1)
            held[it.name] = self._held[place]
        for place in picked[changed:]:
            held[self._held.pop(place).name] = None
            self._held[self._next] = Planted(self._next)
            held[self._held[self._next].name] = self._held[self._next]
            self._next += 1
        return self._ingest(held, removed=Planted(picked[-1]))

    def _ingest(
        self, held: dict[str, Planted | None], removed: Planted | None = None
    ) -> dict[str, Any]:
        self._ledger.begin(held, monotonic())
        for name, it in held.items():
            path = self._texts / _FOLDER / name
            if it is None:
                path.unlink()
            else:
                path.write_text(it.content(), encoding="utf-8", newline="")
        if removed is not None:
            wence("remove", removed.head.number, "--index", self._index, "--json")
        said: dict[str, Any] = wence("ingest", self._texts, "--index", self._index, "--json").json()
        self._ledger.end(monotonic())
        return said


def ingesting(intake: Intake, every: float, over: threading.Event, tally: Tally) -> None:
    """Ingest a round each ``every`` seconds until it is over; whatever fails is counted."""
    while not over.wait(every):
        began = monotonic()
        try:
            said = intake.round()
        except CommandFailed as error:
            tally.found("error", f"ingest: {error}")
            continue
        tally.visit("ingest", monotonic() - began)
        for name in ("added", "updated", "removed"):
            tally.count(f"notices_{name}", len(said[name]))
        if said["skipped"]:
            tally.found("error", f"ingest skipped {said['skipped']}")
