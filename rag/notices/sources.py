"""From paths a user names to source files, and from a source file to its notices.

A source is a file, or a file in a zip archive; what its formats are is the matter of ``formats``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rag.errors import (
    NoNotice,
    SourceFormat,
    SourceMissing,
    SourceTooLarge,
    SourceUnreadable,
)
from rag.notices.decode import BOM
from rag.notices.formats import SUFFIXES, Extract, extract
from rag.notices.formats import archive as archives
from rag.notices.formats.archive import Archive, Member, Shelf
from rag.notices.formats.package import MIB
from rag.notices.model import Notice
from rag.notices.parse import parse_page
from rag.settings import Reading


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read: where it is, and the ``name`` that citations give (relative, POSIX).

    For a ``member`` of an archive ``path`` is the archive and ``name`` goes on inside it:
    ``notices.zip/2025/12.docx``.
    """

    path: Path
    name: str
    archive: Archive | None = None
    member: Member | None = None

    @property
    def shown(self) -> Path:
        """The path for messages; its suffix is that of the file itself."""
        return self.path / self.member.name if self.member else self.path

    @property
    def key(self) -> str:
        """What identifies the file in a catalogue: its absolute path."""
        own = self.path.resolve().as_posix()
        return f"{own}/{self.member.name}" if self.member else own

    def stat(self) -> tuple[int, int]:
        """Return size in bytes and time of change (ns); a member changes with its archive.

        :raises SourceUnreadable: the operating system refuses.
        """
        try:
            stat = self.path.stat()
        except OSError as error:
            raise SourceUnreadable(path=self.path, reason=error.strerror or error) from error
        return self.member.size if self.member else stat.st_size, stat.st_mtime_ns

    def read(self, limit_mib: float) -> bytes:
        """Return the file's bytes.

        :raises SourceFormat: files of this suffix are not read, so there is no need to load it.
        :raises SourceTooLarge: it is larger than ``limit_mib``.
        :raises SourceUnreadable: the operating system refuses.
        :raises WenceError: the member of an archive cannot be used, by name.
        """
        if self.member and self.member.problem:
            raise self.member.problem
        suffix = self.shown.suffix.lower()
        if suffix not in SUFFIXES:
            raise SourceFormat(path=self.shown, suffix=suffix or self.shown.name)
        size, _ = self.stat()
        if size > limit_mib * MIB:
            raise SourceTooLarge(path=self.shown, size=f"{size / MIB:.1f}", limit=f"{limit_mib:g}")
        if self.archive and self.member:
            return self.archive.read(self.member)
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise SourceUnreadable(path=self.path, reason=error.strerror or error) from error


def find_sources(paths: Iterable[Path], limits: Reading | None = None) -> Iterator[SourceFile]:
    """Yield the files under ``paths`` and in their zip archives, in a stable order.

    Hidden files are passed over. A file named outright is yielded whatever its suffix, and one
    that cannot be read at all is yielded too, so that reading it says why not.

    :raises SourceMissing: a path does not exist.
    """
    limits = limits or Reading()
    shelf = Shelf()
    for path in paths:
        if not path.exists():
            raise SourceMissing(path=path)
        if path.is_file():
            yield from _unfold(path, path.name, limits, shelf)
            continue
        for file in sorted(path.rglob("*")):
            relative = file.relative_to(path)
            if file.is_file() and not any(part.startswith(".") for part in relative.parts):
                yield from _unfold(file, relative.as_posix(), limits, shelf)


def _unfold(path: Path, name: str, limits: Reading, shelf: Shelf) -> Iterator[SourceFile]:
    """Yield the file itself, or what is in it when it is an archive."""
    if path.suffix.lower() != archives.SUFFIX:
        yield SourceFile(path, name)
        return
    archive = Archive(path, limits, shelf)
    for member in archive.members():
        # An archive that is unusable as a whole stands in the report under its own name.
        inner = f"{name}/{member.name.lstrip('/')}" if member.name else name
        yield SourceFile(path, inner, archive, member)


def digest(data: bytes) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def extract_of(source: SourceFile, data: bytes, limits: Reading | None = None) -> Extract:
    """Return the text of a file's bytes, with pages where its format has them.

    :raises SourceFormat: files of this suffix are not read.
    :raises WenceError: it cannot be used, by name.
    """
    return extract(data, source.shown, limits or Reading())


def notices_in(source: SourceFile, text: str) -> list[Notice]:
    """Return the notices in a file's extracted text.

    :raises NoNotice: there is none.
    """
    # A mark of byte order is a character of the source, but no part of the line it stands before.
    plain = " " + text[1:] if text.startswith(BOM) else text
    notices = parse_page(plain, source.name)
    if not notices:
        raise NoNotice(path=source.shown)
    return notices


def notices_of(source: SourceFile, data: bytes, limits: Reading | None = None) -> list[Notice]:
    """Return the notices in a file's bytes.

    :raises WenceError: as ``extract_of`` and ``notices_in`` do.
    """
    return notices_in(source, extract_of(source, data, limits).text)
