"""Folders and files that measurements leave behind."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from eval.errors import ReportUnwritable


@contextmanager
def kept_or_not(keep: Path | None, name: str) -> Iterator[Path]:
    """Yield the folder that is to be kept, else one that is thrown away, called after ``name``.

    :raises ReportUnwritable: the folder cannot be made.
    """
    if keep is not None:
        _make(keep)
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix=f"wence-{name}-") as folder:
        yield Path(folder)


def write(path: Path, content: str) -> None:
    """Write a file, and the folders that it lies in.

    :raises ReportUnwritable: that cannot be done.
    """
    _make(path.parent)
    try:
        path.write_text(content, encoding="utf-8")
    except OSError as error:
        raise ReportUnwritable(path=path, reason=error.strerror or error) from error


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ReportUnwritable(path=folder, reason=error.strerror or error) from error
