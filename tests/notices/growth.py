"""How the time of the processor grows with the length of what is read."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import TypeVar

Text = TypeVar("Text", str, bytes)

TIMES = 8  # how much longer the longer text is
SLOWER = 2.6**3  # 2.6 a doubling: linear is 2, quadratic is 4
_NEGLIGIBLE = 0.1  # seconds for the longer text, in which nothing can be told from noise
_TRIES = 3


def grows(read: Callable[[Text], object], make: Callable[[int], Text], short: int) -> float:
    """Return how much longer the longer text takes, 0 where it is negligible.

    What is over ``SLOWER`` is tried again, since that may be the machine; the least counts.

    :param make: returns a text of so many characters.
    :param short: the characters of the shorter text.
    """
    least = float("inf")
    for _ in range(_TRIES):
        longer = _seconds(read, make(short * TIMES))
        if longer < _NEGLIGIBLE:
            return 0.0
        least = min(least, longer / _seconds(read, make(short)))
        if least < SLOWER:
            break
    return least


def _seconds(read: Callable[[Text], object], text: Text) -> float:
    """Return processor seconds to read ``text``, collector off."""
    gc.collect()
    gc.disable()
    try:
        begun = time.process_time()
        read(text)
        return time.process_time() - begun
    finally:
        gc.enable()
