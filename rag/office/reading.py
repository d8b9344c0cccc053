"""The lock of whoever reads uploaded files or takes them away: one at a time, over all processes.

Who reads holds a lock of the operating system in the office's folder. However a process ends, the
system lets its lock go, and whoever takes it next knows that the files marked as being read are
nobody's: no claim has to grow old first.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import OfficeUnavailable
from rag.office import private
from rag.office.errors import ReadingUnderWay

LOCK = "reading.lock"


@contextmanager
def alone(folder: Path, patience: float) -> Iterator[None]:
    """Keep everybody from reading into the office in ``folder`` for the time of the block.

    :raises ReadingUnderWay: somebody is reading, for longer than ``patience`` (s).
    :raises OfficeUnavailable: the folder cannot be used.
    """
    try:
        private.make_folder(folder)
        lock = FileLock(folder / LOCK, mode=private.FILE)
        lock.acquire(timeout=patience)
    except Timeout as error:
        raise ReadingUnderWay from error
    except OSError as error:
        raise OfficeUnavailable(path=folder, reason=error) from error
    try:
        yield
    finally:
        lock.release()
