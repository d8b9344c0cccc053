"""Backing up: one private file that says what it holds, whoever is writing meanwhile."""

from __future__ import annotations

import json
import sqlite3
import threading
import zipfile
from pathlib import Path

import pytest

from rag.backup import snapshot
from rag.backup.backup import backup
from rag.backup.errors import BackupExists, BackupFailed
from rag.backup.restore import restore
from rag.errors import IndexDamaged, IndexMissing
from rag.index import generation
from rag.index.ingest import ingest
from rag.settings import Settings
from tests.backup.installation import WHO, office_of, settings_in, state, upload
from tests.notice_pages import page


def test_it_is_private_and_says_what_it_holds(copied: Settings, tmp_path: Path):
    report = backup(tmp_path / "a.zip", copied)
    assert (tmp_path / "a.zip").stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(tmp_path / "a.zip") as opened:
        assert opened.testzip() is None
        held = json.loads(opened.read("wence-backup.json"))
        names = set(opened.namelist())
    assert held["format"] == "wence-backup"
    assert held["index"]["notices"] == 11
    assert held["office"] == {"accounts": 1, "files": 1}
    assert set(held["parts"]) == names - {"wence-backup.json"}
    assert "office/files/河道 保洁.txt" in names
    assert report.to_dict()["index"] == held["index"]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_no_session_is_in_it_nor_what_was_deleted(furnished, archive: Path, tmp_path: Path):
    settings, token = furnished
    assert office_of(settings).sessions.account(token) == WHO
    rows = office_of(settings).store.rows("SELECT token FROM sessions")
    with zipfile.ZipFile(archive) as opened:
        data = opened.read("office/office.sqlite3")
    assert rows
    assert all(row["token"].encode() not in data for row in rows)


def test_an_index_alone_is_backed_up_and_put_back(furnished, settings: Settings, tmp_path: Path):
    only = Settings(index=furnished[0].index, office={"folder": tmp_path / "无"})
    assert backup(tmp_path / "a.zip", only).contents.office is None
    office_of(settings).accounts.add(WHO, "another password")
    restore(tmp_path / "a.zip", settings)
    assert len(state(settings)["notices"]) == 11
    assert office_of(settings).accounts.verify(WHO, "another password") == WHO


def test_a_file_is_replaced_only_when_told(copied: Settings, tmp_path: Path):
    file = tmp_path / "a.zip"
    file.write_text("mine")
    with pytest.raises(BackupExists):
        backup(file, copied)
    assert file.read_text() == "mine"
    backup(file, copied, force=True)
    assert zipfile.is_zipfile(file)


def test_what_cannot_be_backed_up_is_named(copied: Settings, settings: Settings, tmp_path: Path):
    with pytest.raises(IndexMissing):
        backup(tmp_path / "a.zip", settings_in(tmp_path / "无"))
    with pytest.raises(BackupFailed):
        backup(tmp_path / "无" / "a.zip", copied)
    (vectors, *_) = (
        copied.index / segment.name / "vectors.faiss"
        for segment in generation.read_manifest(generation.current(copied.index)).segments
    )
    data = bytearray(vectors.read_bytes())
    data[-1] ^= 1
    vectors.write_bytes(data)
    large = generation.verify
    with pytest.raises(IndexDamaged):
        large(copied.index)
    with pytest.raises(IndexDamaged):
        backup(tmp_path / "a.zip", copied)
    assert not (tmp_path / "a.zip").exists()


def test_what_is_taken_away_meanwhile_is_still_whole(copied: Settings, encoder, tmp_path: Path):
    """An ingest sweeps the generation away, staff replace and remove files, while it is copied."""
    before = state(copied)
    office = office_of(copied, encoder)
    work = tmp_path / "work"
    work.mkdir()
    with snapshot.taken(copied.index, copied.office.folder, work) as held:
        upload(office, "河道 保洁.txt", page(2))  # of the same name: it replaces the file
        (tmp_path / "b.txt").write_text(page(3), encoding="utf-8")
        for serial in (3, 4, 5, 6):  # as often as it takes to merge the segments
            (tmp_path / "b.txt").write_text(page(serial), encoding="utf-8")
            ingest([tmp_path / "b.txt"], copied, encoder)
        gone = [s for s in held.manifest.segments if not (copied.index / s.name).exists()]
        files = held.office or {}
        assert gone
        assert files["office/files/河道 保洁.txt"].read() == page(1).encode()
        sizes = {name: len(file.read()) for name, file in held.index.items()}
    for segment in held.manifest.segments:
        for name, size in segment.sizes.items():
            assert sizes[f"index/{segment.name}/{name}"] == size
    office.close()
    assert state(copied) != before


def test_while_an_ingest_and_a_server_write_each_is_of_one_moment(
    copied: Settings, encoder, tmp_path: Path
):
    """Every file that the office says was read is in the index of the same back-up."""
    office, stop = office_of(copied, encoder), threading.Event()

    def write() -> None:
        for serial in range(10, 40):
            if stop.is_set():
                return
            upload(office, f"{serial}.txt", page(serial, f"第{serial}项"))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for n in range(4):
            backup(tmp_path / f"{n}.zip", copied)
    finally:
        stop.set()
        writer.join()
        office.close()
    for n in range(4):
        there = settings_in(tmp_path / str(n))
        (tmp_path / str(n)).mkdir()
        restore(tmp_path / f"{n}.zip", there)
        held = state(there)
        done = [row for row in held["files"] if row[4] == "done"]
        assert len(held["notices"]) >= 10 + len(done)
        assert {row[1] for row in held["files"]} == set(held["files on disk"])


def test_a_file_that_was_being_read_waits_in_the_copy(copied: Settings, tmp_path: Path):
    with office_of(copied).store.writing() as connection:
        connection.execute("UPDATE files SET state = 'reading', tries = 2")
    backup(tmp_path / "a.zip", copied)
    with zipfile.ZipFile(tmp_path / "a.zip") as opened:
        (tmp_path / "copy.sqlite3").write_bytes(opened.read("office/office.sqlite3"))
    with sqlite3.connect(tmp_path / "copy.sqlite3") as connection:
        assert connection.execute("SELECT state, tries FROM files").fetchall() == [("waiting", 0)]
