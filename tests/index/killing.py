"""Kill a writer at random moments and look at what it leaves: ``python killing.py 200 [SEED]``.

Each round copies an index, lets a child process change it (a first ingest, an update, a removal, a
file read again) and kills it with SIGKILL: half of the rounds at any moment of its run, half right
after it began to write a generation, where the switch is near. Afterwards the index must be the
old one or the new one, every byte of it, and the next command must do its work. Prints the states
found by kind of change as JSON.

Children are forked, so that imports are paid once and a kill falls into the work itself.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from notice_pages import page

import embeddings
from rag.errors import IndexMissing
from rag.index import generation
from rag.index.catalogue import open_catalogue
from rag.index.ingest import ingest, remove
from rag.settings import Settings

NOTICES = 6
ENCODER = embeddings.load("bundled")
Change = Callable[[Path], None]


def contents(index: Path) -> dict[str, str]:
    """Return the texts of an index by notice, every byte checked; none where there is none."""
    try:
        generation.verify(index)
    except IndexMissing:
        return {}
    catalogue = open_catalogue(index)
    try:
        return {record.id: catalogue.text(record.id) for record in catalogue.records()}
    finally:
        catalogue.close()


def forked(change: Change, index: Path) -> int:
    """Start ``change`` on ``index`` in a child process; return its number."""
    child = os.fork()
    if not child:
        try:
            change(index)
        finally:
            os._exit(0)
    return child


def wait_for_a_generation(index: Path, child: int, within: float) -> None:
    """Wait until the child makes the folder of a generation, or has ended."""
    held = set(index.glob("gen-*"))
    until = time.monotonic() + within
    while time.monotonic() < until and os.waitpid(child, os.WNOHANG)[0] == 0:
        if set(index.glob("gen-*")) - held:
            return
        time.sleep(0.0002)


def ended(child: int) -> None:
    """Kill a child and wait for its end."""
    try:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    except (ProcessLookupError, ChildProcessError):  # it had ended by itself
        pass


class Rounds:
    """One index, what may be done to it, and how what is left is judged."""

    def __init__(self, folder: Path, rng: random.Random) -> None:
        self._rng = rng
        self._old, self._new = folder / "旧", folder / "新"
        for root, amount in ((self._old, 5000), (self._new, 8800)):
            root.mkdir()
            for serial in range(NOTICES):
                text = page(serial, amount=amount if serial == 1 else 5000)
                (root / f"{serial}.txt").write_text(text, encoding="utf-8")
        self._work = folder / "work"
        self._base = folder / "base"
        self._take_in(self._old, self._base)
        self._first = next(iter(contents(self._base)))
        self.changes: dict[str, tuple[bool, Change]] = {
            "first ingest": (False, lambda index: self._take_in(self._old, index)),
            "update": (True, lambda index: self._take_in(self._new, index)),
            "removal": (True, self._remove),
            "another folder": (True, lambda index: self._take_in(self._new, index, twice=True)),
        }
        self._after: dict[str, dict[str, str]] = {}
        self._seconds: dict[str, float] = {}
        for name, (held, change) in self.changes.items():
            index = self._copy(held=held)
            began = time.monotonic()
            os.waitpid(forked(change, index), 0)
            self._seconds[name] = time.monotonic() - began
            self._after[name] = contents(index)

    def _take_in(self, source: Path, index: Path, *, twice: bool = False) -> None:
        settings = Settings(index=index)
        ingest([source], settings, ENCODER)
        if twice:  # a generation that replaces one of the same run
            ingest([self._old], settings, ENCODER)
            ingest([source], settings, ENCODER, again=True)

    def _remove(self, index: Path) -> None:
        remove("", Settings(index=index), ENCODER, self._first)

    def _copy(self, *, held: bool) -> Path:
        shutil.rmtree(self._work, ignore_errors=True)
        if held:
            shutil.copytree(self._base, self._work)
        else:
            self._work.mkdir()
        return self._work

    def one(self, name: str) -> str:
        """Kill one writer; return which state it left: "old" or "new"."""
        held, change = self.changes[name]
        index = self._copy(held=held)
        before = contents(index)
        child = forked(change, index)
        if self._rng.random() < 0.5:
            time.sleep(self._rng.random() * 1.1 * self._seconds[name])
        else:
            wait_for_a_generation(index, child, 10 * self._seconds[name] + 1)
            time.sleep(self._rng.random() * 0.01)
        ended(child)
        left = contents(index)
        if left not in (before, self._after[name], contents(self._base)):
            raise AssertionError(f"{name}: neither the old index nor the new one")
        # The next command clears away what the killed one left, and does its work.
        self._take_in(self._new, index)
        (settled,) = {len(contents(index))}
        if settled != NOTICES or sum("8800" in text for text in contents(index).values()) != 1:
            raise AssertionError(f"{name}: the next command did not do its work")
        stale = {path.name for path in index.glob("seg-*")}
        if len(list(index.glob("gen-*"))) > 2 or len(stale) > 2 * NOTICES:
            raise AssertionError(f"{name}: what the killed one left is still there")
        return "new" if left == self._after[name] else "old"


def main(moments: int, seed: int) -> dict[str, dict[str, int]]:
    """Return how often which state was found, by change."""
    rng = random.Random(seed)
    found: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        rounds = Rounds(Path(folder), rng)
        for number in range(moments):
            name = list(rounds.changes)[number % len(rounds.changes)]
            found.setdefault(name, Counter())[rounds.one(name)] += 1
    return {name: dict(counted) for name, counted in found.items()}


if __name__ == "__main__":
    given = [int(it) for it in sys.argv[1:]]
    result = main(given[0] if given else 200, given[1] if len(given) > 1 else 1)
    sys.stdout.write(json.dumps(result) + "\n")
