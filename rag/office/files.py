"""The table of files: which wait, which are being read, what became of the others."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from rag.notices.formats.archive import SUFFIX as ARCHIVE
from rag.office.errors import UploadInterrupted
from rag.office.store import Store
from rag.office.trail import Clock, Entry, now, write
from rag.office.upload import Counts, Fault, Result, Upload, faults_from, taken_from, to_json

FOLDER = "files"
_MOST_TRIES = 2  # a file that ends the program twice is not read a third time
_MOST_TOGETHER = 50  # files of one generation, so that a long queue shows something soon
_NAMED = 5  # notices that the trail names


class FilesTable:
    """The rows of ``files``; every method raises what ``Store`` raises."""

    def __init__(self, store: Store, clock: Clock = now) -> None:
        self._store, self._clock = store, clock
        self.folder = store.folder / FOLDER

    def newest(self, most: int) -> list[Upload]:
        """Return up to ``most`` files, those that are under way first, then the last changed."""
        rows = self._store.rows(
            "SELECT * FROM files ORDER BY state IN ('waiting', 'reading') DESC, changed DESC, "
            "id DESC LIMIT ?",
            (most,),
        )
        return [self._upload(row) for row in rows]

    def count(self) -> int:
        """Return how many files there are."""
        rows = self._store.rows("SELECT count(*) AS files FROM files")
        return int(rows[0]["files"]) if rows else 0

    def get(self, id: int) -> Upload | None:
        """Return a file, None for one that is not there."""
        rows = self._store.rows("SELECT * FROM files WHERE id = ?", (id,))
        return self._upload(rows[0]) if rows else None

    def at(self, path: Path) -> Upload | None:
        """Return the file at ``path``, None where the table has none."""
        rows = self._store.rows("SELECT * FROM files WHERE path = ?", (self._kept(path),))
        return self._upload(rows[0]) if rows else None

    def is_pending(self) -> bool:
        """Return whether a file waits, or was being read by whoever did so last."""
        query = "SELECT 1 FROM files WHERE state IN ('waiting', 'reading') LIMIT 1"
        return bool(self._store.rows(query))

    def put(
        self, connection: sqlite3.Connection, path: Path, size: int, account: str, what: str
    ) -> None:
        """Let the file at ``path`` wait, and write ``what`` into the trail; within a transaction.

        One that is being read waits again: what is read is no longer what it holds.
        """
        at = self._clock()
        stamp = _stamp(at)
        connection.execute(
            "INSERT INTO files (name, path, size, state, account, added, changed) "
            "VALUES (?, ?, ?, 'waiting', ?, ?, ?) "
            "ON CONFLICT (path) DO UPDATE SET size = excluded.size, state = 'waiting', stage = '', "
            "done = 0, total = 0, tries = 0, notices = '[]', counts = '{}', fault = NULL, "
            "account = excluded.account, changed = excluded.changed",
            (path.name, self._kept(path), size, account, stamp, stamp),
        )
        write(connection, Entry(at, account, what, path.name))

    def claim(self) -> list[Upload]:
        """Return the files to be read next, which now count as being read.

        To be called by the holder of the office's lock alone: whoever was reading is gone, so that
        what he left waits again. An archive is read by itself, and so is what was being read when
        the program ended; all others go together.
        """
        with self._store.writing() as connection:
            given_up = Result.failed(Fault(UploadInterrupted.key, (("times", str(_MOST_TRIES)),)))
            for row in connection.execute(
                "SELECT * FROM files WHERE state = 'reading' AND tries >= ?", (_MOST_TRIES,)
            ).fetchall():
                self._finish(connection, self._upload(row), given_up)
            connection.execute("UPDATE files SET state = 'waiting' WHERE state = 'reading'")
            rows = connection.execute("SELECT * FROM files WHERE state = 'waiting' ORDER BY id")
            chosen = _together([self._upload(row) for row in rows])
            for upload in chosen:
                connection.execute(
                    "UPDATE files SET state = 'reading', stage = '', done = 0, total = 0, "
                    "tries = tries + 1 WHERE id = ?",
                    (upload.id,),
                )
        return chosen

    def progress(self, uploads: Iterable[Upload], stage: str, done: int, total: int) -> None:
        """Note how far the reading of ``uploads`` is."""
        with self._store.writing() as connection:
            connection.executemany(
                "UPDATE files SET stage = ?, done = ?, total = ? "
                "WHERE id = ? AND state = 'reading'",
                [(stage, done, total, upload.id) for upload in uploads],
            )

    def release(self, uploads: Iterable[Upload], stage: str = "") -> None:
        """Let ``uploads`` wait again: nothing was done, and it was not their fault."""
        with self._store.writing() as connection:
            connection.executemany(
                "UPDATE files SET state = 'waiting', stage = ?, done = 0, total = 0, "
                "tries = tries - 1 WHERE id = ? AND state = 'reading'",
                [(stage, upload.id) for upload in uploads],
            )

    def finish(self, results: Sequence[tuple[Upload, Result]]) -> None:
        """Keep what reading came to, and write into the trail what it changed."""
        with self._store.writing() as connection:
            for upload, result in results:
                self._finish(connection, upload, result)

    def forget(self, connection: sqlite3.Connection, upload: Upload) -> None:
        """Take a file out of the table; within a transaction."""
        connection.execute("DELETE FROM files WHERE id = ?", (upload.id,))

    def _finish(self, connection: sqlite3.Connection, upload: Upload, result: Result) -> None:
        at = self._clock()
        connection.execute(
            "UPDATE files SET state = ?, stage = '', notices = ?, counts = ?, fault = ?, "
            "changed = ? WHERE id = ? AND state = 'reading'",  # not one that was replaced meanwhile
            (
                result.state,
                to_json(result.taken),
                json.dumps(asdict(result.counts)),
                to_json(result.faults),
                _stamp(at),
                upload.id,
            ),
        )
        for fate in ("added", "updated", "removed"):
            names = [one.name for one in result.taken if one.fate == fate]
            count = getattr(result.counts, fate)
            if count:
                more = f"… ({count})" if count > _NAMED else ""
                detail = f"{upload.name}: {'、'.join(names[:_NAMED])}{more}"
                write(connection, Entry(at, upload.account, f"notices_{fate}", detail))

    def _kept(self, path: Path) -> str:
        return path.name if path.parent == self.folder else str(path)

    def _upload(self, row: sqlite3.Row) -> Upload:
        counts, taken = Counts(**json.loads(row["counts"])), taken_from(row["notices"])
        path = self.folder / row["path"]  # a path elsewhere is absolute, and stays as it is
        return Upload(
            id=row["id"],
            name=row["name"],
            path=path,
            ours=path.parent == self.folder,
            size=row["size"],
            state=row["state"],
            stage=row["stage"],
            done=row["done"],
            total=row["total"],
            tries=row["tries"],
            result=Result(row["state"], counts, taken, faults_from(row["fault"])),
            account=row["account"],
            added=datetime.fromisoformat(row["added"]),
            changed=datetime.fromisoformat(row["changed"]),
        )


def _together(waiting: Sequence[Upload]) -> list[Upload]:
    """Return which of the files that wait are read next."""
    plain = [one for one in waiting if not one.tries and one.path.suffix.lower() != ARCHIVE]
    return plain[:_MOST_TOGETHER] or list(waiting[:1])


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")
