"""Zip packages and archives from strangers: sizes are checked before anything is unpacked."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO

from rag.errors import ArchiveExpands, ArchiveTooMany, SourceBroken, SourceEncrypted
from rag.settings import Reading

MIB = 1024 * 1024
# What the standard library raises over damaged or hostile zip data.
ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
)
# As ISO/IEC 21320-1 has it for documents. Of the other methods zipfile unpacks all at once,
# whatever size is declared: a kilobyte may be gigabytes.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# The end of a zip file and its larger brother before it (APPNOTE 4.3.14 to 4.3.16).
_END, _END_SIZE, _LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
_LOCATOR, _LOCATOR_SIZE, _END64_SIZE = b"PK\x06\x07", 20, 56
_ENTRY = b"PK\x01\x02"  # how each member's entry in the directory begins


class Package:
    """The parts of a docx or OFD file; each is checked before it is unpacked."""

    def __init__(self, data: bytes, path: Path, form: str, limits: Reading) -> None:
        """Open the package in ``data``.

        :raises SourceBroken: it is no zip archive.
        :raises ArchiveTooMany: it has more parts than allowed.
        """
        self.path, self.form, self.limits = path, form, limits
        self._left = limits.max_mib * MIB
        try:
            self._zip = open_zip(io.BytesIO(data), path, limits)
        except ZIP_ERRORS as error:
            raise SourceBroken(path=path, format=form) from error
        self._names = {info.filename.lower(): info for info in self._zip.infolist()}

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a part, None where there is no such part.

        All parts that are read may unpack to ``max_mib`` together.

        :raises SourceBroken, SourceEncrypted, ArchiveExpands: the part cannot be used.
        """
        info = self._names.get(name.lstrip("/").lower())
        if info is None:
            return None
        if info.flag_bits & 1:
            raise SourceEncrypted(path=self.path)
        self._left -= info.file_size
        if self._left < 0 or is_bomb(info, self.limits):
            raise ArchiveExpands(path=self.path, limit=f"{self.limits.max_mib:g}")
        try:
            return unpack(self._zip, info)
        except ZIP_ERRORS as error:
            raise SourceBroken(path=self.path, format=self.form) from error


def open_zip(source: Path | io.BytesIO, path: Path, limits: Reading) -> zipfile.ZipFile:
    """Return the archive in ``source``, called ``path`` in messages.

    Its directory is counted before it is believed.

    :raises ArchiveTooMany: it has more entries than ``max_members``: an object each in memory.
    :raises ZIP_ERRORS: it is no zip archive, or a damaged one.
    """
    with source.open("rb") if isinstance(source, Path) else nullcontext(source) as file:
        entries = _directory(file).count(_ENTRY)
    if entries > limits.max_members:
        raise ArchiveTooMany(path=path, limit=limits.max_members)
    return zipfile.ZipFile(source)


def _directory(file: BinaryIO) -> bytes:
    """Return the bytes that zipfile will look for members in, none where it will find no end."""
    size = file.seek(0, io.SEEK_END)
    start = max(0, size - _END_SIZE - _LONGEST_COMMENT - _END64_SIZE - _LOCATOR_SIZE)
    file.seek(start)
    tail = file.read()
    at = len(tail) - _END_SIZE
    if not (tail.startswith(_END, max(at, 0)) and tail.endswith(b"\0\0")):
        at = tail.rfind(_END)
    if not 0 <= at <= len(tail) - _END_SIZE:
        return b""
    (length,) = struct.unpack_from("<L", tail, at + 12)
    before = at - _LOCATOR_SIZE - _END64_SIZE
    if before >= 0 and tail.startswith(_LOCATOR, at - _LOCATOR_SIZE):
        (longer,) = struct.unpack_from("<Q", tail, before + 40)
        length = max(length, longer)
    end = start + at
    begin = max(0, end - length - _LOCATOR_SIZE - _END64_SIZE)
    file.seek(begin)
    return file.read(end - begin)


def unpack(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return the bytes of a member, unpacking no more than the size that it declares.

    :raises NotImplementedError: it is packed in a way that is not read.
    :raises ZIP_ERRORS: it is damaged, or not of its size.
    """
    if info.compress_type not in _METHODS:
        raise NotImplementedError(info.compress_type)
    out = bytearray()
    with package.open(info) as part:
        # Asked for all at once, it would unpack up to 2 GiB before it cuts to the size.
        while piece := part.read(MIB):
            out += piece
    return bytes(out)


def is_bomb(info: zipfile.ZipInfo, limits: Reading) -> bool:
    """Return whether a member grows out of proportion on unpacking."""
    return info.file_size > MIB and info.file_size > limits.max_ratio * max(info.compress_size, 1)
