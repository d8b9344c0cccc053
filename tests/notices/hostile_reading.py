"""Reads one hostile input through the public entry, within bounds of time and memory."""

from __future__ import annotations

import random
import resource
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from mutations import mutant

from rag.errors import WenceError
from rag.notices.sources import find_sources, notices_of
from rag.settings import Reading

SUFFIXES = {"text": ".txt", "html": ".html", "mhtml": ".mht", "docx": ".docx", "pdf": ".pdf",
            "ofd": ".ofd", "zip": ".zip"}  # fmt: skip
_BOUNDS = {"max_mib": 4, "max_expanded_mib": 16, "max_pages": 50}
LIMITS = Reading(**_BOUNDS, pdf_seconds=20)
QUICK = Reading(**_BOUNDS, pdf_seconds=4)  # a mutant may well take all there is
SECONDS = 20.0  # of the processor, for one input: far from what a quadratic reader takes
MEMORY = 1536 << 20  # bytes of address space that one input may add


class TooSlow(Exception):
    """An input took more than ``SECONDS``."""


@contextmanager
def bounded(seconds: float = SECONDS, memory: int = MEMORY) -> Iterator[None]:
    """Raise in the block where it takes longer, or more, than it may."""

    def stop(signum: int, frame: FrameType | None) -> None:
        raise TooSlow(f"{seconds:g} s")

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    before = resource.getrlimit(resource.RLIMIT_AS)
    handler = signal.signal(signal.SIGPROF, stop)
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + memory, before[1]))
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_AS, before)
        signal.signal(signal.SIGPROF, handler)


def outcomes(form: str, data: bytes, folder: Path, limits: Reading = LIMITS) -> Counter[str]:
    """Return how often each outcome came of a file: "notices", or the name of an error.

    Anything but a ``WenceError`` goes through: it is what is looked for.
    """
    path = folder / f"a{SUFFIXES[form]}"
    path.write_bytes(data)
    found: Counter[str] = Counter()
    with bounded():
        for source in find_sources([path], limits):
            try:
                for notice in notices_of(source, source.read(limits.max_mib), limits):
                    notice.text.encode()  # nothing that cannot be stored or sent
            except WenceError as error:
                str(error).encode()
                found[error.key] += 1
            else:
                found["notices"] += 1
            source.name.encode()
    return found


def read_mutant(form: str, seed: int, folder: Path) -> tuple[Counter[str], float]:
    """Return the outcomes of the input that follows from ``seed``, and the seconds it took."""
    data = mutant(form, random.Random(f"{form} {seed}"))
    begun = _processor()
    return outcomes(form, data, folder, QUICK), _processor() - begun


def _processor() -> float:
    """Return the seconds of this process and of those that it waited for: a PDF has its own."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
