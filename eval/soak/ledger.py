"""What each file held when: which texts an answer of a given moment may have been made from."""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from eval.soak.planted import Planted


@dataclass(frozen=True, slots=True)
class Window:
    """The moments, in seconds of one clock, from the sending of a question to its whole answer."""

    asked: float
    answered: float


@dataclass(slots=True)
class Change:
    """What an ingest makes of a file: ``held`` is None where the notice is taken out.

    It may be seen from ``begun`` on, and has to be from ``done`` on, when the command had ended.
    """

    held: Planted | None
    begun: float
    done: float = math.inf


@dataclass(slots=True)
class Ledger:
    """The changes of every planted file, by its name. Threads may read while one writes.

    :param grace: seconds that a server may take to follow an ingest that has ended.
    """

    grace: float
    slowest: float = 0.0  # seconds after which what was replaced was still answered from
    _changes: dict[str, list[Change]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, held: Mapping[str, Planted | None], begun: float) -> None:
        """Note that an ingest begins which makes this of these files."""
        with self._lock:
            for name, it in held.items():
                self._changes.setdefault(name, []).append(Change(it, begun))

    def end(self, done: float) -> None:
        """Note that the ingest has ended: from now on the server has to follow."""
        with self._lock:
            for changes in self._changes.values():
                changes[-1].done = min(changes[-1].done, done)

    def knows(self, name: str) -> bool:
        """Return whether there ever was a planted file ``name``."""
        return name in self._changes

    def now(self) -> list[Planted]:
        """Return what the files hold that are there, changes under way included."""
        with self._lock:
            last = [changes[-1].held for changes in self._changes.values()]
        return [held for held in last if held is not None]

    def possible(self, name: str, window: Window) -> list[Planted | None]:
        """Return what the file may have held for an answer of ``window``, the newest first."""
        return [change.held for change, _ in self._possible(name, window)]

    def told(self, held: Planted, window: Window) -> None:
        """Note that an answer of ``window`` was made from ``held``."""
        for change, over in self._possible(held.name, window):
            if change.held == held:
                with self._lock:
                    self.slowest = max(self.slowest, window.asked - over)
                return

    def _possible(self, name: str, window: Window) -> list[tuple[Change, float]]:
        """Return changes, each with the moment from which it is out of date."""
        found, over = [], math.inf
        with self._lock:
            for change in reversed(self._changes.get(name, [])):
                if change.begun <= window.answered and window.asked <= over + self.grace:
                    found.append((change, over))
                over = min(over, change.done)
        if window.asked <= over + self.grace:  # before the first of them it was not there
            found.append((Change(None, -math.inf), over))
        return found
