"""Putting back: the same answers, accounts and files, or nothing touched at all."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rag.answering.assistant import Assistant
from rag.backup.errors import BackupInvalid, RestoreTaken
from rag.backup.restore import restore
from rag.errors import IndexBusy, WenceError
from rag.index import generation
from rag.index.ingest import ingest
from rag.settings import Settings
from tests.backup.installation import PASSWORD, QUESTIONS, WHO, answers, office_of, state
from tests.notice_pages import page

DATABASE, UPLOADED = "office/office.sqlite3", "office/files/河道 保洁.txt"
Parts = dict[str, bytes]


def test_all_comes_back_but_sessions(furnished, archive: Path, settings: Settings, encoder):
    there, token = furnished
    restore(archive, settings)
    assert state(settings) == state(there)
    assert answers(settings, encoder) == answers(there, encoder)
    office = office_of(settings)
    assert office.accounts.verify(WHO, PASSWORD) == WHO
    assert office.sessions.account(token) is None
    assert office.trail.newest()[0].what == "restored"
    modes = {path.stat().st_mode & 0o777 for path in settings.office.folder.rglob("*.*")}
    assert modes == {0o600}
    assert settings.office.folder.stat().st_mode & 0o777 == 0o700


def test_what_is_there_is_replaced_only_when_told(
    furnished, archive: Path, copied: Settings, encoder, tmp_path: Path
):
    (tmp_path / "new.txt").write_text(page(9), encoding="utf-8")
    ingest([tmp_path / "new.txt"], copied, encoder)
    office = office_of(copied)
    office.accounts.add("李明", "another password")
    token = office.sessions.open("李明")
    (copied.office.folder / "files" / "通知.txt").write_text("later")
    before = state(copied)
    with pytest.raises(RestoreTaken):
        restore(archive, copied)
    assert state(copied) == before
    restore(archive, copied, force=True)
    assert state(copied) == state(furnished[0])
    assert office.sessions.account(token) is None  # also for who had it open before
    assert {path.name for path in copied.office.folder.iterdir()} <= {
        "office.sqlite3",
        "files",
        "reading.lock",
        "restore.lock",
    }


@pytest.mark.parametrize("taken", ["index", "office"])
def test_either_folder_may_be_the_one_that_is_taken(archive, settings: Settings, taken: str):
    folder = settings.index if taken == "index" else settings.office.folder
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    with pytest.raises(RestoreTaken, match=folder.name):
        restore(archive, settings)
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]


def test_a_damaged_installation_is_what_it_is_for(furnished, archive: Path, copied: Settings):
    for path in copied.index.glob("gen-*/manifest.json"):
        path.write_text("{}")
    (copied.office.folder / "office.sqlite3").write_bytes(b"no database" * 500)
    restore(archive, copied, force=True)
    assert state(copied) == state(furnished[0])


def test_a_server_that_runs_answers_from_what_was_put_back(
    archive: Path, copied: Settings, encoder, tmp_path: Path
):
    shutil.rmtree(copied.index)
    (tmp_path / "new.txt").write_text(page(9), encoding="utf-8")
    ingest([tmp_path / "new.txt"], copied, encoder)
    running = Assistant(copied, encoder)
    assert running.notice_count == 1
    restore(archive, copied, force=True)
    assert running.notice_count == 11
    assert "500元" in running.ask(QUESTIONS[1]).answer


def test_who_writes_there_is_not_disturbed(archive: Path, copied: Settings):
    before = state(copied)
    with generation.writing(copied.index), pytest.raises(IndexBusy):
        restore(archive, copied, force=True)
    assert state(copied) == before


def parts_of(archive: Path) -> Parts:
    with zipfile.ZipFile(archive) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def packed(parts: Parts, to: Path, stored: bool = True) -> Path:
    """Write an archive of ``parts``, whatever they are."""
    method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(to, "w", method) as out:
        for name, data in parts.items():
            out.writestr(name, data)
    return to


def listed(parts: Parts) -> Parts:
    """Return ``parts`` with a list that is right about each: a forgery, not an accident."""
    held = json.loads(parts["wence-backup.json"])
    held["parts"] = {
        name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest(), "modified": 0}
        for name, data in parts.items()
        if name != "wence-backup.json"
    }
    return {**parts, "wence-backup.json": json.dumps(held).encode()}


def other_list(**changes: Any) -> Callable[[Parts], Parts]:
    def change(parts: Parts) -> Parts:
        held = {**json.loads(parts["wence-backup.json"]), **changes}
        return {**parts, "wence-backup.json": json.dumps(held).encode()}

    return change


def without(name: str) -> Callable[[Parts], Parts]:
    return lambda parts: {key: data for key, data in parts.items() if key != name}


FORGED: dict[str, Callable[[Parts], Parts]] = {
    "no list": without("wence-backup.json"),
    "another list": other_list(format="another"),
    "a later version": other_list(version=2),
    "a part too few": without(UPLOADED),
    "a part too many": lambda parts: {**parts, "office/files/more.txt": b"x"},
    "a part changed": lambda parts: {**parts, UPLOADED: b"x"},
    "no office promised": other_list(office=None),
    "out of the folder": lambda parts: listed({**parts, "office/files/../../evil": b"x"}),
    "an absolute path": lambda parts: listed({**parts, "/tmp/evil": b"x"}),
    "a path of Windows": lambda parts: listed({**parts, "office/files/..\\evil": b"x"}),
    "a drive": lambda parts: listed({**parts, "office/files/C:evil": b"x"}),
    "a hidden file": lambda parts: listed({**parts, "office/files/.part-0": b"x"}),
    "a folder below": lambda parts: listed({**parts, "office/files/a/b": b"x"}),
    "a file of no office": lambda parts: listed({**parts, "office/restore/plan.json": b"x"}),
    "an index file of no segment": lambda parts: listed({**parts, "index/seg-000001/x": b"x"}),
    "no manifest": lambda parts: listed(without("index/manifest.json")(parts)),
    "another manifest": lambda parts: listed({**parts, "index/manifest.json": b"{}"}),
    "no database": lambda parts: listed({**parts, DATABASE: b"no database" * 500}),
}


@pytest.mark.parametrize("kind", FORGED)
def test_what_is_damaged_or_foreign_touches_nothing(
    kind: str, archive: Path, copied: Settings, tmp_path: Path
):
    before, files = state(copied), sorted(path.name for path in tmp_path.rglob("*"))
    forged = packed(FORGED[kind](parts_of(archive)), tmp_path / "forged.zip")
    with pytest.raises(BackupInvalid):
        restore(forged, copied, force=True)
    assert state(copied) == before
    after = {path.name for path in tmp_path.rglob("*")} - {"forged.zip"}
    assert after - set(files) <= {"reading.lock", "restore.lock"}


def test_cut_off_compressed_and_no_archive_are_refused(
    archive: Path, settings: Settings, tmp_path: Path
):
    whole = archive.read_bytes()
    for n, data in enumerate((b"", b"hello", whole[: len(whole) // 2], whole[:-30])):
        (tmp_path / f"{n}.zip").write_bytes(data)
        with pytest.raises(BackupInvalid):
            restore(tmp_path / f"{n}.zip", settings)
    with pytest.raises(BackupInvalid):
        restore(packed(parts_of(archive), tmp_path / "small.zip", stored=False), settings)
    with pytest.raises(BackupInvalid, match="无"):
        restore(tmp_path / "无.zip", settings)
    with pytest.raises(BackupInvalid):
        restore(tmp_path, settings)
    assert not settings.index.exists()
    assert not settings.office.folder.exists()


def test_one_flipped_bit_anywhere_is_seen(archive: Path, settings: Settings, tmp_path: Path):
    whole = archive.read_bytes()
    for at in range(0, len(whole), len(whole) // 60):
        data = bytearray(whole)
        data[at] ^= 0x10
        (tmp_path / "bit.zip").write_bytes(data)
        try:
            restore(tmp_path / "bit.zip", settings)
        except WenceError:
            assert not settings.index.exists()
        else:  # a byte that means nothing, such as the time of a member
            shutil.rmtree(settings.index)
            shutil.rmtree(settings.office.folder)
