"""What a process and those that it started hold: memory, files, threads (Linux, ``/proc``)."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from pathlib import Path

_PROC = Path("/proc")
_KIB = re.compile(r"^(Pss|Pss_Anon):\s+(\d+) kB$", re.M)


@dataclass(frozen=True, slots=True)
class Footprint:
    """Of a process tree at ``seconds`` since the start.

    ``memory_mib`` is the proportional set size: what is shared counts once, mapped files included;
    ``own_mib`` is what belongs to no file. Source: Linux, Documentation/filesystems/proc.rst.
    """

    seconds: float
    memory_mib: float
    own_mib: float
    files: int
    threads: int
    processes: int

    def to_dict(self) -> dict[str, float]:
        """Return JSON values."""
        return {name: round(it, 1) for name, it in asdict(self).items()}


def available() -> bool:
    """Return whether this system can be asked."""
    return (_PROC / "self" / "smaps_rollup").exists()


def footprint(process: int, seconds: float) -> Footprint:
    """Return what ``process`` and its descendants hold now; one that ended meanwhile holds nothing.

    :param seconds: since the start, as the footprint is to have it.
    """
    tree = _tree(process)
    memory = own = files = threads = 0
    for one in tree:
        at = _PROC / str(one)
        try:
            said = dict(_KIB.findall((at / "smaps_rollup").read_text(encoding="ascii")))
            memory, own = memory + int(said["Pss"]), own + int(said["Pss_Anon"])
            files += sum(1 for _ in (at / "fd").iterdir())
            threads += sum(1 for _ in (at / "task").iterdir())
        except (OSError, KeyError):
            continue
    return Footprint(seconds, memory / 1024, own / 1024, files, threads, len(tree))


def _tree(process: int) -> list[int]:
    found, waiting = [], [process]
    while waiting:
        one = waiting.pop()
        found.append(one)
        for task in (_PROC / str(one) / "task").glob("*/children"):
            try:
                waiting += map(int, task.read_text(encoding="ascii").split())
            except OSError:
                continue
    return found
