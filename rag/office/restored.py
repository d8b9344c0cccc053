"""An office that is put back (恢复): made ready beside the one in use, then taken into use whole.

    office/
      office.sqlite3  files/       in use
      restore/                     made ready: plan.json  office.sqlite3  files/
      restore.lock

A back-up holds an index and an office, and both come back or neither. Replacing the index's
``CURRENT`` decides: before it nothing in use was touched, after it what is left to do here is known
from the plan. Whoever opens the office next, however the restore ended, compares the index with the
plan, and goes on or clears away.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import IndexDamaged, IndexMissing, OfficeUnavailable
from rag.index import generation
from rag.office import private

log = logging.getLogger(__name__)

FILE, FILES = "office.sqlite3", "files"
FOLDER, LOCK = "restore", "restore.lock"
_PLAN, _OLD, _ROOM = "plan.json", "old", "room"
_ROUNDED = 1024 * 1024
_NO_DATABASE = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}


@dataclass(frozen=True, slots=True)
class Plan:
    """What decides about an office that is made ready.

    ``before`` and ``after`` are digests of the manifest in use of the index in ``index``, before
    the restore and after it; "" where there is no index that can be read.
    """

    index: str
    before: str
    after: str


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Give an empty folder in which the office in ``folder`` is made ready; one at a time.

    It is gone after the block, unless the block came to ``ready`` and what was decided stands.

    :raises OSError: the folder cannot be used, or another restore is under way.
    """
    private.make_folder(folder)
    made = folder / FOLDER
    try:
        with FileLock(folder / LOCK, timeout=0, mode=private.FILE):
            shutil.rmtree(made, ignore_errors=True)
            private.make_folder(made)
            private.make_folder(made / FILES)
            try:
                yield made
            finally:
                _settle(folder)
    except Timeout as error:
        raise OSError(LOCK) from error


def ready(folder: Path, plan: Plan) -> None:
    """Note that the office made ready in ``folder`` is whole, and keep room to take it into use.

    :raises OSError: the disk is full, or fails.
    """
    made = folder / FOLDER
    # The database is copied twice on its way: into the log beside it, and from there.
    _keep_room(made / _ROOM, 2 * (made / FILE).stat().st_size + _ROUNDED)
    for path in (*made.rglob("*"), made):
        generation.flush(path)
    part = made / f"{_PLAN}.new"
    part.write_text(json.dumps(asdict(plan)), encoding="utf-8")
    generation.flush(part)
    part.replace(made / _PLAN)
    generation.flush(made)


def settle(folder: Path) -> None:
    """Go on with a restore that ended before its end, or clear away what it left.

    Nothing happens while it is under way.

    :raises OfficeUnavailable: the folder cannot be used.
    """
    if not (folder / FOLDER).is_dir():
        return
    try:
        with suppress(Timeout), FileLock(folder / LOCK, timeout=0, mode=private.FILE):
            _settle(folder)
    except (OSError, sqlite3.Error) as error:
        raise OfficeUnavailable(path=folder, reason=error) from error


def in_use(index: Path) -> str:
    """Return the digest of the manifest in use of an index, "" where none can be read."""
    try:
        return generation.reading(index, generation.manifest_of).digest
    except (IndexMissing, IndexDamaged):
        return ""


def _settle(folder: Path) -> None:
    made = folder / FOLDER
    try:
        plan = Plan(**json.loads((made / _PLAN).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):  # it was never ready
        shutil.rmtree(made, ignore_errors=True)
        return
    now = in_use(Path(plan.index))
    if now == plan.after:
        _take_into_use(folder)
    elif now == plan.before:
        shutil.rmtree(made, ignore_errors=True)
    else:  # somebody changed the index since: what was decided cannot be told any more
        log.error("%s: a restore did not come to its end; run it again", made)


def _take_into_use(folder: Path) -> None:
    """Put what is ready in its place; every step can be done again."""
    made, live = folder / FOLDER, folder / FILES
    (made / _ROOM).unlink(missing_ok=True)
    if (made / FILES).is_dir():  # else it is in its place already
        if live.exists():
            shutil.rmtree(made / _OLD, ignore_errors=True)
            live.replace(made / _OLD)
        (made / FILES).replace(live)
    _copy_over(made / FILE, folder / FILE)
    generation.flush(folder)
    (made / _PLAN).unlink()  # from here on what is left is only to be cleared away
    shutil.rmtree(made, ignore_errors=True)


def _copy_over(database: Path, live: Path) -> None:
    """Make the file in use hold what ``database`` does, in one transaction.

    Replacing the file would leave its log to another one; whoever has it open sees the new content.
    """
    private.make_file(live)
    try:
        _backup(database, live)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF not in _NO_DATABASE:
            raise
        for suffix in ("", "-wal", "-shm"):  # a damaged file is what a restore is for
            live.with_name(live.name + suffix).unlink(missing_ok=True)
        private.make_file(live)
        _backup(database, live)


def _backup(database: Path, live: Path) -> None:
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(live)) as target:
        source.backup(target)


def _keep_room(path: Path, size: int) -> None:
    private.make_file(path)
    if hasattr(os, "posix_fallocate"):  # not on every system
        with path.open("r+b") as file:
            os.posix_fallocate(file.fileno(), 0, size)
