"""Files that staff give to the server (上传的公文): kept, read, read again, taken away."""

from __future__ import annotations

import logging
import os
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, TypeVar

from embeddings import Encoder
from rag.errors import IndexBusy, IndexMissing, OfficeUnavailable, SourceFormat, SourceTooLarge
from rag.index.ingest import remove, remove_file
from rag.index.report import Change
from rag.notices.formats import SUFFIXES
from rag.notices.formats.archive import SUFFIX as ARCHIVE
from rag.notices.formats.package import MIB
from rag.office import private
from rag.office.errors import SourceGone, UploadUnknown
from rag.office.filenames import safe_name
from rag.office.files import FilesTable
from rag.office.intake import Intake
from rag.office.origin import file_of, notices_of
from rag.office.store import Store
from rag.office.trail import Entry, now, write
from rag.office.upload import Upload
from rag.settings import Settings

log = logging.getLogger(__name__)
T = TypeVar("T")

READ = (*SUFFIXES, ARCHIVE)
"""Suffixes of the files that are taken."""

_PART = ".part-"  # begins the name of a file that is still coming in; no safe name does
_PART_SECONDS = 24 * 3600  # after which nobody is sending it any more
_PIECE = 1024 * 1024
_NAMED = 5  # notices that the trail names
_PAUSE = 0.1
_PATIENCE = 20.0  # seconds that staff wait for a reading to end, or for another program


class Uploads:
    """The files, by who gave them; all that changes the collection is put into the trail.

    Every method raises what ``Store`` raises. ``account`` is who asks.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        encoder: Callable[[], Encoder],
        patience: float = _PATIENCE,
    ) -> None:
        self._store, self._settings, self._encoder = store, settings, encoder
        self._files = FilesTable(store)
        self._intake = Intake(self._files, settings, encoder)
        self._patience = patience

    def newest(self, most: int = 100) -> list[Upload]:
        """Return up to ``most`` files: those under way first, then the last that changed."""
        return self._files.newest(most)

    def count(self) -> int:
        """Return how many files there are."""
        return self._files.count()

    def get(self, id: int) -> Upload:
        """Return a file.

        :raises UploadUnknown: there is none.
        """
        found = self._files.get(id)
        if found is None:
            raise UploadUnknown
        return found

    def notices_of(self, upload: Upload) -> list[str]:
        """Return the ids of the notices that are held of a file."""
        try:
            return notices_of(self._settings.index, upload.path)
        except IndexMissing:
            return []

    def add(self, given: str, content: BinaryIO, account: str) -> Upload:
        """Keep a file called ``given`` and let it be read; one of the same name is replaced.

        :param content: can be sought in; it is copied in pieces.
        :raises SourceFormat: files of this suffix are not read.
        :raises SourceTooLarge: it is over ``reading.max_mib``.
        """
        name = safe_name(given)
        suffix = Path(name).suffix.lower()
        if suffix not in READ:
            raise SourceFormat(path=name, suffix=suffix or name)
        size, limit = content.seek(0, os.SEEK_END), self._settings.reading.max_mib
        if size > limit * MIB:
            raise SourceTooLarge(path=name, size=f"{size / MIB:.1f}", limit=f"{limit:g}")
        content.seek(0)
        path = self._files.folder / name
        part = self._files.folder / f"{_PART}{secrets.token_hex(8)}"
        try:
            private.make_folder(self._files.folder.parent)
            private.make_folder(self._files.folder)
            _copy(content, part)
            with self._store.writing() as connection:  # the file and its row change together
                self._files.put(connection, path, size, account, "file_added")
                part.replace(path)
        except OSError as error:
            raise OfficeUnavailable(path=path, reason=error.strerror or error) from error
        finally:
            part.unlink(missing_ok=True)
        return self._waiting(path)

    def again(self, id: int, account: str) -> Upload:
        """Let a file be read again.

        :raises UploadUnknown: there is none.
        :raises SourceGone: the file itself is no longer there.
        """
        upload = self.get(id)
        return self._again(upload.path, upload.name, account)

    def reread(self, notice: str, name: str, account: str) -> Upload:
        """Let the file be read again that the notice with the id ``notice`` came from.

        :param name: how the notice is called, for the message.
        :raises SourceGone: the file, which ``wence ingest`` may have read, is no longer there.
        """
        path = file_of(self._settings.index, notice)
        if path is None:
            raise SourceGone(name=name)
        return self._again(path, name, account)

    def remove(self, id: int, account: str) -> None:
        """Take a file away with all notices of it; a file that is not ours stays where it is.

        :raises UploadUnknown: there is none.
        :raises ReadingUnderWay, IndexBusy: it cannot be done now.
        :raises IndexMismatch, IndexDamaged: the index cannot be written.
        """
        upload = self.get(id)
        with self._intake.alone(self._patience):
            gone = self._remove_file(upload)
            names = "、".join(change.name for change in gone[:_NAMED])
            more = f"… ({len(gone)})" if len(gone) > _NAMED else ""
            self._forget(upload, account, f"{upload.name}: {names}{more}" if gone else upload.name)

    def remove_notice(self, notice: str, name: str, account: str) -> None:
        """Take the notice with the id ``notice`` out, and its file where that holds no other.

        :param name: how the notice is called.
        :raises NoNotice: there is none.
        :raises ReadingUnderWay, IndexBusy: it cannot be done now.
        :raises IndexMismatch, IndexDamaged: the index cannot be written.
        """
        with self._intake.alone(self._patience):
            upload = self._last(notice)
            if upload is not None:
                self._remove_file(upload)
                self._forget(upload, account, f"{upload.name}: {name}")
                return
            self._patiently(lambda: remove(name, self._settings, self._encoder(), notice))
            with self._store.writing() as connection:
                write(connection, Entry(now(), account, "notice_removed", name))

    def resume(self) -> None:
        """Take up what was left at the last end of the program, however that came."""
        try:
            pending = self._files.is_pending()
        except OfficeUnavailable as error:
            log.error("uploaded files cannot be looked for: %s: %s", error.key, error)
            return
        with suppress(OSError):  # no folder, no leftovers
            for part in self._files.folder.glob(f"{_PART}*"):
                if time.time() - part.stat().st_mtime > _PART_SECONDS:
                    part.unlink()
        if pending:
            self._intake.wake()

    def close(self) -> None:
        """Stop reading; what waits is taken up by the next ``resume``."""
        self._intake.close()

    def _again(self, path: Path, name: str, account: str) -> Upload:
        try:
            size = path.stat().st_size
        except OSError as error:
            raise SourceGone(name=name) from error
        with self._store.writing() as connection:
            self._files.put(connection, path, size, account, "file_again")
        return self._waiting(path)

    def _waiting(self, path: Path) -> Upload:
        self._intake.wake()
        found = self._files.at(path)
        if found is None:
            raise UploadUnknown  # somebody took it away in this moment
        return found

    def _remove_file(self, upload: Upload) -> list[Change]:
        return self._patiently(lambda: remove_file(upload.path, self._settings, self._encoder()))

    def _forget(self, upload: Upload, account: str, detail: str) -> None:
        try:
            if upload.ours:
                upload.path.unlink(missing_ok=True)
        except OSError as error:
            raise OfficeUnavailable(path=upload.path, reason=error.strerror or error) from error
        with self._store.writing() as connection:
            self._files.forget(connection, upload)
            write(connection, Entry(now(), account, "file_removed", detail))

    def _last(self, notice: str) -> Upload | None:
        """Return the uploaded file that holds this notice and no other, else None."""
        path = file_of(self._settings.index, notice)
        upload = self._files.at(path) if path else None
        if path is None or upload is None or not upload.ours:
            return None
        return upload if notices_of(self._settings.index, path) == [notice] else None

    def _patiently(self, work: Callable[[], T]) -> T:
        """Return what ``work`` returns, as soon as no other program is writing the index."""
        until = time.monotonic() + self._patience
        while True:
            try:
                return work()
            except IndexBusy:
                if time.monotonic() >= until:
                    raise
            time.sleep(_PAUSE)


def _copy(content: BinaryIO, path: Path) -> None:
    """Write ``content`` to a new file, piece by piece, and see it on the disk."""
    with open(path, "xb", opener=private.opener) as file:
        while piece := content.read(_PIECE):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
