"""The manifest of a generation: its segments with the digests of their files, and what is gone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rag.errors import IndexDamaged

LAYOUT = 5
MANIFEST = "manifest.json"
_SMALL = 256 * 1024  # bytes of a file that is compared with its digest at every start


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A segment as a generation names it.

    ``rows`` and ``notices`` are all it was written with; ``gone`` are the ids of those notices that
    count no more, ``gone_files`` the keys of files. ``sizes`` and ``sha256`` go by file name.
    """

    name: str
    rows: int
    notices: int
    sizes: Mapping[str, int]
    sha256: Mapping[str, str]
    gone: tuple[str, ...] = ()
    gone_files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds, so that it is not opened with another model or half copied."""

    layout: int
    model: str
    dimension: int
    notices: int
    passages: int
    segments: tuple[SegmentEntry, ...]
    store: str = "faiss"

    @property
    def digest(self) -> str:
        """What tells this content from any other: SHA-256 of all that the manifest says."""
        plain = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()

    def to_json(self) -> str:
        """Return the manifest as it is kept, with its own digest."""
        plain = asdict(self) | {"digest": self.digest}
        return json.dumps(plain, ensure_ascii=True, indent=1) + "\n"


def seal(folder: Path, rows: int, notices: int) -> SegmentEntry:
    """Return the entry of the segment in ``folder``, which is written and will not change."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    names = {path.relative_to(folder).as_posix(): path for path in files}
    return SegmentEntry(
        name=folder.name,
        rows=rows,
        notices=notices,
        sizes={name: path.stat().st_size for name, path in names.items()},
        sha256={name: _sha256(path) for name, path in names.items()},
    )


def read(path: Path) -> Manifest:
    """Return the manifest in ``path``; whether the files it names are whole is another matter.

    :raises IndexDamaged: it is missing, is none, is of another layout or was changed.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise IndexDamaged(path=path.parent, reason=MANIFEST) from error
    return parsed(text, path.parent)


def parsed(text: str, folder: Path) -> Manifest:
    """Return the manifest that ``text`` holds; ``folder`` is where it was found.

    :raises IndexDamaged: it is none, is of another layout or was changed.
    """
    try:
        plain = json.loads(text)
        layout, digest = plain.pop("layout"), plain.pop("digest", "")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise IndexDamaged(path=folder, reason=MANIFEST) from error
    if layout != LAYOUT:
        raise IndexDamaged(path=folder, reason=f"layout {layout} != {LAYOUT}")
    try:
        manifest = Manifest(layout=layout, **_with_segments(plain))
        whole_text = manifest.digest == digest
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise IndexDamaged(path=folder, reason=MANIFEST) from error
    if not whole_text:
        raise IndexDamaged(path=folder, reason=MANIFEST)
    return manifest


def whole(root: Path, segment: SegmentEntry, *, every_byte: bool = False) -> None:
    """Check the files of a segment of the index in ``root`` against its entry.

    :param every_byte: compare large files with their digests, too, not with their sizes alone.
    :raises IndexDamaged: one is missing, of another size or other content.
    """
    for name, size in segment.sizes.items():
        path = root / segment.name / name
        try:
            same = path.stat().st_size == size
            if same and (every_byte or size <= _SMALL):
                same = _sha256(path) == segment.sha256[name]
        except (OSError, KeyError) as error:
            raise IndexDamaged(path=root, reason=f"{segment.name}/{name}") from error
        if not same:
            raise IndexDamaged(path=root, reason=f"{segment.name}/{name}")


def _with_segments(plain: dict[str, Any]) -> dict[str, Any]:
    segments = tuple(
        SegmentEntry(**it | {key: tuple(it[key]) for key in ("gone", "gone_files")})
        for it in plain["segments"]
    )
    return plain | {"segments": segments}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
