"""Run a command and write what it took: ``python launcher.py OUT.json PROGRAM ARGUMENT…``.

A process of its own, and a small one: Linux counts the peak memory of whoever starts a process
as that process's own, so that a benchmark with an index in memory would measure itself.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path


def main() -> None:
    """Run the command; its exit status becomes this one's."""
    out, *command = sys.argv[1:]
    began = time.perf_counter()
    _, status, usage = os.wait4(os.posix_spawn(command[0], command, os.environ), 0)
    seconds = time.perf_counter() - began
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, KiB elsewhere
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    facts = {"seconds": seconds, "peak": usage.ru_maxrss * unit, "launcher": own}
    Path(out).write_text(json.dumps(facts), encoding="utf-8")
    sys.exit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
