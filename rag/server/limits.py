"""How many questions may be asked: by an address, by an open page, by everybody.

Kept in memory, for one process. A window opens with a caller's first question and closes a minute
or a day later, so that when to come back is known to the second. PyPI's ``limits`` was looked at:
its store in memory goes by the wall clock, starts timers and holds any number of keys.
"""

from __future__ import annotations

import hashlib
import math
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rag import settings
from rag.errors import WenceError
from rag.server.caller import Caller

MINUTE, DAY = 60.0, 24 * 3600.0
# Whoever commands more addresses than this is not held by counting addresses; forgetting the oldest
# keeps the memory bounded and never shuts anybody out.
MOST_KEYS = 20_000

Clock = Callable[[], float]


class LimitReached(WenceError):
    """A caller has to wait; the three below say why. ``limit``, ``wait`` (s), ``hours``."""

    key = "limit_reached"

    def __init__(self, **params: Any) -> None:
        super().__init__(**params)
        self.seconds = int(params["wait"])


class TooFast(LimitReached):
    """Too many questions a minute from one address or one page."""

    key = "limit_minute"


class DayUsedUp(LimitReached):
    """Too many questions a day from one address."""

    key = "limit_day"


class ServerUsedUp(LimitReached):
    """Too many questions a day from everybody together."""

    key = "limit_server"


class Window:
    """Counts by key within spans of ``seconds``, for at most ``most`` keys."""

    def __init__(self, limit: int, seconds: float, most: int = MOST_KEYS) -> None:
        self.limit = limit
        self._seconds = seconds
        self._most = most
        # Windows are all as long, so that in the order of opening the oldest closes first.
        self._open: OrderedDict[bytes, tuple[float, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._open)

    def wait(self, key: bytes, now: float) -> float:
        """Return the seconds until ``key`` may ask; 0 for at once."""
        opened, count = self._open.get(key, (now, 0))
        left = min(opened + self._seconds - now, self._seconds)  # sums of floats may say 60.0…1
        return left if count >= self.limit and left > 0 else 0.0

    def take(self, key: bytes, now: float) -> None:
        """Count one question of ``key``."""
        while self._open and next(iter(self._open.values()))[0] + self._seconds <= now:
            self._open.popitem(last=False)
        opened, count = self._open.get(key, (now, 0))
        self._open[key] = (opened, count + 1)
        if len(self._open) > self._most:
            self._open.popitem(last=False)


@dataclass(frozen=True, slots=True)
class _Rule:
    window: Window
    counted: Callable[[Caller], str | None]
    refusal: type[LimitReached]


class Limits:
    """The limits of ``[limits]``; one for all doors, and safe to call from any thread."""

    def __init__(self, given: settings.Limits, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        # Keys are digests: no address lies about in memory, and a session's name may be any length.
        self._salt = secrets.token_bytes(16)
        rules: tuple[tuple[int, float, Callable[[Caller], str | None], type[LimitReached]], ...] = (
            (given.per_minute, MINUTE, lambda caller: caller.address, TooFast),
            (given.session_per_minute, MINUTE, lambda caller: caller.session, TooFast),
            (given.per_day, DAY, lambda caller: caller.address, DayUsedUp),
            (given.server_per_day, DAY, lambda _: "", ServerUsedUp),
        )
        self._rules = [
            _Rule(Window(limit, seconds), counted, refusal)
            for limit, seconds, counted, refusal in rules
            if limit
        ]

    def count(self, caller: Caller) -> None:
        """Count one question of ``caller``; one that is refused does not count.

        :raises LimitReached: there were too many; of several limits, the one to wait longest for.
        """
        with self._lock:
            now = self._clock()
            held = [
                (rule, self._key(name))
                for rule in self._rules
                if (name := rule.counted(caller)) is not None
            ]
            waits = [(rule.window.wait(key, now), rule) for rule, key in held]
            wait, rule = max(waits, key=lambda pair: pair[0], default=(0.0, None))
            if rule is not None and wait > 0:
                raise rule.refusal(**_said(rule.window.limit, wait))
            for rule, key in held:
                rule.window.take(key, now)

    def _key(self, name: str) -> bytes:
        said = name.encode("utf-8", "surrogatepass")
        return hashlib.blake2b(said, digest_size=16, key=self._salt).digest()


def _said(limit: int, wait: float) -> dict[str, int]:
    # Rounded up: whoever comes back then is let in.
    return {"limit": limit, "wait": math.ceil(wait), "hours": math.ceil(wait / 3600)}
