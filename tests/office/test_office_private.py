"""The office is its owner's alone, whatever the umask of the account that runs the server."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.office import Office
from rag.settings import Settings
from tests.notice_pages import page


@pytest.fixture
def careless() -> Iterator[None]:
    """Let this process make files that everybody may read, as many an account does."""
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {
        path.relative_to(folder).as_posix(): path.stat().st_mode & 0o777
        for path in (folder, *folder.rglob("*"))
    }


def test_folders_and_files_are_its_owners_alone(careless, tmp_path: Path, encoder):
    folder = tmp_path / "办公"
    office = Office(Settings(index=tmp_path / "index", office={"folder": folder}), lambda: encoder)
    office.accounts.add("王芳", "春天的 password")
    office.uploads.add("通知.txt", io.BytesIO(page(1).encode()), "王芳")
    with office.store.writing():  # the write-ahead log is there while somebody writes
        found = modes(folder)
    office.close()
    assert found.pop(".") == found.pop("files") == 0o700
    assert {"office.sqlite3", "office.sqlite3-wal", "files/通知.txt"} <= set(found)
    assert set(found.values()) == {0o600}


def test_what_somebody_widened_on_purpose_stays(tmp_path: Path):
    folder = tmp_path / "办公"
    folder.mkdir(mode=0o750)
    folder.chmod(0o750)
    Office(Settings(office={"folder": folder})).accounts.add("王芳", "春天的 password")
    assert modes(folder)["."] == 0o750
