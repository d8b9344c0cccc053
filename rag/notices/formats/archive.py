"""Zip archives of source files: what they hold, and one member's bytes at a time.

Nothing is ever written to disk, so a hostile name cannot reach a file; such members are refused
all the same, since their names would end up in citations. Sizes are checked before anything is
unpacked, and the unpacking stops at the size that was declared.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from rag.errors import (
    ArchiveExpands,
    ArchiveTooDeep,
    ArchiveTooMany,
    ArchiveUnsafe,
    SourceBroken,
    SourceEncrypted,
    SourceTooLarge,
    WenceError,
)
from rag.notices.formats.package import MIB, ZIP_ERRORS, is_bomb, open_zip, unpack
from rag.settings import Reading

SUFFIX = ".zip"
_UTF8_NAME = 0x800  # general purpose bit 11 (APPNOTE 4.4.4)
_ENCRYPTED = 0x1
_DRIVE = re.compile(r"^[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its readable name, its size, and how to get at it.

    ``steps`` are positions in the directories of the archive and of those nested in it.
    ``problem`` is why it cannot be read, where that is known beforehand.
    """

    name: str
    size: int
    steps: tuple[int, ...]
    problem: WenceError | None = None


@dataclass(slots=True)
class _Budget:
    """What the whole archive, nested ones included, may still hold."""

    members: int
    size: float


class Shelf:
    """Sees to it that of many archives only the one in use is open."""

    def __init__(self) -> None:
        self._out: Archive | None = None

    def take(self, archive: Archive) -> None:
        """Close the archive that was in use before ``archive``."""
        if self._out is not None and self._out is not archive:
            self._out.close()
        self._out = archive


class Archive:
    """A zip archive on disk; it stays open for the members that are read next."""

    def __init__(self, path: Path, limits: Reading, shelf: Shelf) -> None:
        self.path = path
        self._limits = limits
        self._shelf = shelf
        self._opened: dict[tuple[int, ...], zipfile.ZipFile] = {}

    def members(self) -> Iterator[Member]:
        """Yield the files in the archive, those of nested archives in their place.

        What cannot be used comes with its ``problem``; one of an archive stands for all in it.
        """
        budget = _Budget(self._limits.max_members, self._limits.max_expanded_mib * MIB)
        yield from self._list((), "", budget)

    def _list(self, steps: tuple[int, ...], under: str, budget: _Budget) -> Iterator[Member]:
        try:
            members = self._directory(steps, under, budget)
        except WenceError as error:
            yield Member(under, 0, steps, error)
            return
        for member in members:
            if member.problem or not member.name.lower().endswith(SUFFIX):
                yield member
            else:
                yield from self._list(member.steps, member.name, budget)

    def _directory(self, steps: tuple[int, ...], under: str, budget: _Budget) -> list[Member]:
        """Return the members of one archive, in the order of their names.

        :raises ArchiveTooDeep, ArchiveTooMany, ArchiveExpands, SourceBroken: as a whole it is over
            a limit or damaged.
        """
        shown = self.path / under
        if len(steps) >= self._limits.max_depth:
            raise ArchiveTooDeep(path=shown, limit=self._limits.max_depth)
        opened = self._open(steps, shown)
        infos = [(i, info) for i, info in enumerate(opened.infolist()) if info.filename[-1:] != "/"]
        budget.members -= len(infos)
        if budget.members < 0:
            raise ArchiveTooMany(path=shown, limit=self._limits.max_members)
        budget.size -= sum(info.file_size for _, info in infos)
        if budget.size < 0:
            raise ArchiveExpands(path=shown, limit=f"{self._limits.max_expanded_mib:g}")
        members: dict[str, Member] = {}  # of two with one name the later counts, as on unpacking
        for index, info in infos:
            inner = member_name(info)
            if not _is_furniture(inner):
                name = f"{under}/{inner}" if under else inner
                problem = self._problem(info, inner, name)
                members[name] = Member(name, info.file_size, (*steps, index), problem)
        return [members[name] for name in sorted(members)]

    def _problem(self, info: zipfile.ZipInfo, inner: str, name: str) -> WenceError | None:
        shown = self.path / name.lstrip("/")
        if _is_unsafe(inner) or stat.S_ISLNK(info.external_attr >> 16):
            return ArchiveUnsafe(path=shown)
        if info.flag_bits & _ENCRYPTED:
            return SourceEncrypted(path=shown)
        if is_bomb(info, self._limits):
            return ArchiveExpands(path=shown, limit=f"{self._limits.max_expanded_mib:g}")
        if info.file_size > self._limits.max_mib * MIB:
            size, limit = f"{info.file_size / MIB:.1f}", f"{self._limits.max_mib:g}"
            return SourceTooLarge(path=shown, size=size, limit=limit)
        return None

    def read(self, member: Member) -> bytes:
        """Return the bytes of ``member``.

        :raises SourceBroken: the archive is damaged, or packed in a way that is not read.
        :raises WenceError: the ``problem`` of the member.
        """
        if member.problem:
            raise member.problem
        shown = self.path / member.name
        *above, index = member.steps
        return _unpack(self._open(tuple(above), shown), index, shown)

    def _open(self, steps: tuple[int, ...], shown: Path) -> zipfile.ZipFile:
        """Return the archive at ``steps``, keeping only what leads there open."""
        self._shelf.take(self)
        for other in [key for key in self._opened if steps[: len(key)] != key]:
            self._opened.pop(other).close()
        for depth in range(len(steps) + 1):
            key = steps[:depth]
            if key in self._opened:
                continue
            source: Path | io.BytesIO = self.path
            if key:
                source = io.BytesIO(_unpack(self._opened[key[:-1]], key[-1], shown))
            try:
                self._opened[key] = open_zip(source, shown, self._limits)
            except ZIP_ERRORS as error:
                raise SourceBroken(path=shown, format="zip") from error
        return self._opened[steps]

    def close(self) -> None:
        """Close what is open; reading opens it again."""
        while self._opened:
            self._opened.popitem()[1].close()


def _unpack(opened: zipfile.ZipFile, index: int, shown: Path) -> bytes:
    try:
        return unpack(opened, opened.infolist()[index])
    except (*ZIP_ERRORS, IndexError, RuntimeError) as error:  # RuntimeError: a password is needed
        raise SourceBroken(path=shown, format="zip") from error


def member_name(info: zipfile.ZipInfo) -> str:
    """Return a member's name, POSIX style.

    Without the UTF-8 flag the standard says code page 437 (APPNOTE D.1), yet programs write the
    bytes of their system: GBK in China, UTF-8 on others.
    """
    name = info.orig_filename
    if not info.flag_bits & _UTF8_NAME:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:  # an extra field gave the name in Unicode
            raw = name.encode("utf-8")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.split("\x00", 1)[0].replace("\\", "/")


def _is_unsafe(name: str) -> bool:
    bad = any(c < " " or c == "\x7f" for c in name)
    return (
        bad
        or not name
        or name.startswith("/")
        or bool(_DRIVE.match(name))
        or ".." in name.split("/")
    )


def _is_furniture(name: str) -> bool:
    """Return whether ``name`` is a hidden file or what macOS adds to archives."""
    parts = PurePosixPath(name).parts
    return any((p.startswith(".") and p != "..") or p == "__MACOSX" for p in parts)
