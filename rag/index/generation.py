"""Generations on disk: the one module that knows the layout of an index directory.

    index/
      CURRENT            name of the generation in use
      gen-000007/        manifest.json  catalogue.sqlite3  vectors.faiss  lexical/
                         words.npy  words.starts.npy (models that know words)
      writer.lock

A generation is written whole beside the one in use, flushed, and taken into use by replacing
``CURRENT``; a writer that is killed leaves the old one untouched. Nothing on disk is executable
when read: SQLite, JSON, FAISS's own format, numpy arrays without pickle.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout

from rag.errors import IndexBusy, IndexDamaged, IndexMissing

LAYOUT = 4
CATALOGUE, VECTORS, LEXICAL, MANIFEST = (
    "catalogue.sqlite3",
    "vectors.faiss",
    "lexical",
    "manifest.json",
)
_CURRENT, _LOCK = "CURRENT", "writer.lock"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds, so that it is not opened with another model or half copied."""

    layout: int
    model: str
    dimension: int
    notices: int
    passages: int
    sizes: dict[str, int]
    sha256: dict[str, str]


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
    """Return the manifest of a generation, its files checked against it.

    :raises IndexDamaged: the manifest or a file is missing, of another size or other content.
    """
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
        files = [(name, manifest.sizes[name], sha) for name, sha in manifest.sha256.items()]
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise IndexDamaged(path=folder, reason=MANIFEST) from error
    if manifest.layout != LAYOUT:
        raise IndexDamaged(path=folder, reason=f"layout {manifest.layout} != {LAYOUT}")
    for name, size, sha in files:
        try:
            whole = (folder / name).stat().st_size == size and _sha256(folder / name) == sha
        except OSError as error:
            raise IndexDamaged(path=folder, reason=name) from error
        if not whole:
            raise IndexDamaged(path=folder, reason=name)
    return manifest


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
        _sweep(root)
        yield
    finally:
        lock.release()


def begin(root: Path) -> Path:
    """Return a new, empty folder for the next generation."""
    numbers = [int(p.name[4:]) for p in root.glob("gen-*") if p.name[4:].isdigit()]
    folder = root / f"gen-{max(numbers, default=0) + 1:06d}"
    folder.mkdir()
    (folder / LEXICAL).mkdir()
    return folder


def commit(
    root: Path, folder: Path, *, model: str, dimension: int, notices: int, passages: int
) -> None:
    """Seal ``folder`` with its manifest and take it into use."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    names = [p.relative_to(folder).as_posix() for p in files]
    manifest = Manifest(
        layout=LAYOUT,
        model=model,
        dimension=dimension,
        notices=notices,
        passages=passages,
        sizes={n: p.stat().st_size for n, p in zip(names, files, strict=True)},
        sha256={n: _sha256(p) for n, p in zip(names, files, strict=True)},
    )
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    for file in [*files, folder / MANIFEST]:
        _flush(file)
    fresh = root / f"{_CURRENT}.new"
    fresh.write_text(folder.name + "\n", encoding="utf-8")
    _flush(fresh)
    fresh.replace(root / _CURRENT)
    _flush(root)
    _sweep(root)


def _sweep(root: Path) -> None:
    """Remove every generation but the one in use: superseded ones, and those of killed writers."""
    try:
        keep = current(root).name
    except IndexMissing:
        keep = ""
    except IndexDamaged:
        return  # leave the evidence for whoever repairs it
    for folder in root.glob("gen-*"):
        if folder.name != keep:
            shutil.rmtree(folder, ignore_errors=True)


def _flush(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return  # Windows cannot flush a folder
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
