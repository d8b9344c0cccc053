"""Generations on disk: the one module that knows the layout of an index directory.

    index/
      CURRENT            name of the generation in use
      gen-000007/        manifest.json: which segments it is made of, and what of them is gone
      seg-000003/        catalogue.sqlite3  vectors.faiss  cells.faiss (large segments)  lexical/
                         words.npy  words.starts.npy  words.found.npy (models that know words)
      writer.lock

A segment is written once and never changed; generations share segments. A new generation is a new
manifest beside the one in use, flushed with its segments and taken into use by replacing
``CURRENT``; a writer that is killed leaves the old one untouched. Nothing on disk is executable
when read: SQLite, JSON, FAISS's own format, numpy arrays without pickle.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout

from rag.errors import IndexBusy, IndexDamaged, IndexMissing
from rag.index.manifest import LAYOUT as LAYOUT
from rag.index.manifest import MANIFEST as MANIFEST
from rag.index.manifest import Manifest as Manifest
from rag.index.manifest import SegmentEntry as SegmentEntry
from rag.index.manifest import parsed as parsed
from rag.index.manifest import read as _read
from rag.index.manifest import whole

CATALOGUE, LEXICAL = "catalogue.sqlite3", "lexical"
_CURRENT, _LOCK = "CURRENT", "writer.lock"
LOCKS = {_LOCK, f"{_CURRENT}.new"}
"""What a writer that was killed may leave, beside folders, where there is no index."""
T = TypeVar("T")


def current(root: Path) -> Path:
    """Return the folder of the generation in use.

    :raises IndexMissing: there is no index.
    :raises IndexDamaged: the generation named is not there.
    """
    return reading(root, lambda folder: folder)


def reading(root: Path, read: Callable[[Path], T]) -> T:
    """Return what ``read`` makes of the generation in use, or of the next if that is swept away.

    :raises IndexMissing: there is no index.
    :raises IndexDamaged: the generation named is not there, or ``read`` finds it damaged.
    """
    while True:
        name = _current_name(root)
        try:
            if not name.startswith("gen-") or not (root / name).is_dir():
                raise IndexDamaged(path=root, reason=f"{_CURRENT}: {name[:40]}")
            return read(root / name)
        except IndexDamaged:
            if _current_name(root) == name:
                raise


def _current_name(root: Path) -> str:
    try:
        return (root / _CURRENT).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise IndexMissing(path=root) from error


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a generation; its files are there, of the right size.

    Small files are compared with their digests, too; ``verify`` does so with all.

    :raises IndexDamaged: the manifest or a file is missing, of another size or other content.
    """
    manifest = manifest_of(folder)
    for segment in manifest.segments:
        whole(folder.parent, segment)
    return manifest


def number(folder: Path) -> int:
    """Return the number of a generation."""
    return int(folder.name[4:])


def manifest_of(folder: Path) -> Manifest:
    """Return the manifest of a generation, whatever became of the files that it names.

    :raises IndexDamaged: it is missing, is none, is of another layout or was changed.
    """
    return _read(folder / MANIFEST)


def verify(root: Path) -> Manifest:
    """Return the manifest of the generation in use, every byte of its files checked.

    :raises IndexMissing: there is no index.
    :raises IndexDamaged: the manifest or a file is missing, of another size or other content.
    """

    def read(folder: Path) -> Manifest:
        manifest = manifest_of(folder)
        for segment in manifest.segments:
            whole(root, segment, every_byte=True)
        return manifest

    return reading(root, read)


@contextmanager
def writing(root: Path) -> Iterator[None]:
    """Hold the one writer's lock of an index directory, which is made where it is missing.

    :raises IndexBusy: another process holds it.
    """
    root.mkdir(parents=True, exist_ok=True)
    lock = FileLock(root / _LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise IndexBusy(path=root) from error
    try:
        sweep(root)
        yield
    finally:
        lock.release()


def begin_segment(root: Path) -> Path:
    """Return a new, empty folder for a segment."""
    return _next(root, "seg")


def _next(root: Path, kind: str) -> Path:
    numbers = [int(p.name[4:]) for p in root.glob(f"{kind}-*") if p.name[4:].isdigit()]
    folder = root / f"{kind}-{max(numbers, default=0) + 1:06d}"
    folder.mkdir()
    return folder


def commit(root: Path, manifest: Manifest, fresh: Sequence[SegmentEntry]) -> None:
    """Take ``manifest`` into use as the next generation, in which ``fresh`` segments are new."""
    folder = _next(root, "gen")
    (folder / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
    flush(folder / MANIFEST)
    for segment in fresh:
        files = [root / segment.name / name for name in segment.sizes]
        for path in (*files, *sorted({file.parent for file in files})):
            flush(path)
    flush(folder)
    switch = root / f"{_CURRENT}.new"
    switch.write_text(folder.name + "\n", encoding="utf-8")
    flush(switch)
    switch.replace(root / _CURRENT)
    flush(root)
    sweep(root)


def sweep(root: Path) -> None:
    """Remove every generation but the one in use, and the segments that it does not name.

    To be called by the holder of the writer's lock alone.
    """
    keep = {""}
    try:
        folder = current(root)
        keep = {folder.name} | {segment.name for segment in manifest_of(folder).segments}
    except IndexMissing:
        pass
    except IndexDamaged:
        return  # leave the evidence for whoever repairs it
    for stale in (*root.glob("gen-*"), *root.glob("seg-*")):
        if stale.name not in keep:
            shutil.rmtree(stale, ignore_errors=True)


def flush(path: Path) -> None:
    """See a file, or the names in a folder, on the disk.

    :raises OSError: the disk fails.
    """
    if path.is_dir() and os.name == "nt":
        return  # Windows cannot flush a folder
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
