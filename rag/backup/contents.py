"""What an archive says of itself: a file in it, ``wence-backup.json``, with a digest of each part.

wence-backup.json                  this list
index/manifest.json                the generation in use
index/seg-000003/catalogue.sqlite3 …   its segments
office/office.sqlite3              accounts, trail, feedback, figures; no session
office/files/通知.pdf …             uploaded files
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, BinaryIO, Literal

from pydantic import TypeAdapter

LIST = "wence-backup.json"
INDEX, OFFICE = "index", "office"
MANIFEST = f"{INDEX}/manifest.json"
DATABASE = f"{OFFICE}/office.sqlite3"
FILES = f"{OFFICE}/files"

_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the archive: bytes, SHA-256 in hex, time of change (ns since 1970)."""

    size: int
    sha256: str
    modified: int


@dataclass(frozen=True, slots=True)
class IndexHeld:
    """The index as the archive holds it; ``model`` is the identity of its embedding model."""

    model: str
    notices: int
    passages: int
    segments: int


@dataclass(frozen=True, slots=True)
class OfficeHeld:
    """The office as the archive holds it: how many accounts and uploaded files."""

    accounts: int
    files: int


@dataclass(frozen=True, slots=True)
class Contents:
    """The list of an archive; ``office`` is None where nothing had been kept yet."""

    format: Literal["wence-backup"]
    version: Literal[1]
    program: str
    created: str
    index: IndexHeld
    office: OfficeHeld | None
    parts: Mapping[str, Part]

    def to_json(self) -> bytes:
        """Return the list as it is kept."""
        return _CONTENTS.dump_json(self, indent=1)

    def told(self) -> dict[str, Any]:
        """Return what is told of an archive, as JSON values: all but its single parts."""
        plain: dict[str, Any] = _CONTENTS.dump_python(self, mode="json", exclude={"parts"})
        return {name: plain[name] for name in ("created", "program", "index", "office")}


_CONTENTS = TypeAdapter(Contents)


def read(text: bytes) -> Contents:
    """Return the list that an archive holds.

    :raises ValueError: it is no such list, or one of another version.
    """
    return _CONTENTS.validate_json(text)


def is_safe(name: str) -> bool:
    """Return whether a part's name stays in its place, on every system.

    >>> is_safe("office/files/通知.pdf"), is_safe("office/files/../../x"), is_safe("/etc/passwd")
    (True, False, False)
    """
    steps = name.split("/")
    ours = (name == MANIFEST, name == DATABASE, name.startswith(f"{INDEX}/seg-"))
    upload = name.startswith(f"{FILES}/") and len(steps) == len(FILES.split("/")) + 1
    return (
        (any(ours) or upload)
        and name == PurePosixPath(name).as_posix()
        and name.isprintable()
        and not any(step.startswith(".") or ":" in step or "\\" in step for step in steps)
    )


def pieces(file: BinaryIO, digest: hashlib._Hash) -> Iterator[bytes]:
    """Yield what ``file`` holds, in pieces, each of which ``digest`` has seen."""
    while piece := file.read(_PIECE):
        digest.update(piece)
        yield piece
