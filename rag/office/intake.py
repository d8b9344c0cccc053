"""Reading uploaded files (收文), one thread a process, one process at a time."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial

from embeddings import Encoder
from rag.errors import IndexBusy, OfficeUnavailable, SourceMissing, WenceError
from rag.index.ingest import take_in
from rag.index.report import Report
from rag.office import reading
from rag.office.contained import Contained
from rag.office.errors import ReadingUnderWay
from rag.office.files import FilesTable
from rag.office.upload import INTERNAL, Fault, Result, Upload
from rag.settings import Settings

log = logging.getLogger(__name__)

_TOLD_EVERY = 0.3  # seconds between two notes of how far it is
_SOON, _BUSY, _TROUBLE = 0.05, 0.5, 10.0  # seconds until the next turn
_PATIENCE = 5.0  # for the thread to come to an end


class Intake:
    """Reads what waits in ``files`` into the index; its thread begins with the first ``wake``."""

    def __init__(
        self, files: FilesTable, settings: Settings, encoder: Callable[[], Encoder]
    ) -> None:
        self._files, self._settings, self._encoder = files, settings, encoder
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._awake, self._stop = threading.Event(), threading.Event()

    def wake(self) -> None:
        """Let what waits be read; the work is done elsewhere."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._awake, self._stop = threading.Event(), threading.Event()
                run = partial(self._run, self._awake, self._stop)
                # A daemon: a file that takes long must not keep the program from ending.
                self._thread = threading.Thread(target=run, name="wence-intake", daemon=True)
                self._thread.start()
            self._awake.set()

    def close(self) -> None:
        """Stop after the file that is being read; what was not read waits for the next start."""
        with self._lock:
            thread, self._thread = self._thread, None
            self._stop.set()
            self._awake.set()
        if thread is not None:
            thread.join(_PATIENCE)

    def alone(self, patience: float) -> AbstractContextManager[None]:
        """Keep everybody from reading, here and in other processes, for the time of the block.

        The block raises what ``reading.alone`` raises; ``patience`` is in seconds.
        """
        return reading.alone(self._files.folder.parent, patience)

    def _run(self, awake: threading.Event, stop: threading.Event) -> None:
        while not stop.is_set():
            awake.wait()
            awake.clear()
            pause: float | None = 0.0
            while pause is not None and not stop.wait(pause):
                pause = self._turn(stop)

    def _turn(self, stop: threading.Event) -> float | None:
        """Read some of what waits; return when to go on (s), None when nothing is left."""
        try:
            if not self._files.is_pending():
                return None
            with self.alone(patience=0):
                read = _Reading(self._files, self._settings, self._encoder, stop)
                return read.some(self._files.claim())
        except ReadingUnderWay:  # another process is; should it end, this one goes on
            return _BUSY
        except OfficeUnavailable as error:
            log.error("uploaded files wait: %s: %s", error.key, error)
            return _TROUBLE


class _Stopped(Exception):
    """Reading ends because the program does."""


class _Reading:
    """Reads claimed files, and keeps what became of each."""

    def __init__(
        self,
        files: FilesTable,
        settings: Settings,
        encoder: Callable[[], Encoder],
        stop: threading.Event,
    ) -> None:
        self._files, self._settings, self._encoder, self._stop = files, settings, encoder, stop

    def some(self, uploads: Sequence[Upload]) -> float:
        """Read ``uploads`` together; return when to go on (s)."""
        there = [upload for upload in uploads if upload.path.is_file()]
        gone = [upload for upload in uploads if upload not in there]
        self._failed(gone, [SourceMissing(path=upload.path) for upload in gone])
        if not there:
            return _SOON
        with Contained() as block:
            return self._together(there)
        if isinstance(block.defect, WenceError):
            raise block.defect
        if len(there) > 1:  # one of them is to blame; the others are read all the same
            return max(self.some([upload]) for upload in there)
        log.error("a defect while %s was read", there[0].path, exc_info=block.defect)
        self._files.finish([(there[0], Result.failed(INTERNAL))])
        return _SOON

    def _together(self, uploads: Sequence[Upload]) -> float:
        paths = [upload.path for upload in uploads]
        told = _Progress(self._files, uploads, self._stop)
        try:
            report = take_in(paths, self._settings, self._encoder(), told, again=True)
        except (_Stopped, SourceMissing):  # a file that went this moment is told in the next turn
            self._files.release(uploads)
        except IndexBusy:
            self._files.release(uploads, "busy")
            return _BUSY
        except OfficeUnavailable:  # not the files' fault
            raise
        except WenceError as error:
            log.error("uploaded files cannot be taken in: %s: %s", error.key, error)
            self._failed(uploads, [error] * len(uploads))
        else:
            self._files.finish([(upload, _result(upload, report)) for upload in uploads])
        return _SOON

    def _failed(self, uploads: Sequence[Upload], errors: Sequence[WenceError]) -> None:
        if uploads:
            pairs = zip(uploads, errors, strict=True)
            faults = [(one, Fault.of(error, one.path, one.name)) for one, error in pairs]
            self._files.finish([(one, Result.failed(fault)) for one, fault in faults])


class _Progress:
    """Notes how far reading is, now and then; ends it where the program ends."""

    def __init__(self, files: FilesTable, uploads: Sequence[Upload], stop: threading.Event) -> None:
        self._files, self._uploads, self._stop = files, uploads, stop
        self._stage, self._told = "", 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take note of ``done`` of ``total`` steps of a ``stage``."""
        if self._stop.is_set():
            raise _Stopped
        if stage == self._stage and time.monotonic() - self._told < _TOLD_EVERY:
            return
        self._stage, self._told = stage, time.monotonic()
        self._files.progress(self._uploads, stage, done, total)


def _result(upload: Upload, report: Report) -> Result:
    """Return what of ``report`` is of the file ``upload``."""
    own = upload.path.resolve().as_posix()

    def is_inside(key: str) -> bool:
        return key == own or key.startswith(f"{own}/")

    changes = [change for change in report.changes if is_inside(change.file)]
    skips = [skip for skip in report.skips if is_inside(skip.file)]
    return Result.of(upload.path, upload.name, changes, skips)
