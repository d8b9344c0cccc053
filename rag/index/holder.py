"""Who holds the writer's lock of an index: told to whoever wants it, too."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

FILE = "writer.json"


def note(root: Path) -> None:
    """Write down that this process holds the lock of the index in ``root``."""
    since = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
    text = json.dumps({"holder": os.getpid(), "since": since})
    (root / FILE).write_text(text, encoding="utf-8")


def forget(root: Path) -> None:
    """Take that back."""
    with suppress(OSError):
        (root / FILE).unlink()


def of(root: Path) -> dict[str, object]:
    """Return which process holds the lock (``holder``) and ``since`` when; "?" where it is unsaid.

    It is where a process has only just taken the lock, or let it go.
    """
    try:
        told = json.loads((root / FILE).read_text(encoding="utf-8"))
        return {"holder": told["holder"], "since": told["since"]}
    except (OSError, ValueError, TypeError, KeyError):
        return {"holder": "?", "since": "?"}
