"""What is backed up, held still: files opened in one moment, however long copying them takes.

An open file stays what it was when its name is given to another or taken away. So nobody is kept
waiting for longer than it takes to open files: not a server, not an ingest. Segments of an index
are never changed, uploaded files are only ever replaced, and SQLite copies its own file.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from rag.backup import contents
from rag.backup.errors import BackupElsewhere
from rag.errors import IndexDamaged, OfficeUnavailable
from rag.index import generation
from rag.index.generation import Manifest
from rag.office import private, reading
from rag.office.errors import ReadingUnderWay
from rag.office.files import FOLDER
from rag.office.store import FILE, Store

_PATIENCE = 20.0  # seconds to wait for a file that is being taken away


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The files by the names of their parts; ``office`` is None where nothing had been kept."""

    manifest: Manifest
    index: Mapping[str, BinaryIO]
    office: Mapping[str, BinaryIO] | None = None
    accounts: int = 0


@contextmanager
def taken(index: Path, office: Path, folder: Path) -> Iterator[Snapshot]:
    """Give what ``index`` and ``office`` hold at one moment.

    :param folder: a folder of ours, for the copy of the office's database.
    :raises IndexMissing, IndexDamaged: there is no index, or it is not whole.
    :raises OfficeUnavailable: the office cannot be read.
    :raises OSError: the disk is full, or more files would have to be open than may be.
    """
    _raise_limit()
    with ExitStack() as stack:
        if not (office / FILE).exists():
            manifest, files = _index(index, stack)
            yield Snapshot(manifest, files)
            return
        with _still(office) as connection:
            database = _copied(office / FILE, folder / FILE)
            rows = connection.execute("SELECT path FROM files").fetchall()
            held: dict[str, BinaryIO] = {}
            held[contents.DATABASE] = stack.enter_context(database.open("rb"))
            held |= _uploads(office / FOLDER, [row["path"] for row in rows], stack)
            (accounts,) = connection.execute("SELECT count(*) FROM accounts").fetchone()
            manifest, files = _index(index, stack)
        yield Snapshot(manifest, files, held, accounts)


def _index(root: Path, stack: ExitStack) -> tuple[Manifest, dict[str, BinaryIO]]:
    """Open every file of the generation in use."""

    def read(folder: Path) -> tuple[Manifest, ExitStack, dict[str, BinaryIO]]:
        manifest = generation.read_manifest(folder)
        names = {contents.MANIFEST: folder / generation.MANIFEST}
        for segment in manifest.segments:
            for name in segment.sizes:
                part = f"{contents.INDEX}/{segment.name}/{name}"
                names[part] = root / segment.name / name
        with ExitStack() as own:
            try:
                files: dict[str, BinaryIO] = {
                    part: own.enter_context(path.open("rb")) for part, path in names.items()
                }
            except FileNotFoundError as error:  # swept away meanwhile: the next one is read
                raise IndexDamaged(path=root, reason=error.filename) from error
            return manifest, own.pop_all(), files

    manifest, own, files = generation.reading(root, read, fallback=False)
    stack.enter_context(own)
    if manifest.store != "faiss":
        raise BackupElsewhere(path=root, store=manifest.store)
    return manifest, files


@contextmanager
def _still(office: Path) -> Iterator[sqlite3.Connection]:
    """Keep uploaded files and the rows about them as they are, together, for a moment.

    Files come and go with a row in one transaction. One is taken away in several steps, all under
    the lock of reading; who holds that for long is reading, and what is being read is read again
    after a restore.
    """
    with ExitStack() as stack:
        with suppress(ReadingUnderWay):
            stack.enter_context(reading.alone(office, _PATIENCE))
        yield stack.enter_context(Store(office).writing())


def _uploads(folder: Path, names: list[str], stack: ExitStack) -> dict[str, BinaryIO]:
    """Open the uploaded files; what was read elsewhere is not the office's."""
    held: dict[str, BinaryIO] = {}
    for name in names:
        path = folder / name
        if path.parent == folder and path.is_file():
            held[f"{contents.FILES}/{name}"] = stack.enter_context(path.open("rb"))
    return held


def _copied(database: Path, to: Path) -> Path:
    """Copy the database, without what must not come back to life, and return where it is.

    A session that a visitor to the machine of an archive could take up again would be a key to the
    staff page that nobody can take back: there are none in an archive. Files that were being read
    wait, as they would for the next server.
    """
    private.make_file(to)
    try:
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(to)) as copy:
            source.backup(copy)
            copy.execute("DELETE FROM sessions")
            copy.execute(
                "UPDATE files SET state = 'waiting', stage = '', done = 0, total = 0, tries = 0 "
                "WHERE state = 'reading'"
            )
            copy.commit()
            copy.execute("PRAGMA journal_mode = DELETE")  # all of it in this one file
            copy.execute("VACUUM")  # and nothing of what was deleted
    except sqlite3.Error as error:
        raise OfficeUnavailable(path=database.parent, reason=error) from error
    return to


def _raise_limit() -> None:
    """Let this process have as many files open as the system allows it."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
