"""Backing up: a snapshot written beside its place, flushed, and put there whole."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rag import __version__
from rag.backup import archive, contents, snapshot
from rag.backup.archive import Writer
from rag.backup.contents import Contents, IndexHeld, OfficeHeld
from rag.backup.errors import BackupExists, BackupFailed
from rag.backup.snapshot import Snapshot
from rag.errors import IndexDamaged
from rag.index import generation
from rag.settings import Settings

_PART = ".wence-part-"  # begins the names of folders in which archives are written
_PART_SECONDS = 24 * 3600  # after which nobody is writing there any more


@dataclass(frozen=True, slots=True)
class Report:
    """What was backed up or put back: the archive ``file``, its list and size, how long it took."""

    file: Path
    contents: Contents
    bytes: int
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        told = self.contents.told()
        return {"file": str(self.file), **told, "bytes": self.bytes, "seconds": self.seconds}


def backup(file: Path, settings: Settings, force: bool = False) -> Report:
    """Write the index in use and the office into the archive ``file``, and say what it holds.

    Servers and ingests go on meanwhile. Whatever ends it, ``file`` is a whole archive, or what it
    was before.

    :param force: replace ``file`` where there is one.
    :raises BackupExists: there is one.
    :raises BackupFailed: it cannot be written.
    :raises IndexMissing, IndexDamaged: there is no index, or it is not whole.
    :raises OfficeUnavailable: the office cannot be read.
    """
    began, file = time.perf_counter(), file.absolute()
    if file.exists() and not (force and file.is_file()):
        raise BackupExists(path=file)
    try:
        with _beside(file) as folder:
            written = folder / "archive"
            with (
                snapshot.taken(settings.index, settings.office.folder, folder) as held,
                archive.written(written) as writer,
            ):
                contents_ = _copy(held, writer, settings.index)
            size = written.stat().st_size
            written.replace(file)
        generation.flush(file.parent)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BackupFailed(path=file, reason=reason) from error
    return Report(file, contents_, size, round(time.perf_counter() - began, 3))


def _copy(held: Snapshot, writer: Writer, root: Path) -> Contents:
    """Copy the files of a snapshot, and return their list, which is written, too.

    :raises IndexDamaged: a byte of the index is not what its manifest says.
    """
    for name, file in held.index.items():
        writer.add(name, file)
    for segment in held.manifest.segments:
        for name, digest in segment.sha256.items():
            if writer.parts[f"{contents.INDEX}/{segment.name}/{name}"].sha256 != digest:
                raise IndexDamaged(path=root, reason=f"{segment.name}/{name}")
    for name, file in (held.office or {}).items():
        writer.add(name, file)
    manifest = held.manifest
    told = Contents(
        format="wence-backup",
        version=1,
        program=__version__,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        index=IndexHeld(
            manifest.model, manifest.notices, manifest.passages, len(manifest.segments)
        ),
        # One part of the office is its database.
        office=None if held.office is None else OfficeHeld(held.accounts, len(held.office) - 1),
        parts=writer.parts,
    )
    writer.seal(told)
    return told


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """Give a folder beside ``file`` that is our account's alone, and gone afterwards.

    What a back-up that was killed long ago left there is taken away, too.
    """
    for left in file.parent.glob(f"{_PART}*"):
        if time.time() - left.stat().st_mtime > _PART_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_PART, dir=file.parent) as folder:
        yield Path(folder)
