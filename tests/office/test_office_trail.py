"""The trail (操作记录) only grows, whoever holds a connection to the file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from rag.errors import OfficeUnavailable
from rag.office.store import Store
from rag.office.trail import Trail


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM trail",
        "DELETE FROM trail WHERE id = 1",
        "UPDATE trail SET who = 'somebody else'",
        "UPDATE trail SET at = '2020-01-01T00:00:00+00:00' WHERE id = 1",
        "INSERT OR REPLACE INTO trail VALUES (1, 'x', 'x', 'x', 'x')",
    ],
)
def test_nothing_is_taken_back(tmp_path: Path, statement: str):
    store = Store(tmp_path)
    trail = Trail(store)
    trail.record("王芳", "notice_removed", "某府办发〔2024〕12号")
    before = trail.newest()
    with pytest.raises(OfficeUnavailable), store.writing() as connection:
        connection.execute("PRAGMA recursive_triggers = ON")
        connection.execute(statement)
    assert trail.newest() == before
    trail.record("李强", "uploaded", "通知.docx")
    assert len(trail.newest()) == 2


def test_a_file_of_the_version_before_keeps_its_sessions_and_guards_its_trail(tmp_path: Path):
    from rag.office.schema import SCRIPTS
    from rag.office.store import FILE

    with sqlite3.connect(tmp_path / FILE) as old:
        for script in SCRIPTS[:-1]:
            old.executescript(script)
        old.execute("INSERT INTO accounts VALUES ('li', 'hash', '2026-01-01')")
        old.execute("INSERT INTO sessions VALUES ('digest', 'li', 9e9)")
        old.execute(f"PRAGMA user_version = {len(SCRIPTS) - 1}")
    store = Store(tmp_path)
    with store.writing():
        pass
    (session,) = store.rows("SELECT seen FROM sessions")
    assert session["seen"] > 1e9
    assert {row["name"] for row in store.rows("SELECT name FROM sqlite_master")} >= {
        "trail_is_kept",
        "trail_is_not_rewritten",
    }
