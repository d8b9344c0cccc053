"""Where the notices of the index came from: files on this machine, and archives of such."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from rag.index import generation
from rag.index.catalogue import Catalogue, catalogue_of

T = TypeVar("T")


def file_of(index: Path, notice: str) -> Path | None:
    """Return the file, or the archive, that holds a notice; None where it is not there any more.

    :raises IndexMissing, IndexDamaged: there is no index to look in.
    """
    key = _ask(index, lambda catalogue: catalogue.file_of().get(notice))
    steps = (Path(key), *Path(key).parents) if key else ()
    return next((path for path in steps if path.is_file()), None)


def notices_of(index: Path, path: Path) -> list[str]:
    """Return the ids of the notices that were read from ``path``.

    :raises IndexMissing, IndexDamaged: there is no index to look in.
    """
    return _ask(index, lambda catalogue: catalogue.notices_in(path.resolve().as_posix()))


def _ask(index: Path, question: Callable[[Catalogue], T]) -> T:
    def read(folder: Path) -> T:
        catalogue = catalogue_of(index, generation.read_manifest(folder))
        try:
            return question(catalogue)
        finally:
            catalogue.close()

    return generation.reading(index, read)
