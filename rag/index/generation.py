"""Generations on disk: the one module that knows the layout of an index directory.

    index/
      CURRENT            name of the generation in use
      gen-000007/        manifest.json: which segments it is made of, and what of them is gone
      gen-000006/        the one before, for when a file of this one turns out to be damaged
      seg-000003/        catalogue.sqlite3  vectors.faiss  cells.faiss (large segments)  lexical/
                         words.npy  words.starts.npy  words.found.npy (models that know words)
      writer.lock        held by the one writer; writer.json says which process that is
      DAMAGED            what was found damaged and passed over, a name a line: never swept away

A segment is written once and never changed; generations share segments. A new generation is a new
manifest beside the one in use, flushed with its segments and taken into use by replacing
``CURRENT``; a writer that is killed leaves the old one untouched. Nothing on disk is executable
when read: SQLite, JSON, FAISS's own format, numpy arrays without pickle.
"""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout

from rag.errors import IndexBusy, IndexDamaged, IndexMissing, IndexUnwritable
from rag.index import holder
from rag.index.manifest import LAYOUT as LAYOUT
from rag.index.manifest import MANIFEST as MANIFEST
from rag.index.manifest import Manifest as Manifest
from rag.index.manifest import SegmentEntry as SegmentEntry
from rag.index.manifest import parsed as parsed
from rag.index.manifest import read as _read
from rag.index.manifest import whole
from rag.messages import message

CATALOGUE, LEXICAL = "catalogue.sqlite3", "lexical"
_AT_ONCE = 32 << 20  # bytes of an index that are compared with their digests at every start
_CURRENT, _LOCK, _DAMAGED = "CURRENT", "writer.lock", "DAMAGED"
LOCKS = {_LOCK, holder.FILE, f"{_CURRENT}.new"}
"""What a writer that was killed may leave, beside folders, where there is no index."""
T = TypeVar("T")
log = logging.getLogger(__name__)


def current(root: Path) -> Path:
    """Return the folder of the generation in use, or of the one before where that is not there.

    :raises IndexMissing: there is no index.
    :raises IndexDamaged: neither is there.
    """
    return reading(root, lambda folder: folder)


def reading(root: Path, read: Callable[[Path], T], *, fallback: bool = True) -> T:
    """Return what ``read`` makes of the generation in use, or of the next if that is swept away.

    :param fallback: where it is damaged, read the generation before, and warn.
    :raises IndexMissing: there is no index.
    :raises IndexDamaged: the generation named is not there, or ``read`` finds it damaged, and so
        is the one before.
    """
    while True:
        name = named(root)
        try:
            return read(_folder(root, name))
        except IndexDamaged as error:
            if named(root) != name:
                continue
            earlier = _before(root, name) if fallback else None
            if earlier is None:
                raise
            try:
                found = read(earlier)
            except IndexDamaged:
                raise error from None
            path, reason = error.params["path"], error.params["reason"]
            log.warning(message("index.fallback", path=path, reason=reason, earlier=earlier.name))
            return found


def _folder(root: Path, name: str) -> Path:
    if not name.startswith("gen-") or not (root / name).is_dir():
        raise IndexDamaged(path=root, reason=f"{_CURRENT}: {name[:40]}")
    return root / name


def _before(root: Path, name: str) -> Path | None:
    """Return the last generation that was in use before the one named; None where none is kept."""
    folders = sorted(root.glob("gen-*"))
    if name.startswith("gen-"):
        folders = [folder for folder in folders if folder.name < name]
    return folders[-1] if folders else None


def named(root: Path) -> str:
    """Return the name of the generation that an index says is in use; it may not be there.

    :raises IndexMissing: there is no index.
    """
    try:
        # What is no text is damage, not the want of an index.
        return (root / _CURRENT).read_text(encoding="utf-8", errors="replace").strip()
    except OSError as error:
        raise IndexMissing(path=root) from error


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a generation; its files are there, of the right size.

    Files of a small index are compared with their digests, too, as are small files of any;
    ``verify`` does so with all.

    :raises IndexDamaged: the manifest or a file is missing, of another size or other content.
    """
    manifest = _read(folder / MANIFEST)
    small = sum(sum(segment.sizes.values()) for segment in manifest.segments) <= _AT_ONCE
    for segment in manifest.segments:
        whole(folder.parent, segment, every_byte=small)
    return manifest


def verified(folder: Path) -> Manifest:
    """Return the manifest of a generation, every byte of its files checked.

    :raises IndexDamaged: the manifest or a file is missing, of another size or other content.
    """
    manifest = manifest_of(folder)
    for segment in manifest.segments:
        whole(folder.parent, segment, every_byte=True)
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
    return reading(root, verified, fallback=False)


def last_good(root: Path) -> Manifest:
    """Return the manifest to go on from as a writer, who then never sweeps away a damaged one.

    :raises IndexMissing: there is no index.
    :raises IndexDamaged: neither the generation in use nor the one before is whole.
    """
    folder, manifest = reading(root, lambda folder: (folder, read_manifest(folder)))
    if folder.name != (name := named(root)):
        _pass_over(root, name)
    return manifest


@contextmanager
def writing(root: Path) -> Iterator[None]:
    """Hold the one writer's lock of an index directory, which is made where it is missing.

    :raises IndexBusy: another process holds it.
    :raises IndexUnwritable: the directory cannot be written, or its disk is full.
    """
    with _as_unwritable(root):
        root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(root / _LOCK)
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise IndexBusy(path=root, **holder.of(root)) from error
        try:
            holder.note(root)
            sweep(root)
            yield
        finally:
            holder.forget(root)
            lock.release()


@contextmanager
def _as_unwritable(root: Path) -> Iterator[None]:
    """Say of whatever fails for want of room or of leave that the index cannot be written."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise IndexUnwritable(path=root, reason=reason) from error


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


def _pass_over(root: Path, name: str) -> None:
    """Keep what the damaged generation ``name`` is made of from being swept away.

    Nothing damaged is ever deleted but by hand, and ``DAMAGED`` with it.
    """
    if not name.startswith("gen-") or not (root / name).is_dir():
        return
    names = {name}
    try:
        names |= {segment.name for segment in manifest_of(root / name).segments}
    except IndexDamaged:  # which segments are its own is not known any more: keep them all
        names |= {folder.name for folder in root.glob("seg-*")}
    with (root / _DAMAGED).open("a", encoding="utf-8") as file:
        file.writelines(f"{one}\n" for one in sorted(names - _passed_over(root)))


def _passed_over(root: Path) -> set[str]:
    try:
        return set((root / _DAMAGED).read_text(encoding="utf-8").split())
    except FileNotFoundError:
        return set()


def sweep(root: Path) -> None:
    """Remove what neither the generation in use nor the one before it needs.

    To be called by the holder of the writer's lock alone.
    """
    try:
        folder = current(root)
        kept = [it for it in (folder, _before(root, folder.name)) if it]
        segments = [segment.name for it in kept for segment in manifest_of(it).segments]
    except IndexMissing:
        kept, segments = [], []
    except IndexDamaged:
        return  # leave the evidence for whoever repairs it
    keep = {folder.name for folder in kept} | {*segments} | _passed_over(root)
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
