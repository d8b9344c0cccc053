"""What is written to a catalogue comes back as it was."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.errors import IndexDamaged
from rag.index.catalogue import Catalogue, Entry, FileEntry, with_repeals, write
from rag.index.ingest import notice_key
from rag.index.passages import cut_passages
from rag.index.rows import record_of
from rag.notices.parse import parse_page
from rag.settings import Chunking
from rag.tokens import counter


def test_samples_come_back_as_they_were(samples, tmp_path):
    entries, files = [], []
    for path in sorted(samples.iterdir()):
        data = path.read_bytes()
        files.append(FileEntry(str(path), path.name, "0" * 64, len(data), 1))
        for notice in parse_page(data.decode(), path.name):
            key = notice_key(notice)
            passages = cut_passages(notice, key, counter("qwen"), Chunking())
            record = record_of(notice, key)
            entries.append(Entry(record, str(path), notice.text, notice.clauses, tuple(passages)))
    write(tmp_path / "c.sqlite3", files, entries)
    catalogue = Catalogue(tmp_path / "c.sqlite3")
    assert catalogue.records() == with_repeals([entry.record for entry in entries])
    assert catalogue.files() == {file.key: file for file in files}
    assert catalogue.file_of() == {entry.record.id: entry.file for entry in entries}
    for entry in entries:
        key = entry.record.id
        assert catalogue.text(key) == entry.text
        assert catalogue.clauses(key) == list(entry.clauses)
        rows = catalogue.rows_of(key)
        assert tuple(catalogue.passages(rows)[row] for row in rows) == entry.passages
    everything = [passage for entry in entries for passage in entry.passages]
    assert catalogue.passages() == dict(enumerate(everything))
    assert catalogue.notice_of_row() == [passage.notice for passage in everything]
    catalogue.close()


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), st.text(max_size=5))
def test_file_names_of_any_kind_come_back(tmp_path_factory, name, digest):
    path = tmp_path_factory.mktemp("catalogue") / "c.sqlite3"
    file = FileEntry(name, name, digest.encode("utf-8", "ignore").decode(), 1, 2**62)
    write(path, [file], [])
    assert Catalogue(path).files() == {name: file}


def test_a_catalogue_is_opened_for_reading_only(tmp_path):
    write(tmp_path / "c.sqlite3", [], [])
    catalogue = Catalogue(tmp_path / "c.sqlite3")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        catalogue.parts[0].tables._connection.execute("DELETE FROM notices")


@pytest.mark.parametrize("content", [None, b"", b"no database at all, but long enough" * 99])
def test_no_catalogue_is_damage(tmp_path, content):
    path = tmp_path / "c.sqlite3"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(IndexDamaged, match="sqlite3"):
        Catalogue(path)
    assert content is not None or not path.exists()
