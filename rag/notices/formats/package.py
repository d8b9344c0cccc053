"""Zip packages and archives from strangers: sizes are checked before anything is unpacked."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from pathlib import Path

from rag.errors import ArchiveExpands, SourceBroken, SourceEncrypted
from rag.settings import Reading

MIB = 1024 * 1024
# What the standard library raises over damaged or hostile zip data.
ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
)


class Package:
    """The parts of a docx or OFD file; each is checked before it is unpacked."""

    def __init__(self, data: bytes, path: Path, form: str, limits: Reading) -> None:
        """Open the package in ``data``.

        :raises SourceBroken: it is no zip archive.
        """
        self.path, self.form, self.limits = path, form, limits
        self._left = limits.max_mib * MIB
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
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
            with self._zip.open(info) as part:
                return part.read()
        except ZIP_ERRORS as error:
            raise SourceBroken(path=self.path, format=self.form) from error


def is_bomb(info: zipfile.ZipInfo, limits: Reading) -> bool:
    """Return whether a member grows out of proportion on unpacking."""
    return info.file_size > MIB and info.file_size > limits.max_ratio * max(info.compress_size, 1)
