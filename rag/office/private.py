"""Files that are nobody else's: folders with mode 0700, files with mode 0600 from the first byte.

The office holds password hashes, what visitors asked and documents that may not be public yet.
What is there already keeps its mode: somebody may have widened it on purpose, and ``wence doctor``
says so.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER, FILE = 0o700, 0o600


def make_folder(path: Path) -> None:
    """Make a folder that its owner alone may enter; the folders above it are made as usual.

    :raises OSError: it cannot be made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(mode=FOLDER, exist_ok=True)


def make_file(path: Path) -> None:
    """Make an empty file that its owner alone may read, unless there is a file already.

    :raises OSError: it cannot be made.
    """
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, FILE))


def opener(path: str, flags: int) -> int:
    """Open a file for ``open(..., opener=...)``; one that is made is its owner's alone."""
    return os.open(path, flags, FILE)
