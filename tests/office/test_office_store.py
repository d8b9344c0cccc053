"""The office's file: made late, upgraded once, whole or not at all."""

import sqlite3
import threading

import pytest

from rag.errors import OfficeUnavailable
from rag.office.schema import SCRIPTS
from rag.office.store import FILE, Store

TRAIL = "INSERT INTO trail (at, who, what, detail) VALUES ('', 'li', ?, '')"


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "办公")


def test_nothing_is_written_until_something_is_kept(store):
    assert store.rows("SELECT * FROM trail") == []
    assert not store.folder.exists()


def test_what_is_kept_is_there_for_the_next_to_open(store):
    with store.writing() as connection:
        connection.execute(TRAIL, ["x"])
    assert [row["what"] for row in Store(store.folder).rows("SELECT * FROM trail")] == ["x"]


def test_a_transaction_is_kept_whole_or_not_at_all(store):
    with pytest.raises(ZeroDivisionError), store.writing() as connection:
        connection.execute(TRAIL, ["x"])
        raise ZeroDivisionError
    assert store.rows("SELECT * FROM trail") == []


def test_threads_and_openers_write_together(store):
    def write(name: str) -> None:
        for _ in range(20):
            with Store(store.folder).writing() as connection:
                connection.execute(TRAIL, [name])

    threads = [threading.Thread(target=write, args=[name]) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.rows("SELECT * FROM trail")) == 80


def test_a_file_of_a_later_program_is_left_alone(store):
    store.folder.mkdir()
    with sqlite3.connect(store.folder / FILE) as connection:
        connection.execute(f"PRAGMA user_version = {len(SCRIPTS) + 1}")
    with pytest.raises(OfficeUnavailable, match=str(len(SCRIPTS) + 1)):
        store.rows("SELECT * FROM trail")


def test_what_is_no_database_is_named(store):
    store.folder.mkdir()
    (store.folder / FILE).write_bytes(b"not a database at all" * 100)
    with pytest.raises(OfficeUnavailable, match="办公"):
        store.rows("SELECT * FROM trail")


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(OfficeUnavailable, match="taken"), Store(tmp_path / "taken").writing():
        pass
