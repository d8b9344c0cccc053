"""Makes guessing passwords slow: who was wrong too often in a row has to wait, ever longer.

Counted by account name, whether there is such an account or not, and by address. Kept in memory,
for one process; a restart forgets.
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

from rag.errors import WenceError

FREE = 5  # wrong tries in a row before there is a wait
FIRST, LONGEST = 30.0, 15 * 60.0  # seconds; the wait doubles from one to the other
FORGOTTEN = 24 * 3600.0  # seconds after which nobody holds a typing error against anybody
MOST_KEYS = 20_000


class LockedOut(WenceError):
    """Too many wrong passwords in a row. Parameter: ``wait`` (s)."""

    key = "locked_out"

    def __init__(self, **params: Any) -> None:
        super().__init__(**params)
        self.seconds = int(params["wait"])


@dataclass(frozen=True, slots=True)
class _Count:
    wrong: int
    last: float

    def opens(self) -> float:
        """Return when the next try may be made."""
        if self.wrong < FREE:
            return self.last
        return self.last + min(math.ldexp(FIRST, min(self.wrong - FREE, 16)), LONGEST)


class Lockout:
    """Counts tries; safe to call from any thread."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, most_keys: int = MOST_KEYS
    ) -> None:
        self._clock, self._most = clock, most_keys
        self._lock = threading.Lock()
        self._salt = secrets.token_bytes(16)  # neither names nor addresses lie about in memory
        self._counts: OrderedDict[bytes, _Count] = OrderedDict()  # the longest unused first

    def __len__(self) -> int:
        return len(self._counts)

    def attempt(self, name: str, address: str) -> None:
        """Count a try as wrong, before it is known: of many at once, all are counted in time.

        :raises LockedOut: it must not be made yet; then it does not count.
        """
        with self._lock:
            now = self._clock()
            keys = self._keys(name, address)
            counts = [self._count(key, now) for key in keys]
            wait = max(count.opens() - now for count in counts)
            if wait > 0:
                raise LockedOut(wait=math.ceil(wait))
            for key, count in zip(keys, counts, strict=True):
                self._counts[key] = _Count(count.wrong + 1, now)
                self._counts.move_to_end(key)
            while len(self._counts) > self._most:
                self._counts.popitem(last=False)

    def succeeded(self, name: str, address: str) -> None:
        """Forget the wrong tries: this one was right."""
        with self._lock:
            for key in self._keys(name, address):
                self._counts.pop(key, None)

    def _count(self, key: bytes, now: float) -> _Count:
        count = self._counts.get(key)
        if count is None or now - count.last > FORGOTTEN:
            return _Count(0, now)
        return count

    def _keys(self, name: str, address: str) -> tuple[bytes, bytes]:
        def digest(kind: str, text: str) -> bytes:
            said = f"{kind}\0{text}".encode("utf-8", "surrogatepass")
            return hashlib.blake2b(said, digest_size=16, key=self._salt).digest()

        return digest("name", name), digest("address", address)
