"""Putting back what an archive holds: checked first, made ready beside, taken into use at once.

Nothing in use is touched before every byte of the archive has been read and found right, nor
before all of it lies beside what is in use. Then the index's ``CURRENT`` is replaced, which a
running server notices, and the office follows (``rag.office.restored``).
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from rag.backup import archive, contents
from rag.backup.archive import Archive
from rag.backup.backup import Report
from rag.backup.errors import BackupInvalid, RestoreFailed, RestoreTaken
from rag.errors import IndexDamaged, OfficeUnavailable
from rag.index import generation
from rag.index.generation import Manifest
from rag.office import private, reading, restored
from rag.office.store import FILE, Store
from rag.office.trail import CONSOLE, Entry, now, write
from rag.settings import Settings

_Opener = Callable[[str, int], int]
_PATIENCE = 20.0  # seconds to wait for files that are being read
_LOCKS = {restored.FOLDER, restored.LOCK, reading.LOCK}  # of an office in which nothing is kept


def restore(file: Path, settings: Settings, force: bool = False) -> Report:
    """Put back what the archive ``file`` holds, and say what that was.

    An office is left as it is where the archive holds none. All sessions are over afterwards.

    :param force: take the place of what is there.
    :raises BackupInvalid: ``file`` is no back-up, or a damaged one.
    :raises RestoreTaken: there is something already.
    :raises IndexBusy, ReadingUnderWay: somebody is writing there.
    :raises RestoreFailed: it cannot be written.
    """
    began, file = time.perf_counter(), file.absolute()
    index, office = settings.index, settings.office.folder.resolve()
    with archive.opened(file) as held:
        manifest = _manifest(file, held)
        held.check()
        told = held.contents
        if not force:
            _check_free(index, office if told.office else None)
        try:
            if told.office is None:
                with generation.writing(index):
                    _put_back(held, manifest, index, lambda _: None)
            else:
                _put_both_back(file, held, manifest, index, office)
        except (OSError, sqlite3.Error) as error:
            reason = getattr(error, "strerror", None) or error
            raise RestoreFailed(path=file, reason=reason) from error
    return Report(file, told, file.stat().st_size, round(time.perf_counter() - began, 3))


def _put_both_back(
    file: Path, held: Archive, manifest: Manifest, index: Path, office: Path
) -> None:
    with (
        reading.alone(office, _PATIENCE),
        generation.writing(index),
        restored.staging(office) as made,
    ):
        for name in held.contents.parts:
            if name.startswith(f"{contents.FILES}/"):
                _write(held, name, made / restored.FILES / name.rpartition("/")[2], private.opener)
        _write(held, contents.DATABASE, made / FILE, private.opener)
        _check_database(file, made, held.contents.created)
        before = restored.in_use(index)

        def ready(after: str) -> None:
            restored.ready(office, restored.Plan(str(index.resolve()), before, after))

        _put_back(held, manifest, index, ready)


def _put_back(held: Archive, manifest: Manifest, root: Path, ready: Callable[[str], None]) -> None:
    """Write the archive's index into ``root``, whose writer we are, and take it into use.

    :param ready: told the digest of its manifest before that.
    """
    try:
        segments = [
            replace(segment, name=generation.begin_segment(root).name)
            for segment in manifest.segments
        ]
        for old, new in zip(manifest.segments, segments, strict=True):
            for name in new.sizes:
                part = f"{contents.INDEX}/{old.name}/{name}"
                _write(held, part, root / new.name / name)
        own = replace(manifest, segments=tuple(segments))
        ready(own.digest)
        generation.commit(root, own, segments)
    finally:
        generation.sweep(root)  # one that is killed leaves that to the next writer


def _write(held: Archive, name: str, to: Path, opener: _Opener | None = None) -> None:
    """Write a part of the archive to a new file, with the time of its last change.

    :raises BackupInvalid: it has changed since it was checked.
    """
    to.parent.mkdir(exist_ok=True)
    with open(to, "xb", opener=opener) as file:
        for piece in held.read(name):
            file.write(piece)
    modified = held.contents.parts[name].modified
    os.utime(to, ns=(modified, modified))


def _check_database(file: Path, made: Path, created: str) -> None:
    """Bring the office's database in ``made`` to this program's form, and note the restore in it.

    :raises BackupInvalid: it is none, or a later program's.
    """
    try:
        with closing(sqlite3.connect(made / FILE)) as connection:
            (said,) = connection.execute("PRAGMA integrity_check").fetchone()
            connection.execute("DELETE FROM sessions")  # whatever made this archive
            connection.commit()
        if said != "ok":
            raise sqlite3.DatabaseError(said)
        with Store(made).writing() as connection:
            write(connection, Entry(now(), CONSOLE, "restored", created))
    except OfficeUnavailable as error:
        raise BackupInvalid(path=file, reason=error.params["reason"]) from error
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):  # a full disk, and no table called so
            raise
        raise BackupInvalid(path=file, reason=contents.DATABASE) from error


def _check_free(index: Path, office: Path | None) -> None:
    """:raises RestoreTaken: one of the folders holds more than an interrupted restore left."""
    held = _names(index)
    stray = {name for name in held if name.startswith(("gen-", "seg-"))}
    if held - stray - generation.LOCKS:
        raise RestoreTaken(path=index)
    if office is not None and _names(office) - _LOCKS:
        raise RestoreTaken(path=office)


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def _manifest(file: Path, held: Archive) -> Manifest:
    """Return the manifest of the archive's index.

    :raises BackupInvalid: it is none, or names other files than the archive holds.
    """
    parts = held.contents.parts
    own = {name for name in parts if name.startswith(f"{contents.INDEX}/")}
    if contents.MANIFEST not in own or (contents.DATABASE in parts) != bool(held.contents.office):
        raise BackupInvalid(path=file, reason=contents.LIST)
    text = b"".join(held.read(contents.MANIFEST))
    try:
        manifest = generation.parsed(text.decode("utf-8"), file)
    except (IndexDamaged, UnicodeDecodeError) as error:
        reason = error.params["reason"] if isinstance(error, IndexDamaged) else contents.MANIFEST
        raise BackupInvalid(path=file, reason=reason) from error
    named = {
        f"{contents.INDEX}/{segment.name}/{name}": digest
        for segment in manifest.segments
        for name, digest in segment.sha256.items()
    }
    same = named.keys() == own - {contents.MANIFEST}
    if not same or any(parts[name].sha256 != digest for name, digest in named.items()):
        raise BackupInvalid(path=file, reason=contents.MANIFEST)
    return manifest
