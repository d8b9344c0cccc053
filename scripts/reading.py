"""Speed and memory of reading: ``python scripts/reading.py FOLDER [FILES]``.

Reads the notices of FOLDER over and over, as if they were FILES files (500 by default), in one
process, and prints megabytes of UTF-8 text a second of processor time, and the peak memory after a
tenth of the files and after all of them.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

from rag.notices.sources import find_sources, notices_of
from rag.settings import Reading


def main(folder: Path, files: int) -> None:
    """Read and report."""
    sources = list(find_sources([folder], Reading()))
    read = notices = 0
    early = 0
    began = time.process_time()
    for number in range(files):
        source = sources[number % len(sources)]
        data = source.read(Reading().max_mib)
        notices += len(notices_of(source, data))
        read += len(data)
        if number == files // 10:
            early = _peak()
    seconds = time.process_time() - began
    sys.stdout.write(
        f"{files} files, {notices} notices, {read / 1e6:.1f} MB in {seconds:.1f} s: "
        f"{read / 1e6 / seconds:.1f} MB/s; "
        f"peak {early} MiB after a tenth, {_peak()} MiB at the end\n"
    )


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 500)
