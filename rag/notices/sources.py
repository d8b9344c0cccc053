"""From paths a user names to source files, and from a source file to its notices."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rag.errors import NoNotice, SourceFormat, SourceMissing, SourceTooLarge, SourceUnreadable
from rag.notices.decode import decode
from rag.notices.model import Notice
from rag.notices.parse import parse_page

SUFFIXES = (".txt", ".md")
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read: where it is, and the ``name`` that citations give (relative, POSIX)."""

    path: Path
    name: str

    @property
    def key(self) -> str:
        """What identifies the file in a catalogue: its absolute path."""
        return self.path.resolve().as_posix()

    def read(self, limit_mib: float) -> bytes:
        """Return the file's bytes.

        :raises SourceTooLarge: it is larger than ``limit_mib``.
        :raises SourceUnreadable: the operating system refuses.
        """
        try:
            size = self.path.stat().st_size
            if size > limit_mib * _MIB:
                raise SourceTooLarge(
                    path=self.path, size=f"{size / _MIB:.1f}", limit=f"{limit_mib:g}"
                )
            return self.path.read_bytes()
        except OSError as error:
            raise SourceUnreadable(path=self.path, reason=error.strerror or error) from error


def find_sources(paths: Iterable[Path]) -> Iterator[SourceFile]:
    """Yield the files under ``paths`` in a stable order; hidden files are passed over.

    A file named outright is yielded whatever its suffix, so that ``notices_of`` can say why not.

    :raises SourceMissing: a path does not exist.
    """
    for path in paths:
        if not path.exists():
            raise SourceMissing(path=path)
        if path.is_file():
            yield SourceFile(path, path.name)
            continue
        for file in sorted(path.rglob("*")):
            relative = file.relative_to(path)
            if file.is_file() and not any(part.startswith(".") for part in relative.parts):
                yield SourceFile(file, relative.as_posix())


def digest(data: bytes) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def notices_of(source: SourceFile, data: bytes) -> list[Notice]:
    """Return the notices in a file's bytes.

    :raises SourceFormat: files of this suffix are not read.
    :raises SourceEmpty, SourceBinary, SourceEncoding: it holds no text that can be read.
    :raises NoNotice: there is text, but no notice in it.
    """
    suffix = source.path.suffix.lower()
    if suffix not in SUFFIXES:
        raise SourceFormat(path=source.path, suffix=suffix or source.path.name)
    notices = parse_page(decode(data, source.path), source.name)
    if not notices:
        raise NoNotice(path=source.path)
    return notices
