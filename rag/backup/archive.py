"""The archive file: a zip whose parts are stored as they are, so that any program can open it."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from rag.backup import contents
from rag.backup.contents import LIST, Contents, Part
from rag.backup.errors import BackupInvalid
from rag.office import private

_MOST_LIST = 64 * 1024 * 1024  # bytes of the list of parts; an index of a million files has fewer
_ENCRYPTED = 0x1
# What ``zipfile`` raises over a file that is no zip, or a damaged one.
_DAMAGE = (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError, OSError)


class Writer:
    """Writes parts into a new archive and keeps their digests."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.parts: dict[str, Part] = {}

    def add(self, name: str, file: BinaryIO) -> Part:
        """Copy ``file`` from where it stands into the part ``name``; return its digest.

        :raises ValueError: a part cannot be called so.
        :raises OSError: the disk is full, or fails.
        """
        if not contents.is_safe(name) or name in self.parts:
            raise ValueError(name)
        digest, size = hashlib.sha256(), 0
        with self._archive.open(_entry(name), "w", force_zip64=True) as out:
            for piece in contents.pieces(file, digest):
                out.write(piece)
                size += len(piece)
        self.parts[name] = Part(size, digest.hexdigest(), os.fstat(file.fileno()).st_mtime_ns)
        return self.parts[name]

    def seal(self, held: Contents) -> None:
        """Write the list of the parts; an archive without it is none."""
        self._archive.writestr(_entry(LIST), held.to_json())


@contextmanager
def written(path: Path) -> Iterator[Writer]:
    """Give a writer of a new archive at ``path``: its owner's alone, and afterwards on the disk.

    :raises OSError: it cannot be written.
    """
    with open(path, "xb", opener=private.opener) as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            yield Writer(archive)
        file.flush()
        os.fsync(file.fileno())


class Archive:
    """An archive opened for reading; ``contents`` is its list."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        """Read the list.

        :raises BackupInvalid: there is none, or the archive holds anything but what it names.
        """
        self._path, self._archive = path, archive
        try:
            if archive.getinfo(LIST).file_size > _MOST_LIST:
                raise ValueError(LIST)
            self.contents = contents.read(archive.read(LIST))
        except KeyError as error:
            raise BackupInvalid(path=path, reason=f"no {LIST}") from error
        except _DAMAGE as error:
            raise BackupInvalid(path=path, reason=LIST) from error
        self._check_names()

    def check(self) -> None:
        """Read every byte of every part.

        :raises BackupInvalid: one is not what the list says.
        """
        for name in self.contents.parts:
            for _ in self.read(name):
                pass

    def read(self, name: str) -> Iterator[bytes]:
        """Yield a part in pieces.

        :raises BackupInvalid: at its end, if it is not what the list says.
        """
        part, digest, size = self.contents.parts[name], hashlib.sha256(), 0
        try:
            with self._archive.open(name) as file:
                for piece in contents.pieces(file, digest):  # type: ignore[arg-type]
                    size += len(piece)
                    yield piece
        except _DAMAGE as error:
            raise BackupInvalid(path=self._path, reason=name) from error
        if size != part.size or digest.hexdigest() != part.sha256:
            raise BackupInvalid(path=self._path, reason=name)

    def _check_names(self) -> None:
        entries, parts = self._archive.infolist(), self.contents.parts
        names = [entry.filename for entry in entries]
        if sorted(names) != sorted([LIST, *parts]):  # no part twice, none too many, none missing
            raise BackupInvalid(path=self._path, reason=LIST)
        for entry in entries:
            plain = entry.compress_type == zipfile.ZIP_STORED
            plain &= not entry.flag_bits & _ENCRYPTED and entry.file_size == entry.compress_size
            if not plain or not (entry.filename == LIST or contents.is_safe(entry.filename)):
                raise BackupInvalid(path=self._path, reason=entry.filename[:80])


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Give the archive at ``path``.

    :raises BackupInvalid: it is none, or a damaged one.
    """
    try:
        archive = zipfile.ZipFile(path)
    except _DAMAGE as error:
        reason = error.strerror if isinstance(error, OSError) else "zip"
        raise BackupInvalid(path=path, reason=reason) from error
    with archive:
        yield Archive(path, archive)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = private.FILE << 16
    return entry
