"""Whether the machine has room, lets us write, and knows what day it is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rag.doctor.finding import Desk, Finding
from rag.settings import Settings

_GIB = 1024**3
_LEAST = 1 * _GIB  # free, for an ingest that merges and for a back-up
_FIRST = datetime(2025, 1, 1, tzinfo=UTC)  # no clock that is right shows less
_AHEAD = timedelta(days=1)  # what was written may be from no later than this
_CHINA = timedelta(hours=8)


def disk(settings: Settings) -> Finding:
    """Check the free space: as much again as the index has, and 1 GiB at least."""
    desk = Desk("disk", settings.language)
    size = sum(path.stat().st_size for path in settings.index.rglob("*") if path.is_file())
    for folder in _folders(settings):
        free = shutil.disk_usage(_above(folder)).free
        told = {"path": folder, "free": f"{free / _GIB:.1f}"}
        if free < max(_LEAST, size):
            return desk.bad("bad", **told, wanted=f"{max(_LEAST, size) / _GIB:.1f}")
    return desk.good("good", **told)


def folders(settings: Settings) -> Finding:
    """Check that index and office can be written, or made where they are not there."""
    desk = Desk("folders", settings.language)
    for folder in _folders(settings):
        above = _above(folder)
        if not above.is_dir() or not os.access(above, os.W_OK | os.X_OK):
            return desk.bad("bad", path=above)
    return desk.good("good")


def clock(settings: Settings) -> Finding:
    """Check that the clock is not behind the program, nor behind what was written."""
    desk, now = Desk("clock", settings.language), datetime.now(UTC)
    current = settings.index / "CURRENT"
    written = [_FIRST]
    if current.exists():
        written.append(datetime.fromtimestamp(current.stat().st_mtime, UTC))
    shown = now.isoformat(timespec="seconds")
    if now < max(written) - _AHEAD or now < _FIRST:
        return desk.bad("bad", now=shown, written=max(written).isoformat(timespec="seconds"))
    return desk.good("good", now=shown)


def zone(settings: Settings) -> Finding:
    """Check the time zone: the day of now decides what is in force (有效)."""
    desk, now = Desk("zone", settings.language), datetime.now().astimezone()
    said = now.strftime("%Z %z")
    if now.utcoffset() == _CHINA:
        return desk.good("good", zone=said)
    return desk.note("note", zone=said, day=now.date())


def _folders(settings: Settings) -> Iterator[Path]:
    yield settings.index.absolute()
    yield settings.office.folder.absolute()


def _above(folder: Path) -> Path:
    """Return ``folder``, or the nearest above it that is there."""
    return next(path for path in (folder, *folder.parents) if path.exists())
